import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { Entry } from './ledger.ts';

/** One account at the end of a day: what the day moved on it, and its balance (debits less credits). Dong. */
export interface AccountDay {
  readonly account: string;
  readonly debit: Dong;
  readonly credit: Dong;
  readonly balance: Dong;
}

/** What the deposits of all patients were together. */
export interface DepositsDay extends Omit<AccountDay, 'account'> {
  readonly accounts: number;
}

const isDeposit = (account: string): boolean => account.startsWith('deposit:');

/** The hospital's own accounts first, the deposits of its patients behind them; each by name. */
export const isBefore = (a: string, b: string): boolean => (isDeposit(a) === isDeposit(b) ? a < b : isDeposit(b));

/**
 * The balances at the end of a day, from those at the end of the day before and the day's entries, in order of accounts.
 * An account without balance and movement is left out.
 * @throws RangeError when a sum is more than can be told exactly
 */
export function snapshotAfter(before: readonly AccountDay[], entries: readonly Entry[]): AccountDay[] {
  const rows = new Map<string, { debit: number; credit: number; balance: number }>();
  for (const { account, balance } of before) rows.set(account, { debit: 0, credit: 0, balance });
  for (const { account, amount } of entries.flatMap((entry) => entry.postings)) {
    const row = rows.get(account) ?? { debit: 0, credit: 0, balance: 0 };
    if (amount > 0) row.debit += amount;
    else row.credit -= amount;
    row.balance += amount;
    rows.set(account, row);
  }
  return [...rows]
    .map(([account, row]) => ({
      account,
      debit: dong(row.debit),
      credit: dong(row.credit),
      balance: dong(row.balance),
    }))
    .filter(({ debit, credit, balance }) => debit !== 0 || credit !== 0 || balance !== 0)
    .sort((a, b) => (isBefore(a.account, b.account) ? -1 : 1));
}

export function depositsOf(rows: readonly AccountDay[]): DepositsDay {
  const deposits = rows.filter(({ account }) => isDeposit(account));
  const sumOf = (of: 'debit' | 'credit' | 'balance') => dong(deposits.reduce((sum, row) => sum + row[of], 0));
  return { accounts: deposits.length, debit: sumOf('debit'), credit: sumOf('credit'), balance: sumOf('balance') };
}

/** The hospital's own accounts; those of patients are only told as a sum. */
export const ownAccounts = (rows: readonly AccountDay[]): AccountDay[] => rows.filter((row) => !isDeposit(row.account));
