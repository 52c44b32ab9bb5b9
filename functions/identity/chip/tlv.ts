/** One element of BER-TLV (ISO 7816-4) or DER (X.690): its tag as the bytes of it, as in `0x5f1f`. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  /** Tag, length and value: what is hashed or signed. */
  readonly whole: Uint8Array;
}

/** Tags of DER that are named here by number. */
export const der = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  /** [0] constructed */
  explicit0: 0xa0,
} as const;

const mostTagBytes = 3;
const mostLengthBytes = 4;

/**
 * The elements that fill these bytes exactly; undefined when they do not. Lengths are definite and as short as can be,
 * as DER and the files of a chip have them (ICAO Doc 9303-10). Nothing nested is looked into, so that no depth of nesting
 * costs more than its own bytes.
 */
export function tlvsOf(bytes: Uint8Array): readonly Tlv[] | undefined {
  const found: Tlv[] = [];
  for (let at = 0; at < bytes.length; ) {
    const one = tlvAt(bytes, at);
    if (!one) return undefined;
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

/** The content of the one element that these bytes are, when it has this tag. */
export function contentOf(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  const one = tlvAt(bytes, 0);
  return one?.tag === tag && one.whole.length === bytes.length ? one.value : undefined;
}

/** The elements in the one element that these bytes are, when it has this tag. */
export function membersOf(bytes: Uint8Array, tag: number): readonly Tlv[] | undefined {
  const content = contentOf(bytes, tag);
  return content && tlvsOf(content);
}

/** A whole number from 0 to 2^31-1 in DER; undefined for every other. */
export function smallInteger(element: Tlv | undefined): number | undefined {
  if (element?.tag !== der.integer || element.value.length === 0 || element.value.length > 4) return undefined;
  const value = element.value.reduce((sum, byte) => sum * 0x100 + byte, 0);
  return value < 0x8000_0000 ? value : undefined;
}

/** An object identifier as hexadecimal of its content: what is compared, never shown. */
export const oidOf = (element: Tlv | undefined): string | undefined =>
  element?.tag === der.oid ? Buffer.from(element.value).toString('hex') : undefined;

function tlvAt(bytes: Uint8Array, from: number): Tlv | undefined {
  let at = from;
  const first = bytes[at++];
  if (first === undefined) return undefined;
  let tag = first;
  // Five bits set: the tag goes on, up to a byte whose highest bit is 0.
  if ((first & 0x1f) === 0x1f) {
    let next: number | undefined;
    do {
      next = bytes[at++];
      if (next === undefined || at - from > mostTagBytes) return undefined;
      tag = tag * 0x100 + next;
    } while (next >= 0x80);
  }
  const short = bytes[at++];
  if (short === undefined) return undefined;
  let length = short;
  if (short >= 0x80) {
    const count = short - 0x80;
    if (count === 0 || count > mostLengthBytes) return undefined;
    length = 0;
    for (let n = 0; n < count; n++) {
      const byte = bytes[at++];
      if (byte === undefined || (n === 0 && byte === 0)) return undefined;
      length = length * 0x100 + byte;
    }
    if (length < 0x80) return undefined;
  }
  const end = at + length;
  return end > bytes.length ? undefined : { tag, value: bytes.subarray(at, end), whole: bytes.subarray(from, end) };
}
