import type { Dong } from '../../shared/kernel/money.ts';
import { isRefusal, type Refusal } from '../../shared/kernel/refusal.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { World } from '../../shared/ports/world.ts';
import { accountsFor, allCash } from './hidden-cash.ts';
import type { Hospital } from './hospitals.ts';
import { journals } from './journals.ts';
import { type Entry, isCash, trialBalance } from './ledger.ts';
import { reconcileDay } from './reconcile-day.ts';
import type { Reconciliation } from './reconciliation.ts';
import { type StoredLine, statementLines } from './statement-lines.ts';
import { type ByStatement, byStatement } from './statement-only.ts';

interface AccountRow {
  readonly account: string;
  readonly debit: Dong;
  readonly credit: Dong;
  readonly balance: Dong;
}

/** What a chief accountant signs for a day: the books, the bank's lines, the tills and the differences. */
export interface DayReport {
  readonly hospital: string;
  readonly reconciliation: Reconciliation;
  /** Accounts of the day; the deposits of all patients are one. Debits and credits add up to the same. */
  readonly accounts: readonly AccountRow[];
  readonly tills: readonly AccountRow[];
  readonly lines: readonly StoredLine[];
  /** Money of the day that was settled because a statement told of it: no callback had. */
  readonly statements: readonly ByStatement[];
}

/** A report names no patient: the deposits of all are one account. */
const withoutPersons = (entry: Entry): Entry => ({
  ...entry,
  postings: entry.postings.map((posting) =>
    posting.account.startsWith('deposit:') ? { ...posting, account: 'deposit' } : posting,
  ),
});

const byReference = (a: StoredLine, b: StoredLine): number => (a.reference < b.reference ? -1 : 1);

/** The report of a day, to a cashier with all cash as one line. What came to a closed day since does not belong to it. */
export async function dayReportOf(
  day: LocalDay,
  hospital: Hospital,
  { table, caller }: Pick<World, 'table' | 'caller'>,
): Promise<DayReport | Refusal<'amount-too-large'>> {
  const reconciliation = await reconcileDay(day, hospital, table);
  if (isRefusal(reconciliation)) return reconciliation;
  const entries = await journals(table).of(day);
  const sums = trialBalance(entries.map(withoutPersons));
  if (isRefusal(sums)) return sums;
  const accounts = accountsFor(caller, sums);
  if (isRefusal(accounts)) return accounts;
  const lines = await statementLines(table).of(hospital.payTo.account, day);
  const { closedAt } = reconciliation;
  return {
    hospital: hospital.payTo.name,
    reconciliation,
    accounts,
    tills: accounts.filter(({ account }) => isCash(account) || account === allCash),
    statements: await byStatement(entries, table),
    lines: lines.filter(({ at }) => closedAt === undefined || at <= closedAt).toSorted(byReference),
  };
}
