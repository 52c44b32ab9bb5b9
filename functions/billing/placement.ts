import * as z from 'zod';
import { BillId } from '../../shared/kernel/ids.ts';
import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { type Claim, type Decision, decideArrival } from './arrival.ts';
import { Month } from './insurer-month.ts';
import { accounts, credit, debit, type Entry, entryOf, type Posting } from './ledger.ts';
import { bankDayOf } from './reference.ts';
import type { Transfer } from './transfers.ts';
import { ResolutionNote, WorkItemId } from './work-item.ts';

/**
 * Where unexplained money is asked to go: on a bill, to the deposit of that bill's patient, on a month of the insurer;
 * out of the safe, when it is cash that was carried to the bank; or nowhere, when the bank sent it back, or when it was
 * never posted because it is the money of an entry that was.
 */
export const PlacementTarget = z.enum(['bill', 'deposit', 'insurer', 'safe', 'sent-back', 'same']);

/** What is asked; money of a question that is the money of an entry is named by it and by the bank's reference. */
export const PlacementAsked = z.discriminatedUnion('to', [
  z.strictObject({ item: WorkItemId, to: z.enum(['bill', 'deposit']), bill: BillId, note: ResolutionNote }),
  z.strictObject({ item: WorkItemId, to: z.literal('insurer'), month: Month, note: ResolutionNote }),
  z.strictObject({ item: WorkItemId, to: z.literal('safe'), note: ResolutionNote }),
  z.strictObject({ item: WorkItemId, to: z.literal('sent-back'), outgoing: WorkItemId, note: ResolutionNote }),
  z.strictObject({
    item: WorkItemId,
    to: z.literal('same'),
    sameEntry: z.string().max(64),
    sameReference: z.string().max(100),
    note: ResolutionNote,
  }),
]);

/** A request to take money out of suspense; another person decides on it. */
export interface Placement {
  readonly item: string;
  /** Of `bill` and `deposit`. */
  readonly bill?: BillId;
  /** Of `insurer`. */
  readonly month?: string;
  /** Of `sent-back`: the case of the transfer that left. */
  readonly outgoing?: string;
  /** Of `same`: the entry whose money it is, and the bank's reference under which that was posted. */
  readonly sameEntry?: string;
  readonly sameReference?: string;
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

export interface Unplaced {
  /** The account's name in the ledger, behind `bank:` and `suspense:`. */
  readonly name: string;
  readonly amount: Dong;
  /** The ledger account out of which it goes: suspense, or the bank account when it was never posted. */
  readonly from: string;
}

/** The money of an arrival that lies in suspense, or undefined when none does. */
export function suspendedOf(entry: Entry): Unplaced | undefined {
  const prefix = accounts.suspense('');
  const posting = entry.postings.find(({ account, amount }) => account.startsWith(prefix) && amount < 0);
  return (
    posting && { name: posting.account.slice(prefix.length), amount: dong(-posting.amount), from: posting.account }
  );
}

/** As if the money arrived for the bill just now, wherever it comes from. */
export function decidePlacement(
  { name, amount, from }: Unplaced,
  claim: Extract<Claim, { kind: 'own' }>,
  now: string,
): Decision {
  const decision = decideArrival({ account: name, direction: 'in', amount }, [{ name, account: name }], claim, now);
  const bank = accounts.bank(name);
  const outOf = (posting: Posting): Posting => (posting.account === bank ? { ...posting, account: from } : posting);
  return { ...decision, postings: decision.postings.map(outOf) };
}

/** Money that is only kept for the patient. */
export const depositPostings = ({ from, amount }: Unplaced, person: string): readonly Posting[] => [
  debit(from, amount),
  credit(accounts.deposit(person), amount),
];

/** What the insurer paid for a month. */
export const insurerPostings = ({ from, amount }: Unplaced): readonly Posting[] => [
  debit(from, amount),
  credit(accounts.insurerReceivable, amount),
];

/**
 * Cash of the safe that arrived at the bank. Whether the safe held so much is not asked: its balance is the sum of all
 * entries, and one below zero shows in the report of the day.
 */
export const safePostings = ({ from, amount }: Unplaced): readonly Posting[] => [
  debit(from, amount),
  credit(accounts.safe, amount),
];

/** Money that left again: what stood on suspense for either transfer is settled by the other. */
export const sentBackPostings = ({ from, amount }: Unplaced, left: Posting): readonly Posting[] => [
  debit(from, amount),
  credit(left.account, amount),
];

/**
 * The entry that puts money where it belongs. Out of suspense it is a correction, which names the entry that it corrects;
 * money that was never posted arrives by it.
 */
export const placementEntry = (
  { bill, month }: Placement,
  { transfer, arrival }: { readonly transfer: Transfer; readonly arrival?: Entry },
  postings: readonly Posting[],
  posted: { readonly id: string; readonly at: string; readonly day: LocalDay },
): Entry => {
  const bankDay = bankDayOf(transfer);
  return entryOf({
    ...posted,
    kind: month !== undefined ? 'insurer-paid' : arrival ? 'suspense-placed' : 'transfer',
    postings,
    ...(bill !== undefined && { bill }),
    ...(month !== undefined && { month }),
    payment: transfer.payment,
    reference: transfer.reference,
    provider: transfer.provider,
    ...(!arrival && transfer.statement !== undefined && { statement: transfer.statement }),
    ...(!arrival && bankDay !== posted.day && { bankDay }),
  });
};
