/**
 * Names that several stacks must agree on. They are fixed text, not references, so that a stack can be deployed or
 * replaced without touching the exports of another one.
 */
export const app = 'smart-hospital';
/** Synthesis needs no account; a deployment puts its own numbers here through the CDK context. */
export const account = '111111111111';
export const region = 'ap-southeast-1';
/** CloudFront takes firewalls and certificates from here only. */
export const edgeRegion = 'us-east-1';

export interface Place {
  readonly account: string;
  readonly region: string;
}

export const tableName = (context: string): string => `${app}-${context}`;
export const directoryTable = `${app}-directory`;
export const bucketName = (shelf: string, { account, region }: Place): string => `${app}-${shelf}-${account}-${region}`;
export const busName = `${app}-events`;
export const functionName = (context: string, handler: string): string => `${app}-${context}-${handler}`;
/** A reaction's queue and the queue of its dead letters; the door id `<context>.<name>` can be read back from both. */
export const queueName = (context: string, reaction: string): string => `${app}-${context}-${reaction}`;
export const deadQueueName = (context: string, reaction: string): string => `${app}-${context}-${reaction}-dead`;
export const tenantRoleName = (context: string, handler: string): string => `${app}-${context}-${handler}-tenant`;
export const alarmTopicName = `${app}-alarms`;
export const originSecretName = `${app}/origin`;
export const fingerprintKeyName = `${app}/fingerprint`;
