import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';

/** One certificate in PEM (RFC 7468); one of P-256 has well under 1,000 characters. */
export const CertificatePem = z
  .string()
  .max(4_000)
  .regex(/^\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/);

export interface DeviceCertificate {
  readonly fingerprint: string;
  readonly endsAt: string;
  readonly pem: string;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  readonly key: string;
}

const day = 86_400_000;
/** Three years, of which one may be a leap year, and a day for clocks and zones. */
const longestMs = (3 * 365 + 1 + 1) * day;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Reads what a device brings: a self-signed X.509 certificate (RFC 5280) over an EC P-256 key that the device made and
 * never gives away. Nobody signs it for the device; it is pinned by its fingerprint. The very same certificate can be
 * registered with AWS IoT Core without a certificate authority (RegisterCertificateWithoutCA), for MQTT.
 * @param serial what its common name must be, so that a certificate can't be carried to another device
 */
export function readCertificate(
  pem: string,
  serial: string,
  now: Date,
): DeviceCertificate | Refusal<'certificate-unfit'> {
  const parsed = parse(pem);
  if (!parsed) return refuse('certificate-unfit', 'not-x509');
  const { certificate, publicKey } = parsed;
  if (publicKey.asymmetricKeyType !== 'ec' || publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    return refuse('certificate-unfit', 'key-not-p256');
  }
  if (!certificate.checkIssued(certificate) || !certificate.verify(publicKey)) {
    return refuse('certificate-unfit', 'not-self-signed');
  }
  const names = (certificate.subject ?? '').split('\n').filter((line) => line.startsWith('CN='));
  if (names.length !== 1 || names[0] !== `CN=${serial}`) return refuse('certificate-unfit', 'other-serial');
  const [from, to] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
  // A time that is none is not a number, and no comparison with it holds.
  if (!(from <= now.getTime())) return refuse('certificate-unfit', 'not-yet-valid');
  if (!(now.getTime() <= to)) return refuse('certificate-unfit', 'ended');
  if (to - from > longestMs) return refuse('certificate-unfit', 'too-long');
  return {
    fingerprint: sha256(certificate.raw),
    endsAt: certificate.validToDate.toISOString(),
    pem: certificate.toString(),
    key: sha256(publicKey.export({ type: 'spki', format: 'der' })),
  };
}

/** Undefined for what is no certificate, or holds a key that is none; the engine finds the latter when asked for it. */
function parse(pem: string): { certificate: X509Certificate; publicKey: KeyObject } | undefined {
  try {
    const certificate = new X509Certificate(pem);
    return { certificate, publicKey: certificate.publicKey };
  } catch {
    return undefined;
  }
}
