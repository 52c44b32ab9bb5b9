import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isKeyTaken, isSigned, schemeOf } from './algorithms.ts';
import { tlvsOf } from './tlv.ts';

const content = Buffer.from('content');
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const algorithm = (hex: string) => tlvsOf(Buffer.from(hex, 'hex'))?.[0];

describe('a key of a document signer', () => {
  it.each(['prime256v1', 'secp384r1', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'])(
    'is taken on %s, and its signatures are told from others',
    (name) => {
      const { publicKey, privateKey } = curve(name);
      const signature = sign('sha384', content, privateKey);
      const scheme = { kind: 'ecdsa', hash: 'sha384' } as const;
      expect(isKeyTaken(publicKey)).toBe(true);
      expect(isSigned(scheme, content, publicKey, signature)).toBe(true);
      expect(isSigned(scheme, Buffer.from('other'), publicKey, signature)).toBe(false);
      expect(isSigned({ ...scheme, hash: 'sha256' }, content, publicKey, signature)).toBe(false);
      expect(isSigned(scheme, content, curve(name).publicKey, signature)).toBe(false);
      expect(isSigned(scheme, content, publicKey, Buffer.alloc(0))).toBe(false);
    },
  );

  it('is refused on another curve, or with fewer than 2048 bits of RSA', () => {
    const keys = [curve('secp256k1'), curve('secp192k1'), rsa(1024), generateKeyPairSync('ed25519')];
    expect(keys.map(({ publicKey }) => isKeyTaken(publicKey))).toEqual([false, false, false, false]);
    expect(isKeyTaken(rsa(2048).publicKey)).toBe(true);
  });

  it('made no signature of another kind than its own', () => {
    const [ec, other] = [curve('prime256v1'), rsa(2048)];
    const signature = sign('sha256', content, other.privateKey);
    expect(isSigned({ kind: 'rsa', hash: 'sha256' }, content, other.publicKey, signature)).toBe(true);
    expect(isSigned({ kind: 'rsa', hash: 'sha256' }, content, ec.publicKey, signature)).toBe(false);
    expect(isSigned({ kind: 'ecdsa', hash: 'sha256' }, content, other.publicKey, signature)).toBe(false);
    expect(isSigned({ kind: 'rsa-pss', hash: 'sha256' }, content, ec.publicKey, signature)).toBe(false);
    const salted = { kind: 'rsa-pss', hash: 'sha256', saltLength: 2 ** 31 - 1 } as const;
    expect(isSigned(salted, content, other.publicKey, signature)).toBe(false);
  });
});

describe('a way of signing', () => {
  it.each([
    ['ECDSA with SHA-256', '300a06082a8648ce3d040302', { kind: 'ecdsa', hash: 'sha256' }],
    ['RSA with SHA-512', '300d06092a864886f70d01010d0500', { kind: 'rsa', hash: 'sha512' }],
    ['RSA with the hash left to the signer', '300d06092a864886f70d0101010500', { kind: 'rsa', hash: 'sha256' }],
    ['ECDSA with SHA-1', '300906072a8648ce3d0401', undefined],
    ['RSA with MD5', '300d06092a864886f70d0101040500', undefined],
    ['RSA-PSS without parameters, which means SHA-1', '300b06092a864886f70d01010a', undefined],
    ['RSA-PSS with empty parameters', '300d06092a864886f70d01010a3000', undefined],
    ['nothing', '3000', undefined],
  ])('%s is told by its identifier', (_what, hex, scheme) => {
    expect(schemeOf(algorithm(hex), 'sha256')).toEqual(scheme);
  });
});
