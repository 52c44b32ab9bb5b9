/**
 * JSON with one spelling per value (RFC 8785, JSON Canonicalization Scheme): no white space, members sorted by UTF-16
 * code units, numbers and strings as ECMAScript writes them. So a document read back from its parsed form has the very
 * bytes that were signed. Members that are undefined are left out.
 * @throws TypeError for what JSON cannot say: NaN, infinities, functions, symbols, big integers.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number');
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`JSON has no ${typeof value}`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
