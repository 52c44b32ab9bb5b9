import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { TenantId } from '../kernel/ids.ts';

/** Credentials that reach one tenant only. Fits wherever an SDK client takes an identity. */
export interface TenantCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** The longest that one role may lend another (role chaining). */
const sessionSeconds = 3_600;
const renewBeforeMs = 5 * 60_000;

/**
 * Narrows the function's rights to a tenant: the assumed role's policy compares the session tag `tenant` with the leading
 * key of an item and the prefix of a file. One request at a time per tenant; kept until 5 minutes before the end. A
 * failure is not kept.
 */
export function tenantCredentials(
  sts: STSClient,
  roleArn: string,
  now: () => Date = () => new Date(),
): (tenant: TenantId) => Promise<TenantCredentials> {
  const known = new Map<TenantId, TenantCredentials>();
  const underWay = new Map<TenantId, Promise<TenantCredentials>>();

  const assume = async (tenant: TenantId): Promise<TenantCredentials> => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: tenant,
        DurationSeconds: sessionSeconds,
        Tags: [{ Key: 'tenant', Value: tenant }],
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new Error('STS answered without credentials');
    }
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
    known.set(tenant, credentials);
    return credentials;
  };

  return async (tenant) => {
    const kept = known.get(tenant);
    if (kept && kept.expiration.getTime() - renewBeforeMs > now().getTime()) return kept;
    const asked = underWay.get(tenant) ?? assume(tenant).finally(() => underWay.delete(tenant));
    underWay.set(tenant, asked);
    return asked;
  };
}
