import type { Caller } from '../../shared/kernel/caller.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { exact } from './exact.ts';
import { isCash } from './ledger.ts';
import { type AccountDay, toldSums } from './snapshot.ts';

/** The one line of all cash. */
export const allCash = 'cash';

type Reader = Pick<Caller, 'roles'>;

/** Who counts a drawer must not read in the books what it should hold. */
const countsBlind = ({ roles }: Reader): boolean => !roles.includes('admin');

/**
 * Accounts as this reader may see them: to a cashier all tills and the safe are one line `cash`, so that the sums stay
 * whole. The safe is part of it: shown beside the sum it would tell what the tills hold.
 */
export function accountsFor(
  reader: Reader,
  accounts: readonly AccountDay<Dong>[],
): AccountDay<Dong>[] | Refusal<'amount-too-large'> {
  const cash = accounts.filter(({ account }) => isCash(account));
  if (cash.length === 0 || !countsBlind(reader)) return [...accounts];
  const sumOf = (of: 'debit' | 'credit' | 'balance') => exact(cash.reduce((sum, row) => sum + BigInt(row[of]), 0n));
  const sum = toldSums({
    account: allCash,
    debit: sumOf('debit'),
    credit: sumOf('credit'),
    balance: sumOf('balance'),
  });
  if (!sum) return refuse('amount-too-large');
  const others = accounts.filter(({ account }) => !isCash(account));
  return [...others, sum].toSorted((a, b) => (a.account < b.account ? -1 : 1));
}

/** The statement of a till or of the safe is for an administrator. */
export const unlessShown = (reader: Reader, account: string): Refusal<'till-account-hidden'> | undefined =>
  isCash(account) && countsBlind(reader) ? refuse('till-account-hidden') : undefined;
