import type { LocalDay } from './time.ts';

/** A cell of a table that leaves the system: text, whole dong or a count, a Vietnamese day, or nothing. */
type Cell = string | number | { readonly day: LocalDay } | undefined;
export type Rows = readonly (readonly Cell[])[];

/** A spreadsheet takes a text that begins with one of these for a formula: a bank's reference must not become one. */
const safe = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
const textOf = (cell: Cell): string => (typeof cell === 'object' ? cell.day : String(cell ?? ''));
const quoted = (cell: Cell): string =>
  typeof cell === 'number' ? String(cell) : `"${safe(textOf(cell)).replaceAll('"', '""')}"`;

/** RFC 4180, UTF-8 with a byte order mark, as spreadsheets want it. */
export const csvOf = (rows: Rows): string => `\uFEFF${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
export const csvType = 'text/csv; charset=utf-8';

/** The longest text that a cell of a spreadsheet takes. */
const longestCell = 32_767;

/**
 * The same as an Office Open XML workbook of one sheet: numbers as numbers, days as dates, and every text as text, so
 * that none is a formula whatever it begins with. Its first row is the header.
 */
export async function xlsxOf(rows: Rows, sheet: string): Promise<Uint8Array> {
  // Loaded when somebody asks for a workbook and not before: no other door of a function pays for it.
  const { default: write } = await import('write-excel-file/node');
  const cells = rows.map((row, n) =>
    row.map((cell) => {
      const font = n === 0 ? ({ fontWeight: 'bold' } as const) : {};
      if (cell === undefined || cell === '') return null;
      if (typeof cell === 'number') return { value: cell, type: Number, format: '#,##0', ...font };
      if (typeof cell === 'object')
        return { value: new Date(`${cell.day}T00:00:00.000Z`), type: Date, format: 'dd/mm/yyyy', ...font };
      return { value: cell.slice(0, longestCell), type: String, ...font };
    }),
  );
  return write(cells, { sheet, stickyRowsCount: 1 }).toBuffer();
}
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
