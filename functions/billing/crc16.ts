const after = (remainder: number, bits: number): number => {
  let crc = remainder;
  for (let bit = 0; bit < bits; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  return crc;
};
/** What one byte leaves behind, and what it leaves behind when another byte follows it: two bytes go in one step. */
const near = Uint16Array.from({ length: 256 }, (_, byte) => after(byte << 8, 8));
const far = Uint16Array.from({ length: 256 }, (_, byte) => after(byte << 8, 16));
const next = (crc: number, byte: number): number => ((crc & 0xff) << 8) ^ (near[(crc >> 8) ^ byte] ?? 0);
const utf8 = new TextEncoder();

/**
 * CRC-16 as EMVCo codes use it: polynomial 1021, start FFFF, no reflection, no final xor, over the UTF-8 bytes of
 * the first `length` UTF-16 units of `text`.
 */
export function crc16(text: string, length: number = text.length): number {
  let crc = 0xffff;
  let at = 0;
  for (; at + 1 < length; at += 2) {
    const first = text.charCodeAt(at);
    const second = text.charCodeAt(at + 1);
    if ((first | second) > 0x7f) break;
    crc = (far[(crc >> 8) ^ first] ?? 0) ^ (near[(crc & 0xff) ^ second] ?? 0);
  }
  if (at === length) return crc;
  const last = text.charCodeAt(at);
  if (at + 1 === length && last <= 0x7f) return next(crc, last);
  return utf8.encode(text.slice(at, length)).reduce(next, crc);
}

/** Four upper-case hex digits; the leading zeros belong to the checksum. */
export const crc16Hex = (text: string, length?: number): string =>
  crc16(text, length).toString(16).toUpperCase().padStart(4, '0');
