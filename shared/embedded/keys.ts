import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { TenantId } from '../kernel/ids.ts';
import type { Keys } from '../ports/world.ts';
import type { Database } from './database.ts';

const ivBytes = 12;
const tagBytes = 16;
const maxPlainBytes = 4096;
const masterKeyBytes = 32;

/** The server cannot start as it is; the message is for the person who starts it. */
export class StartFault extends Error {
  override name = 'StartFault';
}

/**
 * The machine's master key: made once, readable by its owner only. Lost key, lost data: back it up apart.
 * @throws StartFault when there are data but no whole key; a new one would open nothing.
 */
export function openMasterKey(folder: string | undefined, hasData: boolean): Buffer {
  if (folder === undefined) return randomBytes(masterKeyBytes);
  const path = join(folder, 'master.key');
  if (existsSync(path)) {
    const kept = readFileSync(path);
    if (kept.length !== masterKeyBytes) throw new StartFault(`${path} is damaged: put the right key back`);
    return kept;
  }
  if (hasData) throw new StartFault(`these data need their master key: put it back at ${path}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = randomBytes(masterKeyBytes);
  // Whole or not at all: half a key would be taken for the key.
  const draft = `${path}.draft`;
  const file = openSync(draft, 'w', 0o600);
  writeSync(file, key);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, path);
  return key;
}

/** HKDF-SHA256: one independent key per tenant and use. */
export const tenantKey = (master: Buffer, tenant: TenantId, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, tenant, use, 32));

/** AES-256-GCM as iv, tag, text; `bound` must be the same again to open it. */
export function encrypt(key: Buffer, bound: string, plain: Uint8Array): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(bound));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]);
}

/** @throws when the key, the bound text or a single bit differs. */
export function decrypt(key: Buffer, bound: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
}

/** The keys port: what KMS does in the cloud, with keys derived from the machine's master key. */
export function embeddedKeys(database: Database, master: Buffer, tenant: TenantId): Keys {
  const sealing = tenantKey(master, tenant, 'seal');
  const hashing = tenantKey(master, tenant, 'digest');
  const signing = (): string => {
    const wrapping = tenantKey(master, tenant, 'signing');
    const fresh = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    database.run(
      'INSERT OR IGNORE INTO signing_keys (tenant, sealed) VALUES (?, ?)',
      tenant,
      encrypt(wrapping, tenant, Buffer.from(fresh)).toString('base64'),
    );
    const kept = database.one<{ sealed: string }>('SELECT sealed FROM signing_keys WHERE tenant = ?', tenant);
    if (!kept) throw new Error('signing key was not kept');
    return decrypt(wrapping, tenant, Buffer.from(kept.sealed, 'base64')).toString();
  };
  let pem: string | undefined;
  const privatePem = (): string => {
    pem ??= signing();
    return pem;
  };
  return {
    async seal(purpose, plain) {
      const bytes = Buffer.from(plain);
      if (bytes.length > maxPlainBytes) throw new RangeError('at most 4 KB can be sealed');
      return encrypt(sealing, `${tenant}/${purpose}`, bytes).toString('base64url');
    },
    unseal: async (purpose, sealed) =>
      decrypt(sealing, `${tenant}/${purpose}`, Buffer.from(sealed, 'base64url')).toString(),
    digest: async (purpose, value) => createHmac('sha256', hashing).update(`${purpose}\n${value}`).digest('hex'),
    async sign(content) {
      const signature = sign('sha256', content, { key: createPrivateKey(privatePem()), dsaEncoding: 'ieee-p1363' });
      return { algorithm: 'ES256', keyId: `embedded/${tenant}`, signature: signature.toString('base64url') };
    },
    verify: async (content, signature) =>
      verify(
        'sha256',
        content,
        { key: createPublicKey(privatePem()), dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
  };
}
