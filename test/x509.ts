import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** DER (X.690): tag, length, content. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = Buffer.from(content.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x82]), length, content]);
}
const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]));
const utcTime = (at: Date): Buffer =>
  der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 'ascii'));

/** 2.5.4.3, common name. */
const commonName = Buffer.from('0603550403', 'hex');
/** 1.2.840.10045.4.3.2, ECDSA with SHA-256. */
const ecdsaWithSha256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));

const nameOf = (names: readonly string[]): Buffer =>
  sequence(...names.map((name) => der(0x31, sequence(commonName, der(0x0c, Buffer.from(name))))));

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}
export const newKeyPair = (namedCurve = 'P-256'): KeyPair => generateKeyPairSync('ec', { namedCurve });

interface Asked {
  readonly keys: KeyPair;
  readonly names: readonly string[];
  readonly from: Date;
  readonly to: Date;
  /** Who signs; the certificate's own key unless given. */
  readonly signer?: KeyObject;
  readonly issuer?: readonly string[];
}

/** A certificate as a device makes it for itself (RFC 5280, version 3 without extensions), in PEM. Years before 2050. */
export function makeCertificate({ keys, names, from, to, signer = keys.privateKey, issuer = names }: Asked): string {
  const content = sequence(
    der(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(utcTime(from), utcTime(to)),
    nameOf(names),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', content, signer);
  const whole = sequence(content, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${whole.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}
