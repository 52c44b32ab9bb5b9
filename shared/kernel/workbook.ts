import { inflateRawSync } from 'node:zlib';

/** Unpacked, far above any statement of 5,000 lines. */
const mostBytes = 20_000_000;
const mostRows = 20_000;
const mostFiles = 200;

/**
 * The parts of a ZIP archive (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16), by the central directory; undefined when it
 * is none, or unpacks to more than 20 MB, whatever it says of its sizes.
 */
function unpacked(zip: Buffer): ReadonlyMap<string, Buffer> | undefined {
  const end = zip.lastIndexOf(Buffer.of(0x50, 0x4b, 5, 6));
  if (end < 0 || end + 22 > zip.length) return undefined;
  const count = zip.readUInt16LE(end + 10);
  if (count > mostFiles) return undefined;
  const files = new Map<string, Buffer>();
  let left = mostBytes;
  let at = zip.readUInt32LE(end + 16);
  for (let n = 0; n < count; n++) {
    if (zip.readUInt32LE(at) !== 0x02014b50) return undefined;
    const [method, packed, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const raw = zip.subarray(from, from + packed);
    if (method !== 0 && method !== 8) return undefined;
    const content = method === 0 ? raw : inflateRawSync(raw, { maxOutputLength: Math.max(1, left) });
    if (content.length !== size || content.length > left || files.has(name)) return undefined;
    left -= content.length;
    files.set(name, content);
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}

/** A cell far away makes a reader fill all the rows and columns before it. */
function isSmall(sheet: string): boolean {
  for (const [, column = '', row = '0'] of sheet.matchAll(/\b(?:r|ref)\s*=\s*["'](?:[A-Z]+\d+:)?([A-Z]*)(\d+)["']/g))
    if (column.length > 2 || Number(row) > mostRows) return false;
  return true;
}

const cellOf = (cell: unknown): string | undefined => {
  if (cell === null || cell === undefined) return '';
  // Spreadsheets keep days without a zone: read as UTC, written as they stood.
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace('T', ' ');
  // Of a longer number the spreadsheet has lost the last digits: it names nothing any more.
  if (typeof cell === 'number') return Math.abs(cell) <= Number.MAX_SAFE_INTEGER ? String(cell) : undefined;
  return String(cell).replace(/[\r\n]+/g, ' ');
};

/**
 * The rows of the first sheet of an Office Open XML workbook, as texts; `line` is where it can't be read. Formulas are not
 * worked out: their last value stands in the file.
 * @param base64 the file
 */
export async function readWorkbook(
  base64: string,
): Promise<{ readonly ok: true; readonly rows: string[][] } | { readonly ok: false; readonly line: number }> {
  const none = { ok: false, line: 1 } as const;
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64)) return none;
  const zip = Buffer.from(base64, 'base64');
  try {
    const files = unpacked(zip);
    if (!files) return none;
    for (const [name, content] of files)
      if (name.startsWith('xl/worksheets/') && !isSmall(content.toString('utf8'))) return none;
    const { readSheet } = await import('read-excel-file/universal');
    const sheet = await readSheet(new Blob([Uint8Array.from(zip)]));
    const rows: string[][] = [];
    for (const [n, cells] of sheet.entries()) {
      const row = cells.map(cellOf);
      if (row.includes(undefined)) return { ok: false, line: n + 1 };
      rows.push(row.map((cell) => cell ?? ''));
    }
    return { ok: true, rows };
  } catch {
    // Whatever the file did to the reader, it is no workbook that we know.
    return none;
  }
}
