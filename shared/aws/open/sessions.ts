import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { TenantId } from '../../kernel/ids.ts';
import type { Sessions } from '../../ports/world.ts';
import { type ClientConfig, type Environment, required } from '../environment.ts';
import { cognitoSessions } from '../sessions.ts';

/** The sessions port as this function was deployed. */
export const openSessions = (config: ClientConfig, env: Environment, tenant: TenantId): Sessions =>
  cognitoSessions(new CognitoIdentityProviderClient(config), {
    pool: required(env, 'DEVICE_POOL'),
    client: required(env, 'DEVICE_CLIENT'),
    tenant,
  });
