import { KMSClient } from '@aws-sdk/client-kms';
import type { TenantId } from '../../kernel/ids.ts';
import type { Keys } from '../../ports/world.ts';
import { type ClientConfig, type Environment, required } from '../environment.ts';
import { kmsKeys } from '../keys.ts';

/** The keys port as this function was deployed. */
export const openKeys = (config: ClientConfig, env: Environment, tenant: TenantId): Keys =>
  kmsKeys(new KMSClient(config), { app: required(env, 'APP'), tenant });
