import { createHash } from 'node:crypto';
import {
  DecryptCommand,
  EncryptCommand,
  GenerateMacCommand,
  type KMSClient,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import type { TenantId } from '../kernel/ids.ts';
import type { Keys } from '../ports/world.ts';
import { patiently } from './patience.ts';
import { fromDer, toDer } from './signature.ts';

/** What each tenant's key is for: AES-256, HMAC-256 and ECC P-256. */
export type KeyUse = 'seal' | 'digest' | 'sign';

/** The alias under which infrastructure makes a tenant's key and this adapter finds it. */
export const keyAlias = (app: string, tenant: TenantId, use: KeyUse): string => `alias/${app}/${tenant}/${use}`;

const maxPlainBytes = 4096;

/**
 * The keys port on KMS. The encryption context binds a sealed text to tenant and purpose; documents are hashed here and
 * only the hash is signed, so their size does not matter.
 */
export function kmsKeys(client: KMSClient, options: { readonly app: string; readonly tenant: TenantId }): Keys {
  const { app, tenant } = options;
  const alias = (use: KeyUse): string => keyAlias(app, tenant, use);
  const contextOf = (purpose: string) => ({ tenant, purpose });
  const hashOf = (content: Uint8Array): Buffer => createHash('sha256').update(content).digest();
  return {
    async seal(purpose, plain) {
      const bytes = Buffer.from(plain);
      if (bytes.length > maxPlainBytes) throw new RangeError('at most 4 KB can be sealed');
      const command = new EncryptCommand({
        KeyId: alias('seal'),
        Plaintext: bytes,
        EncryptionContext: contextOf(purpose),
      });
      const { CiphertextBlob } = await patiently(() => client.send(command));
      return Buffer.from(present(CiphertextBlob)).toString('base64url');
    },
    async unseal(purpose, sealed) {
      const command = new DecryptCommand({
        // Named, so that a text sealed under another tenant's key is refused even where the role may use that key.
        KeyId: alias('seal'),
        CiphertextBlob: Buffer.from(sealed, 'base64url'),
        EncryptionContext: contextOf(purpose),
      });
      const { Plaintext } = await patiently(() => client.send(command));
      return Buffer.from(present(Plaintext)).toString();
    },
    async digest(purpose, value) {
      const message = Buffer.from(`${purpose}\n${value}`);
      if (message.length > maxPlainBytes) throw new RangeError('at most 4 KB can be digested');
      const command = new GenerateMacCommand({
        KeyId: alias('digest'),
        MacAlgorithm: 'HMAC_SHA_256',
        Message: message,
      });
      const { Mac } = await patiently(() => client.send(command));
      return Buffer.from(present(Mac)).toString('hex');
    },
    async sign(content) {
      const command = new SignCommand({
        KeyId: alias('sign'),
        Message: hashOf(content),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      });
      const { Signature, KeyId } = await patiently(() => client.send(command));
      return {
        algorithm: 'ES256',
        keyId: present(KeyId),
        signature: fromDer(present(Signature)).toString('base64url'),
      };
    },
    async verify(content, signature) {
      const der = toDer(Buffer.from(signature, 'base64url'));
      if (!der) return false;
      const command = new VerifyCommand({
        KeyId: alias('sign'),
        Message: hashOf(content),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
        Signature: der,
      });
      try {
        const { SignatureValid } = await patiently(() => client.send(command));
        return SignatureValid === true;
      } catch (error) {
        if (error instanceof Error && error.name === 'KMSInvalidSignatureException') return false;
        throw error;
      }
    },
  };
}

function present<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Error('KMS answered without the value');
  return answer;
}
