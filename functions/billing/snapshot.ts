import type { Dong } from '../../shared/kernel/money.ts';
import { type Exact, exact, told } from './exact.ts';
import type { Entry } from './ledger.ts';

/** One account at the end of a day: what the day moved on it, and its balance (debits less credits). Dong. */
export interface AccountDay<N = Exact> {
  readonly account: string;
  readonly debit: N;
  readonly credit: N;
  readonly balance: N;
}

/** What the deposits of all patients were together. */
export interface DepositsDay<N = Exact> extends Omit<AccountDay<N>, 'account'> {
  readonly accounts: number;
}

const isDeposit = (account: string): boolean => account.startsWith('deposit:');

/** The hospital's own accounts first, the deposits of its patients behind them; each by name. */
export const isBefore = (a: string, b: string): boolean => (isDeposit(a) === isDeposit(b) ? a < b : isDeposit(b));

/**
 * The balances at the end of a day, from those at the end of the day before and the day's entries, in order of accounts.
 * An account without balance and movement is left out.
 */
export function snapshotAfter(before: readonly AccountDay[], entries: readonly Entry[]): AccountDay[] {
  const rows = new Map<string, { debit: bigint; credit: bigint; balance: bigint }>();
  for (const { account, balance } of before) rows.set(account, { debit: 0n, credit: 0n, balance: BigInt(balance) });
  for (const { account, amount } of entries.flatMap((entry) => entry.postings)) {
    const row = rows.get(account) ?? { debit: 0n, credit: 0n, balance: 0n };
    if (amount > 0) row.debit += BigInt(amount);
    else row.credit -= BigInt(amount);
    row.balance += BigInt(amount);
    rows.set(account, row);
  }
  return [...rows]
    .map(([account, row]) => ({
      account,
      debit: exact(row.debit),
      credit: exact(row.credit),
      balance: exact(row.balance),
    }))
    .filter(({ debit, credit, balance }) => debit !== 0 || credit !== 0 || balance !== 0)
    .sort((a, b) => (isBefore(a.account, b.account) ? -1 : 1));
}

export function depositsOf(rows: readonly AccountDay[]): DepositsDay {
  const deposits = rows.filter(({ account }) => isDeposit(account));
  const sumOf = (of: 'debit' | 'credit' | 'balance') => exact(deposits.reduce((sum, row) => sum + BigInt(row[of]), 0n));
  return { accounts: deposits.length, debit: sumOf('debit'), credit: sumOf('credit'), balance: sumOf('balance') };
}

/** The hospital's own accounts; those of patients are only told as a sum. */
export const ownAccounts = (rows: readonly AccountDay[]): AccountDay[] => rows.filter((row) => !isDeposit(row.account));

/** Sums as an answer tells them; undefined when one of them is more than can be told exactly. */
export function toldSums<R extends DepositsDay | AccountDay>(
  row: R,
): (Omit<R, 'debit' | 'credit' | 'balance'> & { debit: Dong; credit: Dong; balance: Dong }) | undefined {
  const [debit, credit, balance] = [told(row.debit), told(row.credit), told(row.balance)];
  if (debit === undefined || credit === undefined || balance === undefined) return undefined;
  return { ...row, debit, credit, balance };
}
