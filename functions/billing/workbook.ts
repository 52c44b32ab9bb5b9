import { mostRows } from '../../shared/kernel/csv.ts';
import { unzip, zipStored } from './unzip.ts';

/** Twice what a sheet of the most rows with ten filled columns needs. */
const mostBytes = 24_000_000;
/** With room for a title, the header and some empty rows. */
const lastRow = mostRows + 100;
const mostColumns = 64;
/** The parts of a workbook that the reader looks at: sheets, shared texts, styles and what names them. */
const isRead = (path: string): boolean => path.endsWith('.xml') || path.endsWith('.xml.rels');

/**
 * The first sheet of an .xlsx workbook as texts, each row at its own place; undefined when it is none or is too big.
 * Numbers are written in digits, dates as YYYY-MM-DD, and a formula counts as its last result.
 */
export async function readWorkbook(bytes: Buffer): Promise<string[][] | undefined> {
  const entries = unzip(bytes, isRead, mostBytes);
  if (!entries || entries.length === 0) return undefined;
  const sheets = entries.filter(({ path }) => /^xl\/worksheets\/[^/]+\.xml$/.test(path));
  if (!sheets.every((sheet) => isSmall(sheet.bytes.toString('utf8')))) return undefined;
  // Loaded when a workbook has come and not before.
  const { readSheet, InvalidInputError, InvalidSpreadsheetError } = await import('read-excel-file/universal');
  const safe = new Uint8Array(zipStored(entries));
  try {
    const rows = await readSheet(safe.buffer);
    const texts = rows.map((row) => row.map(textOf));
    // Cells behind the last title may have a colour and no text.
    const width = (texts[0] ?? []).findLastIndex((text) => text !== '') + 1;
    const isInside = (row: readonly string[]): boolean => row.slice(width).every((text) => text === '');
    return texts.map((row) => (isInside(row) ? row.slice(0, width) : row));
  } catch (error) {
    const isTheirs = error instanceof InvalidInputError || error instanceof InvalidSpreadsheetError;
    // The reader throws plain errors at XML that it does not understand, and programming errors as it always would.
    if (isTheirs || (error instanceof Error && error.constructor === Error)) return undefined;
    throw error;
  }
}

/**
 * Whether every cell of a sheet lies where a list has cells. The reader fills the whole rectangle up to the last cell,
 * so that one cell in the far corner would make it fill seventeen thousand million.
 */
function isSmall(xml: string): boolean {
  for (const [, double, single] of xml.matchAll(/\sr\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const place = /^([A-Z]{0,3})([0-9]{1,7})$/.exec(double ?? single ?? '');
    if (!place || Number(place[2]) > lastRow || columnOf(place[1] ?? '') > mostColumns) return false;
  }
  return true;
}

/** A is 1, Z is 26, AA is 27. */
const columnOf = (letters: string): number =>
  [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell).replace(/\s+/g, ' ').trim();
}
