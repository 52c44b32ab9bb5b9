import type { DayReport } from './day-report.ts';

type Cell = string | number | undefined;

/** A spreadsheet takes a text that begins with one of these for a formula: a bank's reference must not become one. */
const safe = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
const cellOf = (cell: Cell): string =>
  typeof cell === 'number' ? String(cell) : `"${safe(cell ?? '').replaceAll('"', '""')}"`;

/**
 * The report as a table for a spreadsheet, UTF-8 with a byte order mark, one row for each fact and the kind of fact first:
 * `account`, `till`, `bank-line`, `break`, `other-account`. Amounts are whole dong; money that left is negative.
 */
export function dayReportCsv({ reconciliation, accounts, tills, lines }: DayReport): string {
  const { day, breaks, others } = reconciliation;
  const rows: Cell[][] = [
    ['row', 'day', 'account_or_reference', 'kind', 'debit_or_bank', 'credit_or_ledger', 'balance', 'owner', 'outcome'],
    ...accounts.map((one) => ['account', day, one.account, '', one.debit, one.credit, one.balance]),
    ...tills.map((one) => ['till', day, one.account, '', one.debit, one.credit, one.balance]),
    ...lines.map((line) => [
      'bank-line',
      line.day,
      line.reference,
      line.direction,
      line.direction === 'in' ? line.amount : -line.amount,
    ]),
    ...breaks.map((one) => [
      'break',
      day,
      one.reference,
      one.kind,
      one.bank,
      one.ledger,
      undefined,
      one.owner,
      one.outcome,
    ]),
    ...others.map((one) => ['other-account', day, one.account, '', one.in, one.out]),
  ];
  return `\uFEFF${rows.map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`;
}
