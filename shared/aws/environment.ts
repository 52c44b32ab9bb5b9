import type { TenantCredentials } from './credentials.ts';

/**
 * How infrastructure tells a function its place: `TABLE_<CONTEXT>`, `DIRECTORY_TABLE`, `TENANT_ROLE_ARN`, `APP` (the
 * prefix of the key aliases), `<SHELF>_BUCKET`, `LAKE_STREAM_PREFIX`, `LAKE_DATABASE`, `LAKE_WORKGROUP`, `QUEUE_BASE`,
 * `REACTIONS`, `FINGERPRINT_KEY`, `STAFF_POOL`, `DEVICE_POOL` and `DEVICE_CLIENT`, `TOKEN_ISSUER` and `TOKEN_JWKS_URL` or
 * `TOKEN_PUBLIC_JWK`, and the same two for the pool of the devices with `DEVICE_` before them.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws when the function was deployed without this variable: a bug of the infrastructure, not an input. */
export function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

/** What every SDK client of a tenant is opened with; absent credentials mean the function's own. */
export interface ClientConfig {
  readonly credentials?: () => Promise<TenantCredentials>;
}
