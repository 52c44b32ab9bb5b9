import { STSClient } from '@aws-sdk/client-sts';
import { tenantCredentials } from '../credentials.ts';

/** Sessions of the function's tenant role, one for each tenant. */
export const openCredentials = (roleArn: string) => tenantCredentials(new STSClient({}), roleArn);
