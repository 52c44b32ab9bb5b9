import { createHash, type webcrypto } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pki from 'pkijs';
import { checkDigit } from '../../functions/identity/chip/dg1.ts';
import { foldAccents } from '../../shared/kernel/text.ts';

/** Chips of invented people, made with another library than the one that reads them. */

type HashName = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';
type KeyKind = 'P-256' | 'P-384' | 'RSA' | 'RSA-PSS';
interface Days {
  readonly from: Date;
  readonly to: Date;
}

/** Who signs: a state's authority (CSCA), or one of its document signers (DS). */
export interface Maker {
  readonly certificate: pki.Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly hash: HashName;
  /** The certificate as PEM. */
  readonly pem: string;
}

/** Who an invented card is for. Numbers of invented people begin with 099, which is no province. */
export interface Holder {
  readonly citizenNumber: string;
  readonly fullName: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  readonly sex: 'male' | 'female';
  readonly residence: string;
  readonly issueDate: string;
  /** YYYY-MM-DD; absent on a card without an end. */
  readonly expiryDate?: string;
  readonly oldNumber?: string;
  readonly face?: Uint8Array;
}

/** What a reader takes from a chip. */
export interface Chip {
  readonly sod: Uint8Array;
  readonly groups: Map<number, Uint8Array>;
}

/** A key of RSA signs with one hash only. */
function algorithmOf(kind: KeyKind, hash: HashName): webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams {
  if (kind === 'P-256' || kind === 'P-384') return { name: 'ECDSA', namedCurve: kind };
  const name = kind === 'RSA' ? 'RSASSA-PKCS1-v1_5' : kind;
  return { name, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash };
}

const objectId = {
  country: '2.5.4.6',
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  keyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
  hashList: '2.23.136.1.1.1',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
} as const;
/** ICAO Doc 9303-12, table 5. */
const criticalIds: readonly string[] = [objectId.basicConstraints, objectId.keyUsage];
const hashIds: Record<HashName, string> = {
  'SHA-1': '1.3.14.3.2.26',
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
};

interface Asked extends Days {
  readonly name?: string;
  /** One more extension that must be understood. */
  readonly critical?: string;
  readonly keys?: KeyKind;
  readonly hash?: HashName;
}

/** A root that signs itself, as a state's authority does. */
export const newAuthority = (asked: Asked): Promise<Maker> =>
  makeCertificate({ name: 'CSCA Thử', ...asked }, undefined);

/** A document signer of an authority. */
export const newSigner = (authority: Maker, asked: Asked): Promise<Maker> =>
  makeCertificate({ name: 'DS Thử', ...asked }, authority);

let serial = 0;

async function makeCertificate(
  { name = '', keys: kind = 'P-256', hash = 'SHA-256', from, to, critical }: Asked,
  by: Maker | undefined,
): Promise<Maker> {
  const keys = (await crypto.subtle.generateKey(algorithmOf(kind, hash), true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const certificate = new pki.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1.Integer({ value: ++serial });
  certificate.subject = nameOf(name);
  certificate.issuer = by ? by.certificate.subject : certificate.subject;
  certificate.notBefore = timeOf(from);
  certificate.notAfter = timeOf(to);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  const own = keyIdentifierOf(certificate);
  const usage = by ? 0x80 : 0x06;
  const unused = by ? 7 : 1;
  certificate.extensions = [
    extension(objectId.keyUsage, new asn1.BitString({ valueHex: new Uint8Array([usage]).buffer, unusedBits: unused })),
    extension(objectId.keyIdentifier, new asn1.OctetString({ valueHex: own })),
    ...(by
      ? [
          extension(
            objectId.authorityKeyIdentifier,
            new pki.AuthorityKeyIdentifier({
              keyIdentifier: new asn1.OctetString({ valueHex: keyIdentifierOf(by.certificate) }),
            }).toSchema(),
          ),
        ]
      : [
          extension(objectId.basicConstraints, new pki.BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema()),
        ]),
  ];
  if (critical !== undefined) {
    certificate.extensions.push(
      new pki.Extension({ extnID: critical, critical: true, extnValue: new asn1.Null().toBER() }),
    );
  }
  await certificate.sign((by?.keys ?? keys).privateKey, by?.hash ?? hash);
  const text = Buffer.from(certificate.toSchema(true).toBER())
    .toString('base64')
    .replace(/(.{64})(?=.)/g, '$1\n');
  return { certificate, keys, hash, pem: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n` };
}

/** Written out and read back: of names that it makes itself, the library puts all parts into one set. */
function nameOf(name: string): pki.RelativeDistinguishedNames {
  const part = (type: string, value: asn1.BaseBlock) =>
    new asn1.Set({ value: [new asn1.Sequence({ value: [new asn1.ObjectIdentifier({ value: type }), value] })] });
  const parts = [
    part(objectId.country, new asn1.PrintableString({ value: 'VN' })),
    part(objectId.commonName, new asn1.Utf8String({ value: name })),
  ];
  const { result } = asn1.fromBER(new asn1.Sequence({ value: parts }).toBER());
  return new pki.RelativeDistinguishedNames({ schema: result });
}

/** From 2050 on the form with four digits of the year (RFC 5280, 4.1.2.5). */
const timeOf = (at: Date): pki.Time => new pki.Time({ type: at.getUTCFullYear() < 2050 ? 0 : 1, value: at });

const keyIdentifierOf = (certificate: pki.Certificate): ArrayBuffer =>
  bufferOf(
    createHash('sha1').update(certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView).digest(),
  );

const extension = (extnID: string, value: asn1.BaseBlock): pki.Extension =>
  new pki.Extension({ extnID, critical: criticalIds.includes(extnID), extnValue: value.toBER() });

const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** A list of revoked certificates, signed by the authority. */
export async function revoke(authority: Maker, revoked: readonly Maker[], at: Date): Promise<string> {
  const list = new pki.CertificateRevocationList();
  list.version = 1;
  list.issuer = authority.certificate.subject;
  list.thisUpdate = timeOf(at);
  list.nextUpdate = timeOf(new Date(at.getTime() + 90 * 86_400_000));
  list.revokedCertificates = revoked.map(
    ({ certificate }) =>
      new pki.RevokedCertificate({ userCertificate: certificate.serialNumber, revocationDate: timeOf(at) }),
  );
  await list.sign(authority.keys.privateKey, authority.hash);
  return Buffer.from(list.toSchema(true).toBER()).toString('base64');
}

/** Chip of one card: DG1, DG2 and DG13 and what the signer says of them. */
export async function issueChip(
  signer: Maker,
  holder: Holder,
  { hash = 'SHA-256', groups = groupsOf(holder) }: { hash?: HashName; groups?: Map<number, Uint8Array> } = {},
): Promise<Chip> {
  const digest = (bytes: Uint8Array) => createHash(hash.replace('-', '').toLowerCase()).update(bytes).digest();
  const list = new asn1.Sequence({
    value: [
      new asn1.Integer({ value: 0 }),
      new asn1.Sequence({ value: [new asn1.ObjectIdentifier({ value: hashIds[hash] }), new asn1.Null()] }),
      new asn1.Sequence({
        value: [...groups].map(
          ([number, file]) =>
            new asn1.Sequence({
              value: [new asn1.Integer({ value: number }), new asn1.OctetString({ valueHex: bufferOf(digest(file)) })],
            }),
        ),
      }),
    ],
  });
  return { sod: await signList(signer, list.toBER()), groups };
}

/** EF.SOD over a list of hashes, whatever the list is. */
export async function signList(signer: Maker, list: ArrayBuffer): Promise<Uint8Array> {
  const { certificate, keys, hash } = signer;
  const encapContentInfo = new pki.EncapsulatedContentInfo({ eContentType: objectId.hashList });
  // Given to the constructor, the library would cut the content into pieces, which DER forbids.
  encapContentInfo.eContent = new asn1.OctetString({ valueHex: list });
  const messageDigest = await crypto.subtle.digest(hash, list);
  const signedAttrs = new pki.SignedAndUnsignedAttributes({
    type: 0,
    attributes: [
      new pki.Attribute({
        type: objectId.contentType,
        values: [new asn1.ObjectIdentifier({ value: objectId.hashList })],
      }),
      new pki.Attribute({ type: objectId.messageDigest, values: [new asn1.OctetString({ valueHex: messageDigest })] }),
    ],
  });
  const sid = new pki.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber });
  const signed = new pki.SignedData({
    version: 3,
    encapContentInfo,
    signerInfos: [new pki.SignerInfo({ version: 1, sid, signedAttrs })],
    certificates: [certificate],
  });
  await signed.sign(keys.privateKey, 0, hash);
  const content = new pki.ContentInfo({ contentType: pki.ContentInfo.SIGNED_DATA, content: signed.toSchema(true) });
  return tlv(0x77, new Uint8Array(content.toSchema().toBER()));
}

/** The data groups of a holder's chip. */
export const groupsOf = (holder: Holder): Map<number, Uint8Array> =>
  new Map([
    [1, zoneFile(holder)],
    [2, faceFile(holder.face ?? noise(holder.citizenNumber))],
    [13, nationalFile(nationalFields(holder))],
  ]);

/** DG1 of a TD1 card. */
export function zoneFile(holder: Holder): Buffer {
  const { citizenNumber, birthDate, sex, fullName, expiryDate = '2099-12-31' } = holder;
  const short = (day: string): string => day.slice(2).replaceAll('-', '');
  const checked = (field: string): string => field + checkDigit(field);
  const optional = `${citizenNumber}<<${checkDigit(citizenNumber)}`;
  const first = `IDVNM${checked(citizenNumber.slice(3))}${optional}`;
  const dates = `${checked(short(birthDate))}${sex === 'male' ? 'M' : 'F'}${checked(short(expiryDate))}`;
  const free = '<'.repeat(11);
  const composite = checkDigit(first.slice(5) + dates.slice(0, 7) + dates.slice(8, 15) + free);
  const [family = '', ...given] = foldAccents(fullName).toUpperCase().split(' ');
  const name = [family, given.join('<')].join('<<').padEnd(30, '<').slice(0, 30);
  return tlv(0x61, tlv(0x5f1f, Buffer.from(`${first}${dates}VNM${free}${composite}${name}`)));
}

/** DG2 with one portrait (ISO/IEC 19794-5:2005). */
export function faceFile(image: Uint8Array, points = 0): Buffer {
  const face = Buffer.alloc(20 + 8 * points + 12);
  face.writeUInt32BE(face.length + image.length, 0);
  face.writeUInt16BE(points, 4);
  face.writeUInt16BE(300, face.length - 10);
  face.writeUInt16BE(400, face.length - 8);
  const header = Buffer.alloc(14);
  header.write('4641430030313000', 'hex');
  header.writeUInt32BE(header.length + face.length + image.length, 8);
  header.writeUInt16BE(1, 12);
  const data = Buffer.concat([header, face, image]);
  const template = tlv(0x7f60, Buffer.concat([tlv(0xa1, tlv(0x81, Buffer.from([2]))), tlv(0x5f2e, data)]));
  return tlv(0x75, tlv(0x7f61, Buffer.concat([tlv(0x02, Buffer.from([1])), template])));
}

const vietnamese = (day: string): string => day.split('-').reverse().join('/');

/** The fields of DG13 by their number; two values are the parents. */
export function nationalFields(holder: Holder): Map<number, readonly string[]> {
  const { citizenNumber, fullName, birthDate, sex, residence, issueDate, expiryDate, oldNumber } = holder;
  return new Map<number, readonly string[]>([
    [1, [citizenNumber]],
    [2, [fullName]],
    [3, [vietnamese(birthDate)]],
    [4, [sex === 'male' ? 'Nam' : 'Nữ']],
    [5, ['Việt Nam']],
    [6, ['Kinh']],
    [7, ['Không']],
    [8, ['Xã Thử, Đồng Nai']],
    [9, [residence]],
    [10, ['Nốt ruồi cách 1cm dưới mắt trái']],
    [11, [vietnamese(issueDate)]],
    [12, [expiryDate === undefined ? 'Không thời hạn' : vietnamese(expiryDate)]],
    [13, ['Trần Văn Cha', 'Lê Thị Mẹ']],
    ...(oldNumber === undefined ? [] : [[16, [oldNumber]] as const]),
  ]);
}

/** DG13: a sequence of items, each led by the number of its field; several values lie in sequences of their own. */
export function nationalFile(fields: ReadonlyMap<number, readonly string[]>): Buffer {
  const text = (value: string): Uint8Array => tlv(0x0c, Buffer.from(value, 'utf8'));
  const items = [...fields].map(([number, values]) => {
    const parts = values.length === 1 ? values.map(text) : values.map((value) => tlv(0x30, text(value)));
    return tlv(0x30, Buffer.concat([tlv(0x02, Buffer.from([number])), ...parts]));
  });
  return tlv(0x6d, tlv(0x30, Buffer.concat(items)));
}

/** 15 kB that begin as a JPEG does and differ from person to person. */
function noise(seed: string): Uint8Array {
  const parts = Array.from({ length: 480 }, (_, n) => createHash('sha256').update(`${seed} ${n}`).digest());
  return Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), ...parts]);
}

/** Tag, length, value (X.690). */
export function tlv(tag: number, value: Uint8Array): Buffer {
  const bytes = (number: number): Buffer => Buffer.from(number.toString(16).replace(/^(.)(?=(..)*$)/, '0$1'), 'hex');
  const length = bytes(value.length);
  const lead = value.length < 0x80 ? Buffer.alloc(0) : Buffer.from([0x80 + length.length]);
  return Buffer.concat([bytes(tag), lead, length, value]);
}
