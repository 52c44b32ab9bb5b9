import { constants, createHash, type KeyObject, verify } from 'node:crypto';
import { contentOf, der, membersOf, oidOf, smallInteger, type Tlv, tlvsOf } from './tlv.ts';

/** What ICAO Doc 9303-12 (4.4) takes for documents issued today. SHA-1 is not among them. */
export type Hash = 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** 2.16.840.1.101.3.4.2.x */
const hashes: Readonly<Record<string, Hash>> = {
  '608648016503040204': 'sha224',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

/** How something was signed. */
export interface Scheme {
  readonly hash: Hash;
  readonly kind: 'ecdsa' | 'rsa' | 'rsa-pss';
  /** In bytes, of RSA-PSS. */
  readonly saltLength?: number;
}

/** RSA of PKCS #1 v1.5 (1.2.840.113549.1.1.11 to 14) and ECDSA (1.2.840.10045.4.3.1 to 4), each with its hash. */
const schemes: Readonly<Record<string, Scheme>> = {
  '2a864886f70d01010e': { kind: 'rsa', hash: 'sha224' },
  '2a864886f70d01010b': { kind: 'rsa', hash: 'sha256' },
  '2a864886f70d01010c': { kind: 'rsa', hash: 'sha384' },
  '2a864886f70d01010d': { kind: 'rsa', hash: 'sha512' },
  '2a8648ce3d040301': { kind: 'ecdsa', hash: 'sha224' },
  '2a8648ce3d040302': { kind: 'ecdsa', hash: 'sha256' },
  '2a8648ce3d040303': { kind: 'ecdsa', hash: 'sha384' },
  '2a8648ce3d040304': { kind: 'ecdsa', hash: 'sha512' },
};
/** A CMS signature may name the kind alone and leave the hash to the signer's digest algorithm (RFC 5754). */
const kinds: Readonly<Record<string, Scheme['kind']>> = { '2a864886f70d010101': 'rsa', '2a8648ce3d0201': 'ecdsa' };
const pss = '2a864886f70d01010a';
const mgf1 = '2a864886f70d010108';
const pssField = { hash: 0xa0, maskGeneration: 0xa1, saltLength: 0xa2 } as const;

/** Curves by OpenSSL's names. A key that brings a curve of its own is none of them. */
const curves: readonly (string | undefined)[] = [
  'secp224r1',
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'brainpoolP224r1',
  'brainpoolP256r1',
  'brainpoolP320r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
];
const leastModulusBits = 2048;

/** The hash that an AlgorithmIdentifier names; undefined for one that is not taken. */
export function hashOf(algorithm: Tlv | undefined): Hash | undefined {
  const oid = oidOf(partsOf(algorithm)?.[0]);
  return oid === undefined || !Object.hasOwn(hashes, oid) ? undefined : hashes[oid];
}

/** The way of signing that an AlgorithmIdentifier names; undefined for one that is not taken. */
export function schemeOf(algorithm: Tlv | undefined, digest?: Hash): Scheme | undefined {
  const parts = partsOf(algorithm);
  const oid = oidOf(parts?.[0]);
  if (oid === undefined) return undefined;
  if (oid === pss) return pssOf(parts?.[1]);
  if (Object.hasOwn(schemes, oid)) return schemes[oid];
  const kind = Object.hasOwn(kinds, oid) ? kinds[oid] : undefined;
  return kind === undefined || digest === undefined ? undefined : { kind, hash: digest };
}

export const digestOf = (hash: Hash, content: Uint8Array): Buffer => createHash(hash).update(content).digest();

/** Whether a key is of a kind and size that is taken. */
export function isKeyTaken(key: KeyObject): boolean {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  return key.asymmetricKeyType === 'ec' ? curves.includes(namedCurve) : modulusLength >= leastModulusBits;
}

/** Whether this key made this signature over this content. A key of another kind made none. */
export function isSigned(scheme: Scheme, content: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  const type = key.asymmetricKeyType;
  const { kind, hash, saltLength } = scheme;
  if (kind === 'ecdsa') return type === 'ec' && verify(hash, content, { key, dsaEncoding: 'der' }, signature);
  if (kind === 'rsa')
    return type === 'rsa' && verify(hash, content, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
  if (type !== 'rsa' && type !== 'rsa-pss') return false;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify(hash, content, { key, padding, ...(saltLength !== undefined && { saltLength }) }, signature);
}

const partsOf = (algorithm: Tlv | undefined): readonly Tlv[] | undefined =>
  algorithm?.tag === der.sequence ? tlvsOf(algorithm.value) : undefined;

/** Parameters of RSA-PSS (RFC 4055): the mask's hash is that of the content. What is left out means SHA-1. */
function pssOf(parameters: Tlv | undefined): Scheme | undefined {
  const fields = partsOf(parameters);
  const field = (tag: number): Tlv | undefined => {
    const found = fields?.find((one) => one.tag === tag);
    const inner = found && tlvsOf(found.value);
    return inner?.length === 1 ? inner[0] : undefined;
  };
  const hash = hashOf(field(pssField.hash));
  const mask = partsOf(field(pssField.maskGeneration));
  const saltLength = smallInteger(field(pssField.saltLength));
  if (hash === undefined || oidOf(mask?.[0]) !== mgf1 || hashOf(mask?.[1]) !== hash) return undefined;
  return saltLength === undefined ? undefined : { kind: 'rsa-pss', hash, saltLength };
}

/** The three parts of what is signed in X.509: content, algorithm, signature (RFC 5280, 4.1 and 5.1). */
export function signedParts(bytes: Uint8Array) {
  const [content, algorithm, bits, ...rest] = membersOf(bytes, der.sequence) ?? [];
  const inner = content && contentOf(content.whole, der.sequence);
  const members = inner && tlvsOf(inner);
  // The first byte of a bit string counts its unused bits.
  if (!members || !algorithm || bits?.tag !== der.bitString || bits.value[0] !== 0 || rest.length > 0) return undefined;
  return { content: content.whole, members, algorithm, signature: bits.value.subarray(1) };
}
