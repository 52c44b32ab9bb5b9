import type { PriceKind } from '../../shared/contracts/billing.ts';
import { type Dong, dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';

/**
 * The chart of accounts. One account for what patients owe and one for what the fund owes; one for each bank account,
 * one of unexplained money for each bank account, one of deposits for each patient, one of revenue for each kind.
 */
export const accounts = {
  patientReceivable: 'receivable:patient',
  insurerReceivable: 'receivable:insurer',
  bank: (account: string) => `bank:${account}`,
  suspense: (account: string) => `suspense:${account}`,
  deposit: (person: string) => `deposit:${person}`,
  /** Cash in one till: a desk's drawer, whoever sits there. */
  cash: (till: string) => `cash:${till}`,
  /** Cash handed in by the tills, until it is brought to the bank; floats come out of it. */
  safe: 'cash:safe',
  /** Approved and not yet paid out. */
  refundPayable: 'refund:payable',
  /** What a drawer held more or less than its till should have. */
  overShort: 'over-short',
  /** What the fund did not accept of what it was asked for. */
  claimLoss: 'claim:loss',
  revenue: (kind: PriceKind) => `revenue:${kind}`,
  /** The other side of what a hospital brought with it: its books before this system. */
  opening: 'opening:balance',
} as const;

/** A drawer, or the safe. */
export const isCash = (account: string): boolean => account.startsWith('cash:');
export const isBank = (account: string): boolean => account.startsWith('bank:');

/** One side of an entry: dong to the debit when positive, to the credit when negative. */
export interface Posting {
  readonly account: string;
  readonly amount: Dong;
}

type EntryKind =
  | 'bill-issued'
  | 'bill-corrected'
  | 'transfer'
  | 'opening-balance'
  | 'cash-taken'
  | 'deposit-taken'
  | 'deposit-used'
  | 'refund-approved'
  | 'refund-paid'
  | 'refund-returned'
  | 'float-issued'
  | 'cash-dropped'
  | 'till-closed'
  | 'suspense-placed'
  | 'insurer-paid'
  | 'insurer-cut';

export interface Entry {
  readonly id: string;
  readonly at: string;
  readonly day: LocalDay;
  readonly kind: EntryKind;
  readonly postings: readonly Posting[];
  readonly bill?: string;
  /** The visit or stay that a deposit was taken for or used on. */
  readonly encounter?: string;
  readonly payment?: string;
  /** The bank's reference, for entries that move a bank account. */
  readonly reference?: string;
  readonly provider?: string;
  /** The bank's day of a movement, where it is another than the day of posting. */
  readonly bankDay?: LocalDay;
  /** The till, session and refund that moved it, where one did. */
  readonly till?: string;
  readonly session?: string;
  readonly refund?: string;
  /** The entry that this one corrects: reversed by it, or changed by the difference. */
  readonly corrects?: string;
  /** The hospital's own reference of a balance that it brought with it. */
  readonly opening?: string;
  /** The import of the bank statement that alone told of it. */
  readonly statement?: string;
  /** The insurer's month to which it belongs. */
  readonly month?: string;
}

export const debit = (account: string, amount: Dong): Posting => ({ account, amount });
export const credit = (account: string, amount: Dong): Posting => ({ account, amount: dong(-amount) });

/**
 * An entry whose postings sum to zero. Postings of nothing are left out. Entries are never changed: a correction is a
 * new entry.
 * @throws Error when the postings do not balance: that is a bug, never an input.
 */
export function entryOf(entry: Entry): Entry {
  const postings = entry.postings.filter((posting) => posting.amount !== 0);
  const sum = postings.reduce((total, posting) => total + posting.amount, 0);
  if (sum !== 0) throw new Error(`entry ${entry.id} does not balance`);
  return { ...entry, postings };
}

interface AccountSum {
  readonly account: string;
  readonly debit: Dong;
  readonly credit: Dong;
  readonly balance: Dong;
}

/**
 * Debits, credits and balance by account, in order of account names. Sums above 2^53 - 1 dong cannot be told exactly
 * and are refused.
 */
export function trialBalance(entries: readonly Entry[]): AccountSum[] | Refusal<'amount-too-large'> {
  // Rounding begins only above the bound, so a sum that was ever rounded stays above it: both sides only grow.
  const sums = new Map<string, { debit: number; credit: number }>();
  for (const { account, amount } of entries.flatMap((entry) => entry.postings)) {
    const sum = sums.get(account) ?? { debit: 0, credit: 0 };
    if (amount > 0) sum.debit += amount;
    else sum.credit -= amount;
    sums.set(account, sum);
  }
  const isExact = ({ debit, credit }: { debit: number; credit: number }): boolean =>
    Number.isSafeInteger(debit) && Number.isSafeInteger(credit);
  if (![...sums.values()].every(isExact)) return refuse('amount-too-large');
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, sum]) => ({
      account,
      debit: dong(sum.debit),
      credit: dong(sum.credit),
      balance: dong(sum.debit - sum.credit),
    }));
}
