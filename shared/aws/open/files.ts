import { S3Client } from '@aws-sdk/client-s3';
import type { TenantId } from '../../kernel/ids.ts';
import type { Files } from '../../ports/world.ts';
import { type ClientConfig, type Environment, required } from '../environment.ts';
import { s3Files } from '../files.ts';
import { keyAlias } from '../keys.ts';

/** The files port as this function was deployed: content lies under the tenant's sealing key. */
export const openFiles = (config: ClientConfig, env: Environment, tenant: TenantId): Files =>
  s3Files(new S3Client(config), {
    buckets: {
      records: required(env, 'RECORDS_BUCKET'),
      images: required(env, 'IMAGES_BUCKET'),
      exports: required(env, 'EXPORTS_BUCKET'),
    },
    tenant,
    kmsKeyId: keyAlias(required(env, 'APP'), tenant, 'seal'),
  });
