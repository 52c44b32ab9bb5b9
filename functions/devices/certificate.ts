import { createHash, X509Certificate } from 'node:crypto';
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
  const certificate = parsed(pem);
  if (!certificate) return refuse('certificate-unfit', 'not-x509');
  const { publicKey, subject, validFromDate, validToDate } = certificate;
  if (publicKey.asymmetricKeyType !== 'ec' || publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    return refuse('certificate-unfit', 'key-not-p256');
  }
  if (!certificate.checkIssued(certificate) || !certificate.verify(publicKey)) {
    return refuse('certificate-unfit', 'not-self-signed');
  }
  const names = (subject ?? '').split('\n').filter((line) => line.startsWith('CN='));
  if (names.length !== 1 || names[0] !== `CN=${serial}`) return refuse('certificate-unfit', 'other-serial');
  const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
  if (from > now.getTime()) return refuse('certificate-unfit', 'not-yet-valid');
  if (hasRunOut(to, now)) return refuse('certificate-unfit', 'ended');
  if (to - from > longestMs) return refuse('certificate-unfit', 'too-long');
  return {
    fingerprint: sha256(certificate.raw),
    endsAt: validToDate.toISOString(),
    pem: certificate.toString(),
    key: sha256(publicKey.export({ type: 'spki', format: 'der' })),
  };
}

/** @param to Unix milliseconds of its last moment */
export const hasRunOut = (to: number, now: Date): boolean => now.getTime() > to;

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
