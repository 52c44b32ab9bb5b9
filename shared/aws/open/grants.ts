import { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../kernel/ids.ts';
import type { Grants } from '../../ports/world.ts';
import { type ClientConfig, type Environment, required } from '../environment.ts';
import { awsGrants } from '../shared.ts';

/** The grants port as this function was deployed. */
export const openGrants = (
  config: ClientConfig,
  env: Environment,
  tenant: TenantId,
  store: DynamoDBDocumentClient,
): Grants =>
  awsGrants({
    store,
    objects: new S3Client(config),
    tableName: required(env, 'DIRECTORY_TABLE'),
    bucket: required(env, 'EXPORTS_BUCKET'),
    tenant,
  });
