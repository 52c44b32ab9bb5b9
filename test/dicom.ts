/** One element in explicit VR little endian (PS3.5 section 7.1.2), values padded to even length. */
function element(tag: string, vr: string, value: string | number): Buffer {
  const bytes =
    typeof value === 'number'
      ? Buffer.from([value % 256, Math.floor(value / 256)])
      : Buffer.from(value.length % 2 === 0 ? value : `${value}${vr === 'UI' ? '\0' : ' '}`, 'latin1');
  const head = Buffer.alloc(6);
  head.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0);
  head.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2);
  head.write(vr, 4, 'latin1');
  const length = vr === 'OW' ? Buffer.alloc(6) : Buffer.alloc(2);
  if (vr === 'OW') length.writeUInt32LE(bytes.length, 2);
  else length.writeUInt16LE(bytes.length, 0);
  return Buffer.concat([head, length, bytes]);
}

interface Drawn {
  study?: string;
  series?: string;
  instance?: string;
  modality?: string;
  pixels?: string;
  syntax?: string;
}
export const chestXray = '1.2.840.10008.5.1.4.1.1.1.1';

/** A small but whole Part 10 file of a digital X-ray, in pieces: head, then the elements of a 2 x 2 image. */
export function pieces(drawn: Drawn = {}): Buffer[] {
  const { study = '1.2.3', series = '1.2.3.1', instance = '1.2.3.1.1', modality = 'DX', pixels = 'pixels!!' } = drawn;
  const { syntax = '1.2.840.10008.1.2.1' } = drawn;
  const meta = Buffer.concat([
    element('00020002', 'UI', chestXray),
    element('00020003', 'UI', instance),
    element('00020010', 'UI', syntax),
  ]);
  const groupLength = Buffer.alloc(4);
  groupLength.writeUInt32LE(meta.length);
  const opening = element('00020000', 'UL', groupLength.toString('latin1'));
  return [
    Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), opening, meta]),
    element('00080016', 'UI', chestXray),
    element('00080018', 'UI', instance),
    element('00080020', 'DA', '20261124'),
    ...(modality === '' ? [] : [element('00080060', 'CS', modality)]),
    element('00100010', 'PN', 'Invented^Patient'),
    element('0020000D', 'UI', study),
    element('0020000E', 'UI', series),
    element('00200013', 'IS', '1'),
    element('00280010', 'US', 2),
    element('00280011', 'US', 2),
    element('00280030', 'DS', '0.5\\0.5'),
    element('7FE00010', 'OW', pixels),
  ];
}
export const aFile = (drawn: Drawn = {}): Buffer => Buffer.concat(pieces(drawn));

/** How a request with these files says what it is. */
export const boundary = 'part-of-a-study';
export const studyType = `multipart/related; type="application/dicom"; boundary=${boundary}`;
export const bodyOf = (files: readonly Buffer[]): Buffer =>
  Buffer.concat([
    ...files.flatMap((file) => [
      Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
      file,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
