import { type Refusal, refuse } from '../../../shared/kernel/refusal.ts';
import { type Certificate, isIssuedBy, isValidAt, readCertificate, revokedBy, serialOf } from './certificate.ts';

/** An issuing authority (CSCA) that the hospital pinned, with what it revoked. */
interface Root {
  readonly certificate: Certificate;
  readonly revoked: ReadonlySet<string>;
}

/** Whom the hospital believes. Several roots at once: an authority changes its key while older cards go on. */
export interface Trust {
  readonly roots: readonly Root[];
}

/** Both as base64 of DER or as PEM. */
export interface TrustSetting {
  readonly roots: readonly string[];
  readonly revocationLists: readonly string[];
}

/** Nobody is believed: every chip stays unverified. */
export const noTrust: Trust = { roots: [] };

/**
 * Reads the setting. A root must be a certificate that may sign certificates, with a key that is taken; a revocation list
 * must be signed by one of the roots.
 */
export function trustOf(setting: TrustSetting): Trust | Refusal<'chip-root-unfit' | 'chip-revocations-unfit'> {
  const certificates = setting.roots.map((text) => readCertificate(bytesOf(text)));
  const fit = certificates.filter((one) => one?.maySignCertificates && one.isAlgorithmTaken);
  if (fit.length < certificates.length) return refuse('chip-root-unfit');
  const lists = setting.revocationLists.map(bytesOf);
  const roots = fit.flatMap((certificate) => {
    if (!certificate) return [];
    const own = lists.map((list) => revokedBy(certificate, list));
    return [{ certificate, revoked: new Set(own.flatMap((serials) => [...(serials ?? [])])), own }];
  });
  if (lists.some((_, nth) => roots.every(({ own }) => own[nth] === undefined))) return refuse('chip-revocations-unfit');
  return { roots: roots.map(({ certificate, revoked }) => ({ certificate, revoked })) };
}

type SignerRefusal = 'chip-issuer-unknown' | 'chip-signer-expired' | 'chip-signer-revoked';

/**
 * The root whose key signed the signer's certificate, once dates and revocations are checked; undefined where nobody is
 * pinned. Equal names prove nothing: anybody can make a root with the authority's name.
 */
export function rootOf(signer: Certificate, trust: Trust, now: Date): Certificate | undefined | Refusal<SignerRefusal> {
  const root = trust.roots.find(({ certificate }) => isIssuedBy(signer, certificate));
  if (!root && trust.roots.length > 0) return refuse('chip-issuer-unknown');
  if (!isValidAt(signer, now)) return refuse('chip-signer-expired', 'signer');
  if (!root) return undefined;
  if (!isValidAt(root.certificate, now)) return refuse('chip-signer-expired', 'authority');
  return root.revoked.has(serialOf(signer)) ? refuse('chip-signer-revoked') : root.certificate;
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text.replace(/-----[A-Z0-9 ]+-----/g, ''), 'base64');
