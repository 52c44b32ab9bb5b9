import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import * as jose from 'jose';
import type { Role } from '../kernel/caller.ts';
import { platform, type TenantId } from '../kernel/ids.ts';
import type { Sessions } from '../ports/world.ts';
import { machineRoles, personRoles, type TokenRules } from '../runtime/tokens.ts';
import type { Database } from './database.ts';
import { decrypt, encrypt, tenantKey } from './keys.ts';

const minutesValid = 60;
const use = 'issuer';

export interface Issuer {
  readonly rules: TokenRules;
  /** A signed access token, valid for an hour or as many minutes as said. */
  issue(
    claims: { subject: string; hospital: TenantId; roles: readonly Role[]; minutes?: number },
    now: Date,
  ): Promise<string>;
}

/** The machine's own token issuer, in Cognito's place: real signed tokens, checked by the same code as in the cloud. */
export function openIssuer(database: Database, master: Buffer): Issuer {
  const wrapping = tenantKey(master, platform, use);
  const fresh = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  database.run(
    'INSERT OR IGNORE INTO signing_keys (tenant, sealed) VALUES (?, ?)',
    `${platform}/${use}`,
    encrypt(wrapping, use, Buffer.from(fresh)).toString('base64'),
  );
  const kept = database.one<{ sealed: string }>(
    'SELECT sealed FROM signing_keys WHERE tenant = ?',
    `${platform}/${use}`,
  );
  if (!kept) throw new Error('issuer key was not kept');
  const key = createPrivateKey(decrypt(wrapping, use, Buffer.from(kept.sealed, 'base64')).toString());
  const publicKey = createPublicKey(key);
  const issuer = 'urn:smart-hospital:local-issuer';
  return {
    rules: [{ issuer, keys: async () => publicKey, roles: [...personRoles, ...machineRoles] }],
    issue: ({ subject, hospital, roles, minutes = minutesValid }, now) =>
      new jose.SignJWT({ hospital, roles: [...roles], token_use: 'access' })
        .setProtectedHeader({ alg: 'ES256' })
        .setSubject(subject)
        .setIssuer(issuer)
        .setIssuedAt(now)
        .setExpirationTime(new Date(now.getTime() + minutes * 60_000))
        .sign(key),
  };
}

const deviceMinutes = 15;

/** Sessions of devices from the machine's own issuer. */
export const issuedSessions = (issuer: Issuer, tenant: TenantId, now: () => Date): Sessions => ({
  open: async (device, role) => ({
    token: await issuer.issue({ subject: device, hospital: tenant, roles: [role], minutes: deviceMinutes }, now()),
    expiresInSeconds: deviceMinutes * 60,
  }),
});
