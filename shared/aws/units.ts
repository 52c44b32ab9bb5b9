/**
 * Capacity by arithmetic, from the developer guide's "Item sizes and formats" and "Read/write capacity". The reported
 * `ConsumedCapacity` is not used: DynamoDB Local reports transactional puts twice too high.
 */
export interface Units {
  /** 4 KB each, strongly consistent; an eventually consistent read counts half. */
  readonly read: number;
  /** 1 KB each; an item of a transaction counts twice. */
  readonly write: number;
}

const readUnitBytes = 4096;
const writeUnitBytes = 1024;
const documentBytes = 3;
const elementBytes = 1;

/** UTF-8 for text; a byte for each two digits and one more for a number; 3 bytes and 1 an element for a list or map. */
function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberBytes(value);
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, part) => sum + elementBytes + valueBytes(part), documentBytes);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).reduce(
      (sum, [name, part]) => sum + elementBytes + Buffer.byteLength(name) + valueBytes(part),
      documentBytes,
    );
  }
  return 1;
}

function numberBytes(value: number): number {
  const digits = Math.abs(value).toExponential().replace(/e.*$/, '').replace('.', '');
  return Math.ceil(digits.length / 2) + 1 + (value < 0 ? 1 : 0);
}

/** Bytes of an item as the service counts them, names and values. */
export const itemBytes = (item: Record<string, unknown>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

/** Units of a read of this many bytes in one request; reading nothing costs as much as reading a little. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / readUnitBytes)) * (consistent ? 1 : 0.5);

/** Units of one plain write of an item of this many bytes. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / writeUnitBytes));
