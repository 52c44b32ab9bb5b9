import * as z from 'zod';
import { PersonId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { accounts, credit, debit, type Entry, entryOf } from './ledger.ts';

/** Money that stood open between a hospital and a patient when the hospital moved in. */
export const OpeningBalance = z.object({
  /** The hospital's own reference; it is taken once, for ever. */
  reference: z.string(),
  person: PersonId,
  /** `owed` by the patient, or a `deposit` that the hospital holds. */
  kind: z.enum(['owed', 'deposit']),
  amount: Dong,
  /** The day on which it stood so in the old books. */
  asOf: LocalDay,
  /** The journal entry that took it over. */
  entry: z.string(),
  postedAt: Instant,
});
export type OpeningBalance = z.infer<typeof OpeningBalance>;

/** Whether two notes of a balance say the same. */
export const isSameBalance = (
  one: Pick<OpeningBalance, 'person' | 'kind' | 'amount' | 'asOf'>,
  other: Pick<OpeningBalance, 'person' | 'kind' | 'amount' | 'asOf'>,
): boolean =>
  one.person === other.person && one.kind === other.kind && one.amount === other.amount && one.asOf === other.asOf;

/**
 * Takes a balance over: what a patient owes becomes a claim, a deposit becomes the patient's deposit as if it had been
 * paid in here. The other side is the opening account, so that the books still add up to zero.
 * @param day on which it is posted; days before this system have no books here
 */
export function openingEntry(
  { reference, person, kind, amount, entry, postedAt }: OpeningBalance,
  day: LocalDay,
): Entry {
  const postings =
    kind === 'owed'
      ? [debit(accounts.patientReceivable, amount), credit(accounts.opening, amount)]
      : [debit(accounts.opening, amount), credit(accounts.deposit(person), amount)];
  return entryOf({ id: entry, at: postedAt, day, kind: 'opening-balance', postings, opening: reference });
}
