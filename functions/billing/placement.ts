import * as z from 'zod';
import type { BillId } from '../../shared/kernel/ids.ts';
import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { type Claim, type Decision, decideArrival } from './arrival.ts';
import { accounts, credit, debit, type Entry, entryOf, type Posting } from './ledger.ts';

/**
 * Where unexplained money is asked to go: on a bill, to the deposit of that bill's patient, on a month of the insurer;
 * out of the safe, when it is cash that was carried to the bank; or nowhere, when the bank sent it back.
 */
export const PlacementTarget = z.enum(['bill', 'deposit', 'insurer', 'safe', 'sent-back']);

/** A request to take money out of suspense; another person decides on it. */
export interface Placement {
  readonly item: string;
  /** Of `bill` and `deposit`. */
  readonly bill?: BillId;
  /** Of `insurer`. */
  readonly month?: string;
  /** Of `sent-back`: the case of the transfer that left. */
  readonly outgoing?: string;
  readonly to: z.infer<typeof PlacementTarget>;
  readonly note: string;
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly state: 'requested' | 'approved' | 'rejected';
  readonly decidedAt?: string;
  readonly decidedBy?: string;
  /** The entry that moved the money. */
  readonly entry?: string;
}

interface Suspended {
  /** The account's name behind `suspense:`. */
  readonly name: string;
  readonly amount: Dong;
}

/** The money of an arrival that lies in suspense, or undefined when none does. */
export function suspendedOf(entry: Entry): Suspended | undefined {
  const prefix = accounts.suspense('');
  const posting = entry.postings.find(({ account, amount }) => account.startsWith(prefix) && amount < 0);
  return posting && { name: posting.account.slice(prefix.length), amount: dong(-posting.amount) };
}

/** As if the money arrived for the bill just now, except that it comes from suspense and not from the bank. */
export function decidePlacement(
  { name, amount }: Suspended,
  claim: Extract<Claim, { kind: 'own' }>,
  now: string,
): Decision {
  const decision = decideArrival({ account: name, direction: 'in', amount }, [{ name, account: name }], claim, now);
  const bank = accounts.bank(name);
  const fromSuspense = (posting: Posting): Posting =>
    posting.account === bank ? { ...posting, account: accounts.suspense(name) } : posting;
  return { ...decision, postings: decision.postings.map(fromSuspense) };
}

/** Money that is only kept for the patient. */
export const depositPostings = ({ name, amount }: Suspended, person: string): readonly Posting[] => [
  debit(accounts.suspense(name), amount),
  credit(accounts.deposit(person), amount),
];

/** What the insurer paid for a month. */
export const insurerPostings = ({ name, amount }: Suspended): readonly Posting[] => [
  debit(accounts.suspense(name), amount),
  credit(accounts.insurerReceivable, amount),
];

/**
 * Cash of the safe that arrived at the bank. Whether the safe held so much is not asked: its balance is the sum of all
 * entries, and one below zero shows in the report of the day.
 */
export const safePostings = ({ name, amount }: Suspended): readonly Posting[] => [
  debit(accounts.suspense(name), amount),
  credit(accounts.safe, amount),
];

/** Money that left again: what stood on suspense for either transfer is settled by the other. */
export const sentBackPostings = ({ name, amount }: Suspended, left: Posting): readonly Posting[] => [
  debit(accounts.suspense(name), amount),
  credit(left.account, amount),
];

export const placementEntry = (
  { bill, month }: Placement,
  arrival: Entry,
  postings: readonly Posting[],
  posted: { readonly id: string; readonly at: string; readonly day: LocalDay },
): Entry =>
  entryOf({
    ...posted,
    kind: month === undefined ? 'suspense-placed' : 'insurer-paid',
    postings,
    ...(bill !== undefined && { bill }),
    ...(month !== undefined && { month }),
    // The correction names the entry it corrects.
    payment: arrival.id,
    ...(arrival.reference !== undefined && { reference: arrival.reference }),
    ...(arrival.provider !== undefined && { provider: arrival.provider }),
  });
