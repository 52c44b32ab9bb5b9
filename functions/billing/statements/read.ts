import { readCsvTable } from '../../../shared/kernel/csv.ts';
import { readWorkbook } from '../../../shared/kernel/workbook.ts';
import type { ReadStatements } from './line.ts';
import { readMt940 } from './mt940.ts';
import { readStatementTable } from './table.ts';

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
  const rows = layout === 'xlsx' ? await readWorkbook(content) : await readCsvTable(content, delimiterOf(content));
  return rows.ok
    ? readStatementTable(rows.rows, account)
    : { ok: false, flaw: { reason: 'not-understood', line: rows.line } };
}
