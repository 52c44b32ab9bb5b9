import { contentOf, membersOf, smallInteger, tlvsOf } from './tlv.ts';

/** The portrait of the card. */
export interface Face {
  readonly format: 'image/jpeg' | 'image/jp2' | 'image/j2c';
  /** In pixels as the record states them; 0 where it does not. */
  readonly width: number;
  readonly height: number;
  readonly image: Uint8Array;
}

type Dg2Reason = 'form' | 'no_face' | 'record' | 'image';
type Dg2 = { readonly ok: true; readonly face: Face } | { readonly ok: false; readonly reason: Dg2Reason };

const outerTag = 0x75;
const groupTag = 0x7f61;
const templateTag = 0x7f60;
/** The biometric data, in a primitive or a constructed element. */
const dataTags: readonly number[] = [0x5f2e, 0x7f2e];

/** ISO/IEC 19794-5:2005, 5.3 to 5.7. */
const record = {
  magic: '46414300',
  version: '30313000',
  headerBytes: 14,
  faceHeaderBytes: 20,
  pointBytes: 8,
  imageHeaderBytes: 12,
};

const signatures: readonly { readonly format: Face['format']; readonly begins: string }[] = [
  { format: 'image/jpeg', begins: 'ffd8ff' },
  { format: 'image/jp2', begins: '0000000c6a5020200d0a870a' },
  { format: 'image/j2c', begins: 'ff4fff51' },
];

/**
 * Takes the first portrait out of DG2 (ICAO Doc 9303-10, 4.7.2; the record within is ISO/IEC 19794-5). The image is not
 * decoded here; its kind is told by its first bytes and not by what the record says of it.
 */
export function parseDg2(file: Uint8Array): Dg2 {
  const outer = contentOf(file, outerTag);
  const [count, ...templates] = (outer && membersOf(outer, groupTag)) ?? [];
  const stated = smallInteger(count);
  if (stated === undefined) return refused('form');
  if (stated === 0) return refused('no_face');
  const template = templates.find(({ tag }) => tag === templateTag);
  const data = template && tlvsOf(template.value)?.find(({ tag }) => dataTags.includes(tag));
  if (!data) return refused('form');
  return faceOf(data.value);
}

/** The first face of a facial record. */
function faceOf(bytes: Uint8Array): Dg2 {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { magic, version, headerBytes, faceHeaderBytes, pointBytes, imageHeaderBytes } = record;
  if (all.length < headerBytes + faceHeaderBytes) return refused('record');
  if (all.toString('hex', 0, 4) !== magic || all.toString('hex', 4, 8) !== version) return refused('record');
  if (all.readUInt32BE(8) !== all.length) return refused('record');
  if (all.readUInt16BE(12) === 0) return refused('no_face');
  const face = all.subarray(headerBytes);
  const length = face.readUInt32BE(0);
  const imageAt = faceHeaderBytes + face.readUInt16BE(4) * pointBytes + imageHeaderBytes;
  if (length > face.length || imageAt > length) return refused('record');
  const header = face.subarray(imageAt - imageHeaderBytes, imageAt);
  const image = face.subarray(imageAt, length);
  const format = signatures.find(({ begins }) => image.toString('hex', 0, begins.length / 2) === begins)?.format;
  if (format === undefined) return refused('image');
  return { ok: true, face: { format, width: header.readUInt16BE(2), height: header.readUInt16BE(4), image } };
}

const refused = (reason: Dg2Reason): Dg2 => ({ ok: false, reason });
