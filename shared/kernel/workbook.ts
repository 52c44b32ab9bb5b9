import { unzip, zipStored } from './unzip.ts';

/** All parts together: a sheet of 20,000 rows of a price list needs less. */
const mostBytes = 6_000_000;
/** How much bigger than the archive its parts may be; small files of repeated styles are let pass. */
const mostRatio = 100;
const ratioFrom = 1_000_000;
const mostColumns = 64;
const longestBlank = 1_000;
const longestTag = 10_000;
const deepest = 32;
/** The only parts that the reader is given: whatever else a relationship names isn't there for it. */
const isRead = (path: string): boolean =>
  /^xl\/(?:workbook|sharedStrings|styles)\.xml$|^xl\/_rels\/workbook\.xml\.rels$|^xl\/worksheets\/[^/]+\.xml$/.test(
    path,
  );

/**
 * The first sheet of an Office Open XML workbook (ECMA-376), each row at its own place; undefined when it is none, has a
 * filled cell outside the table that the caller takes (its last row, column BL), or would cost more to read than such a
 * table. Formulas are not worked out: their last value stands in the file.
 * @param lastRow the last row that may have a cell, counted from 1
 */
export async function readWorkbook(bytes: Buffer, lastRow: number): Promise<unknown[][] | undefined> {
  const most = Math.min(mostBytes, Math.max(ratioFrom, bytes.length * mostRatio));
  try {
    const parts = unzip(bytes, isRead, most)?.map(({ path, bytes: part }) => ({
      path,
      bytes: path.startsWith('xl/worksheets/') ? withoutBlanks(withoutComments(part)) : withoutComments(part),
    }));
    if (!parts?.every((part) => isModest(part.bytes.toString('utf8'), lastRow))) return undefined;
    // Loaded when a workbook has come and not before.
    const { readSheet } = await import('read-excel-file/universal');
    return await readSheet(new Uint8Array(zipStored(parts)).buffer);
  } catch {
    // Whatever the file did to the reader, it is no workbook that we know.
    return undefined;
  }
}

/** A file that came as base64 (RFC 4648 section 4, padded, without breaks); undefined for any other text. */
export function fileBytes(base64: string): Buffer | undefined {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  return Buffer.from(base64, 'base64');
}

/** Taken away before anything is counted, so that the reader sees what was counted. One that never ends stays. */
function withoutComments(part: Buffer): Buffer {
  const xml = part.toString('utf8');
  const kept: string[] = [];
  let at = 0;
  for (let from = xml.indexOf('<!--'); from >= 0; from = xml.indexOf('<!--', at)) {
    const end = xml.indexOf('-->', from + 4);
    if (end < 0) break;
    kept.push(xml.slice(at, from));
    at = end + 3;
  }
  return at === 0 ? part : Buffer.from(kept.join('') + xml.slice(at));
}

/**
 * Spreadsheets also write cells and rows that have a colour or a border and nothing in them, often out to the last
 * column: they are taken away, so that none of them counts. One that has a formula stays.
 */
const withoutBlanks = (part: Buffer): Buffer =>
  Buffer.from(part.toString('utf8').replace(blank('c', valueless), '').replace(blank('row', ''), ''));

/** The two spaces are apart by a tag: together they would be tried in every way of parting them. */
const valueless = String.raw`(?:<(?:[\w.-]+:)?v(?:\s*\/>|>\s*<\/(?:[\w.-]+:)?v>)\s*)?`;
function blank(name: string, inner: string): RegExp {
  const tag = String.raw`(?:[\w.-]+:)?${name}`;
  return new RegExp(String.raw`<${tag}(?:\s[^<>]*)?(?:\/>|>\s*${inner}<\/${tag}\s*>)`, 'g');
}

/** The reader fills every row up to the last cell and is slow at long blanks, so all is counted before it begins. */
function isModest(xml: string, lastRow: number): boolean {
  // Entities and CDATA, in which tags could hide; no spreadsheet writes them.
  if (xml.includes('<!')) return false;
  for (const [blank] of xml.matchAll(/\s+/g)) if (blank.length > longestBlank) return false;
  let [depth, rows, cells] = [0, 0, 0];
  for (const [tag] of xml.matchAll(/<[^<>]*>?/g)) {
    // The reader looks for the end of a tag from its beginning again with each piece that it gets.
    if (!tag.endsWith('>') || tag.length > longestTag) return false;
    if (tag.startsWith('</')) depth--;
    else if (!tag.startsWith('<?') && !tag.endsWith('/>')) depth++;
    if (depth > deepest) return false;
    const [, name, attributes = ''] = /^<(?:[^\s:/<>]*:)?(row|c)((?:\s[^>]*)?)\/?>$/.exec(tag) ?? [];
    if (name === undefined) continue;
    if (name === 'row' ? ++rows > lastRow : ++cells > lastRow * mostColumns) return false;
    if (!isPlaced(attributes, name === 'c', lastRow)) return false;
  }
  return true;
}

/** Whether the attributes are well formed and every `r` of them, with or without a prefix, lies in the table. */
function isPlaced(attributes: string, isCell: boolean, lastRow: number): boolean {
  const places: string[] = [];
  const rest = attributes.replace(/\s+([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g, (_, name, double, single) => {
    if (/^(?:.*:)?r$/.test(name)) places.push(double ?? single);
    return '';
  });
  if (!/^\s*\/?$/.test(rest) || (isCell && places.length === 0)) return false;
  return places.every((place) => {
    const [, letters, row] = (isCell ? /^([A-Z]{1,3})([1-9][0-9]{0,6})$/ : /^()([1-9][0-9]{0,6})$/).exec(place) ?? [];
    return letters !== undefined && Number(row) <= lastRow && columnOf(letters) <= mostColumns;
  });
}

/** A is 1, Z is 26, AA is 27. */
const columnOf = (letters: string): number =>
  [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);

/** The letters of a column, of which 1 is A, 26 is Z and 27 is AA. */
export const columnName = (column: number): string =>
  column > 26
    ? columnName(Math.floor((column - 1) / 26)) + columnName(((column - 1) % 26) + 1)
    : String.fromCharCode(64 + column);
