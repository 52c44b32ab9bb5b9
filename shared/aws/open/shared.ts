import { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../kernel/ids.ts';
import type { Shared } from '../../ports/world.ts';
import { type ClientConfig, type Environment, required } from '../environment.ts';
import { awsShared } from '../shared.ts';

/** The shared port as this function was deployed. */
export const openShared = (
  config: ClientConfig,
  env: Environment,
  tenant: TenantId,
  store: DynamoDBDocumentClient,
): Shared =>
  awsShared({
    store,
    objects: new S3Client(config),
    tableName: required(env, 'DIRECTORY_TABLE'),
    bucket: required(env, 'EXPORTS_BUCKET'),
    tenant,
  });
