import type { Caller } from '../../shared/kernel/caller.ts';
import { dong, sumDong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { isCash } from './ledger.ts';
import type { AccountDay } from './snapshot.ts';

/** The one line of all cash. */
export const allCash = 'cash';

type Reader = Pick<Caller, 'roles'>;

/** Who counts a drawer must not read in the books what it should hold. */
const countsBlind = ({ roles }: Reader): boolean => !roles.includes('admin');

/**
 * Accounts as this reader may see them: to a cashier all tills and the safe are one line `cash`, so that the sums stay
 * whole. The safe is part of it: shown beside the sum it would tell what the tills hold.
 */
export function accountsFor(reader: Reader, accounts: readonly AccountDay[]): AccountDay[] {
  const cash = accounts.filter(({ account }) => isCash(account));
  if (cash.length === 0 || !countsBlind(reader)) return [...accounts];
  const sum = {
    account: allCash,
    debit: sumDong(cash.map(({ debit }) => debit)),
    credit: sumDong(cash.map(({ credit }) => credit)),
    balance: dong(cash.reduce((total, { balance }) => total + balance, 0)),
  };
  const others = accounts.filter(({ account }) => !isCash(account));
  return [...others, sum].toSorted((a, b) => (a.account < b.account ? -1 : 1));
}

/** The statement of a till or of the safe is for an administrator. */
export const unlessShown = (reader: Reader, account: string): Refusal<'till-account-hidden'> | undefined =>
  isCash(account) && countsBlind(reader) ? refuse('till-account-hidden') : undefined;
