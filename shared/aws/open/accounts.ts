import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { TenantId } from '../../kernel/ids.ts';
import type { Accounts } from '../../ports/world.ts';
import { cognitoAccounts } from '../accounts.ts';
import { type ClientConfig, type Environment, required } from '../environment.ts';

/** The accounts port as this function was deployed. */
export const openAccounts = (config: ClientConfig, env: Environment, tenant: TenantId): Accounts =>
  cognitoAccounts(new CognitoIdentityProviderClient(config), { pool: required(env, 'STAFF_POOL'), tenant });
