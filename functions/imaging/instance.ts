import dicomParser, { type DataSet } from 'dicom-parser';
import * as z from 'zod';
import { DicomUid } from '../../shared/contracts/imaging.ts';

/** One attribute in DICOM JSON (PS3.18 annex F): value representation, and values unless it is empty. */
const Attribute = z.object({ vr: z.string(), Value: z.array(z.union([z.string(), z.number()])).optional() });
export const Attributes = z.record(z.string().regex(/^[0-9A-F]{8}$/), Attribute);
export type Attributes = z.infer<typeof Attributes>;

/** What identifies an instance, and what a viewer needs to lay it out. */
export const Instance = z.object({
  sopClass: DicomUid,
  instance: DicomUid,
  study: DicomUid,
  series: DicomUid,
  modality: z.string().regex(/^[A-Z0-9_ ]{1,16}$/),
  attributes: Attributes,
});
export type Instance = z.infer<typeof Instance>;

/** Why a part is no instance: not DICOM at all, or without what identifies an instance. */
export type Unreadable = 'not-dicom' | 'unidentified';

type Kind = 'text' | 'short' | 'number';
/**
 * The attributes that are kept beside the file. Those that name or describe the patient are left out on purpose:
 * names and identity numbers live in one context only.
 */
const kept: readonly (readonly [tag: string, vr: string, kind: Kind])[] = [
  ['00080016', 'UI', 'text'], // SOP Class UID
  ['00080018', 'UI', 'text'], // SOP Instance UID
  ['00080020', 'DA', 'text'], // Study Date
  ['00080030', 'TM', 'text'], // Study Time
  ['00080060', 'CS', 'text'], // Modality
  ['00180015', 'CS', 'text'], // Body Part Examined
  ['00185101', 'CS', 'text'], // View Position
  ['0020000D', 'UI', 'text'], // Study Instance UID
  ['0020000E', 'UI', 'text'], // Series Instance UID
  ['00200011', 'IS', 'number'], // Series Number
  ['00200013', 'IS', 'number'], // Instance Number
  ['00280002', 'US', 'short'], // Samples per Pixel
  ['00280004', 'CS', 'text'], // Photometric Interpretation
  ['00280008', 'IS', 'number'], // Number of Frames
  ['00280010', 'US', 'short'], // Rows
  ['00280011', 'US', 'short'], // Columns
  ['00280030', 'DS', 'number'], // Pixel Spacing
  ['00280100', 'US', 'short'], // Bits Allocated
  ['00280101', 'US', 'short'], // Bits Stored
  ['00280102', 'US', 'short'], // High Bit
  ['00280103', 'US', 'short'], // Pixel Representation
  ['00281050', 'DS', 'number'], // Window Center
  ['00281051', 'DS', 'number'], // Window Width
];
const transferSyntax = 'x00020010';
/** Deflated Explicit VR Little Endian: a few kilobytes could unfold into gigabytes before anyone can look. */
const deflated = '1.2.840.10008.1.2.1.99';
const prefixAt = 128;

const nameOf = (tag: string): string => `x${tag.toLowerCase()}`;

function valuesOf(data: DataSet, tag: string, kind: Kind): (string | number)[] {
  const name = nameOf(tag);
  if (kind === 'short') {
    const value = data.uint16(name);
    return value === undefined ? [] : [value];
  }
  const texts = (data.string(name) ?? '')
    .split('\\')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return kind === 'text' ? texts : texts.map(Number).filter(Number.isFinite);
}

function attributesOf(data: DataSet): Attributes {
  const syntax = data.string(transferSyntax);
  const attributes: Attributes = {
    // Available Transfer Syntax UID: how the file itself is encoded.
    '00083002': syntax === undefined ? { vr: 'UI' } : { vr: 'UI', Value: [syntax] },
  };
  for (const [tag, vr, kind] of kept) {
    if (!data.elements[nameOf(tag)]) continue;
    const values = valuesOf(data, tag, kind);
    attributes[tag] = values.length === 0 ? { vr } : { vr, Value: values };
  }
  return attributes;
}

/** Whether there is a 128-byte preamble and the prefix `DICM` (PS3.10 section 7.1). */
const hasPrefix = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(prefixAt, prefixAt + 4)).toString('latin1') === 'DICM';

function parse(bytes: Uint8Array): DataSet | undefined {
  if (!hasPrefix(bytes)) return undefined;
  try {
    if (dicomParser.readPart10Header(bytes).string(transferSyntax) === deflated) return undefined;
    return dicomParser.parseDicom(bytes);
  } catch {
    // Cut off, or not encoded as its transfer syntax says. The parser's words could repeat bytes of the file.
    return undefined;
  }
}

/**
 * Reads a DICOM Part 10 file: every element is walked, so one that was cut off is found. Deflated files are not read.
 * What an instance must have: SOP class, SOP instance, study and series UID, modality (PS3.3 C.12.1, C.7.2, C.7.3).
 */
export function readInstance(bytes: Uint8Array): Instance | Unreadable {
  const data = parse(bytes);
  if (!data) return 'not-dicom';
  const read = Instance.safeParse({
    sopClass: data.string(nameOf('00080016')),
    instance: data.string(nameOf('00080018')),
    study: data.string(nameOf('0020000D')),
    series: data.string(nameOf('0020000E')),
    modality: data.string(nameOf('00080060')),
    attributes: attributesOf(data),
  });
  return read.success ? read.data : 'unidentified';
}
