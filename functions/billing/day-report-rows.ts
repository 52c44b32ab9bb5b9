import type { Rows } from '../../shared/kernel/table-file.ts';
import type { DayReport } from './day-report.ts';

/**
 * The report as a table for a spreadsheet, one row for each fact and the kind of fact first: `account`, `till`,
 * `bank-line`, `break`, `other-account`, `statement-only`. Amounts are whole dong; money that left is negative. A row
 * `statement-only` has the import, the number of movements, their dong, who brought the statement and who let it.
 */
export function dayReportRows({ reconciliation, accounts, tills, lines, statements }: DayReport): Rows {
  const { breaks, others } = reconciliation;
  const day = { day: reconciliation.day };
  return [
    ['row', 'day', 'account_or_reference', 'kind', 'debit_or_bank', 'credit_or_ledger', 'balance', 'owner', 'outcome'],
    ...accounts.map((one) => ['account', day, one.account, '', one.debit, one.credit, one.balance]),
    ...tills.map((one) => ['till', day, one.account, '', one.debit, one.credit, one.balance]),
    ...lines.map((line) => [
      'bank-line',
      { day: line.day },
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
    ...statements.map((one) => [
      'statement-only',
      day,
      one.statement,
      one.count,
      one.amount,
      undefined,
      undefined,
      one.broughtBy,
      one.approvedBy,
    ]),
  ];
}
