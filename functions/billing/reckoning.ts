import { isDeepStrictEqual } from 'node:util';
import { type Dong, dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { type Bill, type Payment, postingsOfBill, versionOf } from './bill.ts';
import { accounts, credit, debit, type Entry, entryOf, type Posting } from './ledger.ts';
import { type IntentState, isAwaiting } from './states.ts';

/** The entry of a change: its id, when and on which day it is posted. */
interface Posted {
  readonly id: string;
  readonly at: string;
  readonly day: LocalDay;
}

interface Reckoned {
  readonly bill: Bill;
  readonly entry: Entry;
  /** Dong paid more than the bill comes to now; the entry moves them to the patient's deposit. */
  readonly surplus: Dong;
}

const turned = ({ account, amount }: Posting): Posting => ({ account, amount: dong(-amount) });

/** One posting for each account. */
function summed(postings: readonly Posting[]): Posting[] {
  const sums = new Map<string, number>();
  for (const { account, amount } of postings) sums.set(account, (sums.get(account) ?? 0) + amount);
  return [...sums].map(([account, amount]) => ({ account, amount: dong(amount) }));
}

const changedTo = (before: Bill, { id, at }: Posted): Pick<Bill, 'entry' | 'changedAt'> => ({
  entry: id,
  changedAt: [...(before.changedAt ?? []), at],
});

const entryOfChange = (before: Bill, postings: readonly Posting[], posted: Posted): Entry =>
  entryOf({
    ...posted,
    kind: 'bill-corrected',
    postings: summed(postings),
    bill: before.bill,
    ...(before.entry !== undefined && { corrects: before.entry }),
  });

/**
 * A bill reckoned again from a fresh draft of its visit. The entry is the difference between what was posted for the
 * bill and what the draft would post, so that the books then say what they would say had the bill been right at once.
 * More is due: the bill waits for money again. More was paid than is due now: the surplus becomes the patient's deposit.
 * @returns the next version without its request for payment, or a refusal when nothing would change
 */
export function reckonAgain(before: Bill, draft: Bill, posted: Posted): Reckoned | Refusal<'bill-unchanged'> {
  const { share, reason, lines, total, fundPays, coPayment, ownPayment, patientPays, facts } = draft;
  const sums = { share, reason, total, fundPays, coPayment, ownPayment, patientPays };
  const isSame = before.share === share && before.reason === reason && isDeepStrictEqual(before.lines, lines);
  if (isSame) return refuse('bill-unchanged');
  const paid = dong(Math.min(before.paid, patientPays));
  const surplus = dong(before.paid - paid);
  const postings = [
    ...postingsOfBill(before).map(turned),
    ...postingsOfBill(draft),
    debit(accounts.patientReceivable, surplus),
    credit(accounts.deposit(before.person), surplus),
  ];
  const { payload: _payload, expiresAt: _expiresAt, ...rest } = before;
  const bill: Bill = {
    ...rest,
    ...sums,
    ...changedTo(before, posted),
    ...(facts && { facts }),
    ...(before.state === 'paid' && { wasPaid: true }),
    lines,
    version: versionOf(before) + 1,
    state: paid === patientPays ? 'paid' : paid > 0 ? 'part_paid' : 'open',
    paid,
    payments: surplus === 0 ? before.payments : [...before.payments, surplusOf(surplus, posted)],
  };
  return { bill, entry: entryOfChange(before, postings, posted), surplus };
}

/** No money came: what had settled the bill is kept for the patient now. */
const surplusOf = (surplus: Dong, { id, at }: Posted): Payment => ({
  payment: id,
  at,
  provider: 'correction',
  reference: id,
  amount: dong(0),
  applied: dong(-surplus),
  deposited: surplus,
  arrival: 'more',
});

/**
 * Where the request for payment stands behind a correction: waiting for what is due, also when it had ended; cancelled
 * when nothing is due any more. Money that comes all the same is late, and kept for the patient.
 */
export function intentAfter(
  { state, received }: { readonly state: IntentState; readonly received: Dong },
  due: Dong,
): IntentState {
  if (due > 0) return received > 0 ? 'partially_paid' : 'open';
  return isAwaiting(state) ? 'cancelled' : state;
}

/** A bill on which nothing was paid, taken back as a whole: the entry turns round everything that was posted for it. */
export function voidBill(
  before: Bill,
  posted: Posted,
): { bill: Bill; entry: Entry } | Refusal<'bill-void' | 'bill-has-payments' | 'bill-already-paid'> {
  if (before.state === 'void') return refuse('bill-void');
  if (before.paid > 0) return refuse('bill-has-payments');
  // The patient owed nothing: it was announced as paid and has its receipt. It can be reckoned again.
  if (before.state !== 'open' && before.state !== 'part_paid') return refuse('bill-already-paid');
  const { payload: _, ...rest } = before;
  const bill: Bill = { ...rest, ...changedTo(before, posted), state: 'void' };
  return { bill, entry: entryOfChange(before, postingsOfBill(before).map(turned), posted) };
}
