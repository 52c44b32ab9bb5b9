import { type KeyObject, X509Certificate } from 'node:crypto';
import { isKeyTaken, isSigned, schemeOf, signedParts } from './algorithms.ts';
import { contentOf, der, oidOf, type Tlv, tlvsOf } from './tlv.ts';

/** A certificate of the chip's makers: OpenSSL's view of it, and what that view leaves out. */
export interface Certificate {
  readonly x509: X509Certificate;
  readonly key: KeyObject;
  /** As encoded. */
  readonly issuer: Uint8Array;
  readonly serial: Uint8Array;
  readonly keyIdentifier?: Uint8Array;
  /** Whether it was signed in a way that is taken. */
  readonly isAlgorithmTaken: boolean;
  readonly maySignDocuments: boolean;
  readonly maySignCertificates: boolean;
}

const versionTag = 0xa0;
const extensionsTag = 0xa3;
/** 2.5.29.14 and 2.5.29.15 */
const extension = { keyIdentifier: '551d0e', keyUsage: '551d0f' } as const;
/** Identifiers of both keys, usage of the key and its period, alternative names, basic constraints, policies. */
const understood: readonly string[] = ['551d0e', '551d0f', '551d10', '551d11', '551d12', '551d13', '551d20', '551d23'];
/** Bits 0 and 5 of KeyUsage, from the left. */
const usage = { digitalSignature: 0x80, keyCertSign: 0x04 } as const;

/** Reads a certificate in DER; undefined when it is none, or its key is of no known kind. */
export function readCertificate(bytes: Uint8Array): Certificate | undefined {
  const parts = signedParts(bytes);
  if (!parts) return undefined;
  const members = parts.members.filter(({ tag }) => tag !== versionTag);
  const [serial, , issuer] = members;
  if (serial?.tag !== der.integer || issuer?.tag !== der.sequence) return undefined;
  const opened = opensAs(bytes);
  if (!opened) return undefined;
  const extensions = extensionsOf(members.find(({ tag }) => tag === extensionsTag));
  // An extension that must be understood and is not forbids the certificate's use (RFC 5280, 4.2).
  const isUnderstood = [...extensions].every(([id, { isCritical }]) => !isCritical || understood.includes(id));
  const usageBits = extensions.get(extension.keyUsage)?.value;
  const bits = (usageBits && contentOf(usageBits, der.bitString))?.[1] ?? 0;
  const identifier = extensions.get(extension.keyIdentifier)?.value;
  const keyIdentifier = identifier && contentOf(identifier, der.octetString);
  return {
    ...opened,
    issuer: issuer.whole,
    serial: serial.value,
    ...(keyIdentifier && { keyIdentifier }),
    isAlgorithmTaken: schemeOf(parts.algorithm) !== undefined && isKeyTaken(opened.key),
    maySignDocuments: isUnderstood && !opened.x509.ca && (bits & usage.digitalSignature) !== 0,
    maySignCertificates: isUnderstood && opened.x509.ca && (bits & usage.keyCertSign) !== 0,
  };
}

/** OpenSSL throws at bytes that are no certificate, or hold a key that it does not know. */
function opensAs(bytes: Uint8Array): { x509: X509Certificate; key: KeyObject } | undefined {
  try {
    const x509 = new X509Certificate(bytes);
    return { x509, key: x509.publicKey };
  } catch {
    return undefined;
  }
}

interface Extension {
  readonly isCritical: boolean;
  readonly value: Uint8Array;
}

function extensionsOf(element: Tlv | undefined): ReadonlyMap<string, Extension> {
  const list = element && contentOf(element.value, der.sequence);
  const pairs = (list && tlvsOf(list))?.map(({ value }): [string, Extension] => {
    const [id, ...rest] = tlvsOf(value) ?? [];
    // DER leaves the default out: where something stands between, it says that the extension is critical.
    return [oidOf(id) ?? '', { isCritical: rest.length > 1, value: rest.at(-1)?.value ?? new Uint8Array() }];
  });
  return new Map(pairs);
}

/** Whether the instant lies within the certificate's own days. */
export const isValidAt = ({ x509 }: Certificate, at: Date): boolean =>
  x509.validFromDate <= at && at <= x509.validToDate;

/** Whether the issuer's key signed it, and its names and key identifiers say so too. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return certificate.x509.checkIssued(issuer.x509) && certificate.x509.verify(issuer.key);
}

/** Upper-case hexadecimal without leading zeros, as OpenSSL prints serial numbers. */
const serialText = (serial: Uint8Array): string =>
  Buffer.from(serial)
    .toString('hex')
    .toUpperCase()
    .replace(/^0+(?=.)/, '');

export const serialOf = ({ serial }: Certificate): string => serialText(serial);

/**
 * The serial numbers in a revocation list (RFC 5280, 5) that this issuer's key signed; undefined when it is none, or
 * another's. A list whose next issue is overdue still says which certificates were revoked.
 */
export function revokedBy(issuer: Certificate, list: Uint8Array): ReadonlySet<string> | undefined {
  const parts = signedParts(list);
  const scheme = schemeOf(parts?.algorithm);
  if (!parts || !scheme || !isSigned(scheme, parts.content, issuer.key, parts.signature)) return undefined;
  const [, , ...rest] = parts.members.filter(({ tag }) => tag !== der.integer);
  // Behind the algorithm, the issuer and one or two times stands the list, unless it is empty.
  const revoked = rest.find(({ tag }) => tag === der.sequence);
  const entries = (revoked && tlvsOf(revoked.value)) ?? [];
  const serials = entries.map(({ value }) => tlvsOf(value)?.[0]?.value ?? new Uint8Array());
  return new Set(serials.map(serialText));
}

/** A certificate as people compare it with what its authority published. */
export const subjectOf = ({ x509 }: Certificate) => ({
  fingerprint: x509.fingerprint256,
  subject: x509.subject.replaceAll('\n', ', '),
  from: x509.validFromDate.toISOString(),
  to: x509.validToDate.toISOString(),
});
