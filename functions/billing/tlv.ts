/** 00 to 99 in two digits: the ids and lengths of EMVCo objects. */
export const twoDigits: readonly string[] = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

/** The values of one level under their ids. */
export type Objects = (string | undefined)[];
type TlvReason = 'truncated' | 'bad_tlv_id' | 'bad_tlv_length' | 'bad_nested_tlv' | 'duplicate_tag';

/** Characters outside the basic plane, which are rare: only for them must lengths be walked. */
const surrogate = /[\ud800-\udfff]/;

/**
 * Reads the objects between two offsets: two-digit id, two-digit length 01 to 99, value. They must fill the span
 * exactly, and none may come twice, since readers differ on which one wins. Ids above `lastId` are unknown here.
 */
export function readObjects(
  text: string,
  start: number,
  end: number,
  level: 'root' | 'nested',
  lastId = 99,
): Objects | TlvReason {
  const isRoot = level === 'root';
  const objects: Objects = new Array(lastId + 1);
  const isWide = surrogate.test(text);
  for (let at = start; at < end; ) {
    if (end - at < 4) return isRoot ? 'truncated' : 'bad_nested_tlv';
    const id = digitsAt(text, at);
    if (id < 0 || id > lastId) return isRoot ? 'bad_tlv_id' : 'bad_nested_tlv';
    const length = digitsAt(text, at + 2);
    if (length < 1) return isRoot ? 'bad_tlv_length' : 'bad_nested_tlv';
    const stop = isWide ? past(text, at + 4, length) : at + 4 + length;
    if (stop > end) return isRoot ? 'truncated' : 'bad_nested_tlv';
    if (objects[id] !== undefined) return 'duplicate_tag';
    objects[id] = text.slice(at + 4, stop);
    at = stop;
  }
  return objects;
}

export const readTemplate = (value: string, lastId?: number): Objects | TlvReason =>
  readObjects(value, 0, value.length, 'nested', lastId);

/** A network's template holds well-formed objects, led by its globally unique id in 00. */
export function templateReason(value: string): TlvReason | undefined {
  const inner = readTemplate(value);
  if (typeof inner === 'string') return inner;
  return inner[0] === undefined ? 'bad_nested_tlv' : undefined;
}

/** The unit in which EMVCo counts: Unicode characters, some of which are two units of a JavaScript string. */
export function characters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) count++;
  return count;
}

function past(text: string, from: number, length: number): number {
  let at = from;
  for (let count = 0; count < length; count++) at += (text.charCodeAt(at) & 0xfc00) === 0xd800 ? 2 : 1;
  return at;
}

function digitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
