import { type Refusal, refuse } from '../../../shared/kernel/refusal.ts';
import { type Hash, hashOf, type Scheme, schemeOf } from './algorithms.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { contentOf, der, membersOf, oidOf, smallInteger, type Tlv, tlvsOf } from './tlv.ts';

/** What the state signed: the hash of every file on the chip, and how it was signed. */
export interface SecurityObject {
  /** The list of hashes as signed. */
  readonly content: Uint8Array;
  /** Of the content, as the signed attributes state it. */
  readonly messageDigest: Uint8Array;
  readonly digest: Hash;
  /** The attributes as a SET, the form in which they are signed (RFC 5652, 5.4). */
  readonly signedAttributes: Uint8Array;
  readonly scheme: Scheme;
  readonly signature: Uint8Array;
  /** The document signer's certificate. It came with the chip and proves nothing yet. */
  readonly signer: Certificate;
  readonly groups: { readonly hash: Hash; readonly hashes: ReadonlyMap<number, Uint8Array> };
}

type SodRefusal = 'chip-sod-unreadable' | 'chip-algorithm-refused';

const outerTag = 0x77;
/** 1.2.840.113549.1.7.2, 2.23.136.1.1.1, 1.2.840.113549.1.9.3 and .4 */
const oid = {
  signedData: '2a864886f70d010702',
  hashList: '678108010101',
  contentType: '2a864886f70d010903',
  messageDigest: '2a864886f70d010904',
} as const;
const keyIdentifierTag = 0x80;
/** Data groups are numbered 1 to 16. */
const mostGroups = 16;

/**
 * Reads EF.SOD: CMS SignedData in DER over an LDSSecurityObject, one signer, its certificate inside (ICAO Doc 9303-10,
 * 4.6.2; RFC 5652). Nothing is believed yet; `verifyChip` does the checks.
 */
export function readSod(file: Uint8Array): SecurityObject | Refusal<SodRefusal> {
  const outer = contentOf(file, outerTag);
  const [type, holder] = (outer && membersOf(outer, der.sequence)) ?? [];
  if (oidOf(type) !== oid.signedData || holder?.tag !== der.explicit0) return unreadable('content_type');
  const [version, digests, encapsulated, ...rest] = membersOf(holder.value, der.sequence) ?? [];
  if (smallInteger(version) === undefined || digests?.tag !== der.set) return unreadable('signed_data');
  const content = contentIn(encapsulated);
  if (!content) return unreadable('content_type');

  const signers = rest.at(-1);
  const [signerInfo, ...others] = (signers?.tag === der.set && tlvsOf(signers.value)) || [];
  if (signerInfo?.tag !== der.sequence || others.length > 0) return unreadable('signers');
  const [, sid, digestAlgorithm, attributes, algorithm, signature] = tlvsOf(signerInfo.value) ?? [];
  if (!sid || attributes?.tag !== der.explicit0 || signature?.tag !== der.octetString) return unreadable('signers');
  const attribute = attributesOf(attributes);
  const messageDigest = attribute?.get(oid.messageDigest);
  const contentType = attribute?.get(oid.contentType);
  if (!messageDigest || messageDigest.tag !== der.octetString) return unreadable('attributes');
  if (oidOf(contentType) !== oid.hashList) return unreadable('content_type');

  const certificates = tlvsOf(rest.find(({ tag }) => tag === der.explicit0)?.value ?? new Uint8Array()) ?? [];
  const signer = certificates.map(({ whole }) => readCertificate(whole)).find((one) => one && isNamed(one, sid));
  if (!signer) return unreadable('certificate');

  const digest = hashOf(digestAlgorithm);
  const scheme = schemeOf(algorithm, digest);
  if (!digest || !scheme || scheme.hash !== digest) return refuse('chip-algorithm-refused', 'signature');
  if (!signer.isAlgorithmTaken) return refuse('chip-algorithm-refused', 'certificate');
  const groups = hashListOf(content);
  if ('refused' in groups) return groups;
  const signedAttributes = Uint8Array.from(attributes.whole);
  signedAttributes[0] = der.set;
  return {
    content,
    messageDigest: messageDigest.value,
    digest,
    signedAttributes,
    scheme,
    signature: signature.value,
    signer,
    groups,
  };
}

const unreadable = (because: string) => refuse('chip-sod-unreadable', because);

/** The encapsulated list of hashes; undefined when it is of another type. */
function contentIn(encapsulated: Tlv | undefined): Uint8Array | undefined {
  const [type, holder] = (encapsulated && membersOf(encapsulated.whole, der.sequence)) ?? [];
  if (oidOf(type) !== oid.hashList || holder?.tag !== der.explicit0) return undefined;
  return contentOf(holder.value, der.octetString);
}

/** Each attribute's only value by its type; undefined when one has none or several, or comes twice. */
function attributesOf(attributes: Tlv): ReadonlyMap<string, Tlv> | undefined {
  const found = new Map<string, Tlv>();
  for (const { value } of tlvsOf(attributes.value) ?? []) {
    const [type, values] = tlvsOf(value) ?? [];
    const name = oidOf(type);
    const [only, ...others] = (values?.tag === der.set && tlvsOf(values.value)) || [];
    if (name === undefined || !only || others.length > 0 || found.has(name)) return undefined;
    found.set(name, only);
  }
  return found;
}

/** Whether the signer's identifier (issuer and serial number, or key identifier) means this certificate. */
function isNamed({ issuer, serial, keyIdentifier }: Certificate, sid: Tlv): boolean {
  if (sid.tag === keyIdentifierTag) return keyIdentifier !== undefined && equal(keyIdentifier, sid.value);
  const [name, number] = (sid.tag === der.sequence && tlvsOf(sid.value)) || [];
  return name !== undefined && number !== undefined && equal(name.whole, issuer) && equal(number.value, serial);
}

const equal = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** LDSSecurityObject: version, hash algorithm, pairs of group and hash, since version 1 the version of the chip's layout. */
function hashListOf(content: Uint8Array): SecurityObject['groups'] | Refusal<SodRefusal> {
  const [version, algorithm, list] = membersOf(content, der.sequence) ?? [];
  const pairs = (list?.tag === der.sequence && tlvsOf(list.value)) || undefined;
  const stated = smallInteger(version);
  if (stated === undefined || stated > 1 || !pairs) return unreadable('hashes');
  const hash = hashOf(algorithm);
  if (!hash) return refuse('chip-algorithm-refused', 'hashes');
  const hashes = new Map<number, Uint8Array>();
  for (const { value } of pairs) {
    const [number, digest, ...rest] = tlvsOf(value) ?? [];
    const group = smallInteger(number) ?? 0;
    if (group < 1 || group > mostGroups || hashes.has(group)) return unreadable('hashes');
    if (digest?.tag !== der.octetString || rest.length > 0) return unreadable('hashes');
    hashes.set(group, digest.value);
  }
  return { hash, hashes };
}
