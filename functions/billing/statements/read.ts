import { readCsvTable } from '../../../shared/kernel/csv.ts';
import { fileBytes, readWorkbook } from '../../../shared/kernel/workbook.ts';
import type { ReadStatements } from './line.ts';
import { readMt940 } from './mt940.ts';
import { readStatementTable } from './table.ts';

const lastRow = 20_000;

const cellOf = (cell: unknown): string | undefined => {
  if (cell === null || cell === undefined) return '';
  // Spreadsheets keep days without a zone: read as UTC, written as they stood.
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace('T', ' ');
  // Of a longer number the spreadsheet has lost the last digits: it names nothing any more.
  if (typeof cell === 'number') return Math.abs(cell) <= Number.MAX_SAFE_INTEGER ? String(cell) : undefined;
  return String(cell).replace(/[\r\n]+/g, ' ');
};

/**
 * The rows of a workbook as texts; `line` is where it can't be read.
 * @param base64 the file
 */
export async function statementWorkbook(
  base64: string,
): Promise<{ readonly ok: true; readonly rows: string[][] } | { readonly ok: false; readonly line: number }> {
  const bytes = fileBytes(base64);
  const sheet = bytes && (await readWorkbook(bytes, lastRow));
  if (!sheet) return { ok: false, line: 1 };
  const rows: string[][] = [];
  for (const [n, cells] of sheet.entries()) {
    const row = cells.map(cellOf);
    if (row.includes(undefined)) return { ok: false, line: n + 1 };
    rows.push(row.map((cell) => cell ?? ''));
  }
  return { ok: true, rows };
}

type Layout = 'csv' | 'mt940' | 'xlsx';

/** Of the three, the sign that parts the cells of most of the first lines. */
function delimiterOf(text: string): string {
  const head = text
    .split(/\r\n|\n|\r/)
    .slice(0, 40)
    .join('\n');
  const [most = ','] = [';', '\t', ','].toSorted((a, b) => head.split(b).length - head.split(a).length);
  return most;
}

/**
 * Reads a bank's statement of one of the layouts: SWIFT MT940, a table of comma, semicolon or tab separated values,
 * or the same table as a workbook, whose content is base64.
 * @param account whose statement a table is that names no account
 */
export async function readStatement(layout: Layout, content: string, account: string): Promise<ReadStatements> {
  if (layout === 'mt940') return readMt940(content);
  const rows = layout === 'xlsx' ? await statementWorkbook(content) : await readCsvTable(content, delimiterOf(content));
  return rows.ok
    ? readStatementTable(rows.rows, account)
    : { ok: false, flaw: { reason: 'not-understood', line: rows.line } };
}
