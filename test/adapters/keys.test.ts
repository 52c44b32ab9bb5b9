import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  DecryptCommand,
  EncryptCommand,
  GenerateMacCommand,
  KMSClient,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { kmsKeys } from '../../shared/aws/keys.ts';
import { fromDer, toDer } from '../../shared/aws/signature.ts';
import { TenantId } from '../../shared/kernel/ids.ts';

const kms = mockClient(KMSClient);
const keys = kmsKeys(new KMSClient({ region: 'ap-southeast-1' }), {
  app: 'hospital',
  tenant: TenantId.parse('long-khanh'),
});
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const content = Buffer.from('hồ sơ bệnh án');
beforeEach(() => void kms.reset());

describe('the tenant’s keys in KMS', () => {
  it('bind a sealed text to tenant and purpose', async () => {
    kms.on(EncryptCommand).resolves({ CiphertextBlob: new Uint8Array([255, 254, 253]) });
    kms.on(DecryptCommand).resolves({ Plaintext: Buffer.from('bí mật') });
    const sealed = await keys.seal('person', 'bí mật');
    expect(sealed).toBe('__79');
    expect(await keys.unseal('person', sealed)).toBe('bí mật');
    const context = { tenant: 'long-khanh', purpose: 'person' };
    expect(kms.commandCalls(EncryptCommand)[0]?.args[0].input).toMatchObject({
      KeyId: 'alias/hospital/long-khanh/seal',
      EncryptionContext: context,
    });
    expect(kms.commandCalls(DecryptCommand)[0]?.args[0].input).toMatchObject({
      KeyId: 'alias/hospital/long-khanh/seal',
      CiphertextBlob: Buffer.from([255, 254, 253]),
      EncryptionContext: context,
    });
  });

  it('seal at most four kilobytes', async () => {
    await expect(keys.seal('person', 'ế'.repeat(1366))).rejects.toThrow(RangeError);
    expect(kms.calls()).toHaveLength(0);
  });

  it('hash with a key that stays inside, apart for each purpose', async () => {
    kms.on(GenerateMacCommand).resolves({ Mac: new Uint8Array([0xab, 0x01]) });
    expect(await keys.digest('citizen', '099000000001')).toBe('ab01');
    expect(kms.commandCalls(GenerateMacCommand)[0]?.args[0].input).toEqual({
      KeyId: 'alias/hospital/long-khanh/digest',
      MacAlgorithm: 'HMAC_SHA_256',
      Message: Buffer.from('citizen\n099000000001'),
    });
  });

  it('sign the hash of a document of any size, in the form of JWS ES256', async () => {
    kms.on(SignCommand).resolves({
      Signature: sign('sha256', content, pair.privateKey),
      KeyId: 'arn:aws:kms:ap-southeast-1:1:key/k',
    });
    const signed = await keys.sign(content);
    expect(kms.commandCalls(SignCommand)[0]?.args[0].input).toMatchObject({
      KeyId: 'alias/hospital/long-khanh/sign',
      Message: createHash('sha256').update(content).digest(),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
    expect(signed).toMatchObject({ algorithm: 'ES256', keyId: 'arn:aws:kms:ap-southeast-1:1:key/k' });
    const raw = Buffer.from(signed.signature, 'base64url');
    expect(verify('sha256', content, { key: pair.publicKey, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
  });

  it('verify by the service, and answer false to a wrong signature or to none', async () => {
    const raw = sign('sha256', content, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    kms
      .on(VerifyCommand)
      .resolvesOnce({ SignatureValid: true })
      .rejects(Object.assign(new Error('invalid'), { name: 'KMSInvalidSignatureException' }));
    expect(await keys.verify(content, raw)).toBe(true);
    const der = kms.commandCalls(VerifyCommand)[0]?.args[0].input.Signature ?? new Uint8Array();
    expect(verify('sha256', content, pair.publicKey, der)).toBe(true);
    expect(await keys.verify(content, raw)).toBe(false);
    expect(await keys.verify(content, 'c2hvcnQ')).toBe(false);
    expect(kms.commandCalls(VerifyCommand)).toHaveLength(2);
  });
});

describe('the two forms of a signature', () => {
  it('turn into each other without loss, whatever bytes they begin with', () => {
    const part = fc
      .tuple(
        fc.constantFrom(0, 0x7f, 0x80, 0xff),
        fc.constantFrom(0, 0x80, 1),
        fc.uint8Array({ minLength: 30, maxLength: 30 }),
      )
      .map(([first, second, rest]) => Buffer.from([first, second, ...rest]));
    fc.assert(
      fc.property(part, part, (r, s) => {
        const raw = Buffer.concat([r, s]);
        expect(fromDer(toDer(raw) ?? Buffer.alloc(0))).toEqual(raw);
      }),
    );
  });

  it('agree with those of the platform’s own library, both ways', () => {
    for (let turn = 0; turn < 100; turn++) {
      const der = sign('sha256', Buffer.from([turn]), pair.privateKey);
      expect(toDer(fromDer(der))).toEqual(der);
    }
  });

  it('are refused when they are cut, padded or too long', () => {
    const der = sign('sha256', content, pair.privateKey);
    for (const wrong of [
      der.subarray(1),
      der.subarray(0, -1),
      Buffer.concat([der, Buffer.from([0])]),
      Buffer.alloc(0),
    ]) {
      expect(() => fromDer(wrong)).toThrow();
    }
  });
});
