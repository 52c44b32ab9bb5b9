import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCertificate, newKeyPair } from '../../test/x509.ts';
import { CertificatePem, readCertificate } from './certificate.ts';

const now = new Date('2026-11-24T01:00:00.000Z');
const day = 86_400_000;
const inDays = (days: number): Date => new Date(now.getTime() + days * day);
const keys = newKeyPair();
const serial = 'KIOSK-001';
const good = { keys, names: [serial], from: inDays(-1), to: inDays(729) };
const read = (told: Partial<Parameters<typeof makeCertificate>[0]>, forSerial = serial) =>
  readCertificate(makeCertificate({ ...good, ...told }), forSerial, now);
const unfit = (because: string) => ({ refused: 'certificate-unfit', because });

describe('the certificate of a device', () => {
  it('is known by the SHA-256 of its DER, and its key by the SHA-256 of the public key', () => {
    const pem = makeCertificate(good);
    expect(readCertificate(pem, serial, now)).toEqual({
      fingerprint: new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase(),
      endsAt: '2028-11-22T01:00:00.000Z',
      pem,
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
  it('keeps its key when it is made anew, and changes its fingerprint', () => {
    const [first, second] = [read({}), read({ to: inDays(700) })];
    expect(first).toMatchObject({ key: 'key' in second ? second.key : '' });
    expect(first).not.toMatchObject({ fingerprint: 'fingerprint' in second ? second.fingerprint : '' });
  });
  it.each([
    ['of another curve', { keys: newKeyPair('P-384') }, 'key-not-p256'],
    ['that names another issuer', { issuer: ['Some CA'] }, 'not-self-signed'],
    ['that another key signed', { signer: newKeyPair().privateKey }, 'not-self-signed'],
    ['of another serial', { names: ['KIOSK-002'] }, 'other-serial'],
    ['whose name only begins with the serial', { names: ['KIOSK-001-B'] }, 'other-serial'],
    ['with two names', { names: [serial, 'KIOSK-002'] }, 'other-serial'],
    ['with a line break in its name', { names: [`x\nCN=${serial}`] }, 'other-serial'],
    ['without a name', { names: [] }, 'other-serial'],
    ['that begins tomorrow', { from: inDays(1) }, 'not-yet-valid'],
    ['that ended yesterday', { from: inDays(-30), to: inDays(-1) }, 'ended'],
    ['of more than three years and a day', { to: inDays(1_097) }, 'too-long'],
  ])('is refused when it is one %s', (_, told, because) => {
    expect(read(told)).toEqual(unfit(because));
  });
  it('may last three years and a day, a leap year among them', () => {
    expect(read({ to: inDays(1_096) })).not.toHaveProperty('refused');
  });
  it.each(['hello', '', 'AAAA'])('is refused when its content is %j', (content) => {
    const pem = `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----\n`;
    expect(readCertificate(pem, serial, now)).toEqual(unfit('not-x509'));
  });
  it('is one: a second certificate or a private key behind it is no input', () => {
    const pem = makeCertificate(good);
    const secret = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(CertificatePem.safeParse(pem).success).toBe(true);
    for (const more of [pem, secret]) expect(CertificatePem.safeParse(pem + more).success).toBe(false);
  });
  it('is refused, and breaks nothing, when any byte of it was changed', () => {
    const bytes = new X509Certificate(makeCertificate(good)).raw;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ flip, at);
        const pem = `-----BEGIN CERTIFICATE-----\n${changed.toString('base64')}\n-----END CERTIFICATE-----\n`;
        expect(readCertificate(pem, serial, now)).toMatchObject({ refused: 'certificate-unfit' });
      }),
      { numRuns: 500 },
    );
  });
});
