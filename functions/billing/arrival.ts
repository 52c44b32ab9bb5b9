import type { Arrival } from '../../shared/contracts/billing.ts';
import { type Dong, dong } from '../../shared/kernel/money.ts';
import { accounts, credit, debit, type Posting } from './ledger.ts';
import { isAwaited, payoutPostings, type RefundState } from './refund.ts';
import { type BillState, type IntentState, moveBill, moveIntent } from './states.ts';
import type { WorkKind } from './work-item.ts';

/** What a bank reports, as far as the decision needs it. */
export interface Movement {
  readonly account: string;
  readonly direction: 'in' | 'out';
  /** Positive. */
  readonly amount: Dong;
}

/**
 * What the code in the transfer's text led to. `top-up`: a One Card, or a request for money that is kept for a patient.
 * `several`: codes of more than one thing, so nobody can say which.
 */
export type Claim =
  | {
      readonly kind: 'own';
      readonly person: string;
      readonly bill: { readonly state: BillState; readonly patientPays: Dong; readonly paid: Dong };
      readonly intent: { readonly state: IntentState; readonly received: Dong; readonly expiresAt: string };
    }
  | { readonly kind: 'refund'; readonly refund: { readonly state: RefundState; readonly amount: Dong } }
  | {
      readonly kind: 'top-up';
      readonly person: string;
      /** Absent when the code is that of the card itself, which asks for no amount and never ends. */
      readonly intent?: {
        readonly state: IntentState;
        readonly received: Dong;
        readonly amount: Dong;
        readonly expiresAt: string;
      };
    }
  | { readonly kind: 'other-tenant' | 'several' | 'none' };

/** An account of the hospital: at its bank, or as a merchant of a gateway. */
export interface ReceivingPlace {
  readonly name: string;
  readonly account: string;
}

export interface Decision {
  readonly arrival: Arrival;
  readonly postings: readonly Posting[];
  /** Dong that settle the bill, and dong kept for the patient. */
  readonly applied: Dong;
  readonly deposited: Dong;
  readonly bill?: { readonly state: BillState; readonly paid: Dong };
  readonly intent?: { readonly state: IntentState; readonly received: Dong };
  /** What a person has to do, and about how many dong. */
  readonly work?: { readonly kind: WorkKind; readonly amount: Dong };
  readonly question?: 'other-tenant' | 'outgoing-unmatched';
  /** The refund of the claim is paid by it. */
  readonly refunds?: true;
}

const nothing = dong(0);

/**
 * Where money that arrived belongs. It is never refused: what cannot settle a bill goes to the patient's deposit or to
 * suspense, and a person gets a work item. Tolerance is zero dong.
 * @param receiving the hospital's own accounts: number as the notice names it, and name in the ledger (`bin:number`)
 * @param now when we decide: after the intent's end its money is late, and still settles a bill that is due
 */
export function decideArrival(
  movement: Movement,
  receiving: readonly ReceivingPlace[],
  claim: Claim,
  now: string,
): Decision {
  const own = receiving.find(({ account }) => account === movement.account)?.name;
  const account = own ?? `unregistered:${movement.account}`;
  if (movement.direction === 'out') {
    const none = { applied: nothing, deposited: nothing };
    // Exactly what was approved, from an account of ours, and not paid before: anything else is for a person to explain.
    const isPayout =
      own !== undefined &&
      claim.kind === 'refund' &&
      isAwaited(claim.refund.state) &&
      claim.refund.amount === movement.amount;
    if (isPayout) {
      const paid = payoutPostings(movement.amount, accounts.bank(account));
      return { arrival: 'outgoing', postings: paid, ...none, refunds: true };
    }
    const postings = [
      debit(accounts.suspense(account), movement.amount),
      credit(accounts.bank(account), movement.amount),
    ];
    const work = { kind: 'outgoing-unmatched', amount: movement.amount } as const;
    return { arrival: 'outgoing', postings, ...none, work, question: 'outgoing-unmatched' };
  }
  if (own === undefined) {
    const kept = toSuspense(movement.amount, account, 'unknown-code', 'foreign-account');
    // Another hospital may wait for it, wherever it came in.
    return claim.kind === 'other-tenant' ? { ...kept, question: 'other-tenant' } : kept;
  }
  switch (claim.kind) {
    case 'own':
      return settleBill(movement.amount, account, claim, now);
    case 'top-up':
      return topUp(movement.amount, account, claim, now);
    case 'other-tenant':
      return {
        ...toSuspense(movement.amount, account, 'other-tenant', 'other-tenant'),
        question: 'other-tenant',
      };
    case 'several':
      return toSuspense(movement.amount, account, 'unknown-code', 'several-codes');
    case 'refund':
    case 'none':
      return toSuspense(movement.amount, account, 'unknown-code', 'unknown-code');
  }
}

const toSuspense = (amount: Dong, account: string, arrival: Arrival, kind: WorkKind): Decision => ({
  arrival,
  postings: [debit(accounts.bank(account), amount), credit(accounts.suspense(account), amount)],
  applied: nothing,
  deposited: nothing,
  work: { kind, amount },
});

function settleBill(amount: Dong, account: string, claim: Extract<Claim, { kind: 'own' }>, now: string): Decision {
  const { bill, intent, person } = claim;
  const isDue = bill.state === 'open' || bill.state === 'part_paid';
  const due = isDue ? bill.patientPays - bill.paid : 0;
  const applied = dong(Math.min(amount, due));
  const deposited = dong(amount - applied);
  const paid = dong(bill.paid + applied);
  const postings = [
    debit(accounts.bank(account), amount),
    credit(accounts.patientReceivable, applied),
    credit(accounts.deposit(person), deposited),
  ].filter((posting) => posting.amount !== 0);
  const received = dong(intent.received + amount);
  const answer = (arrival: Arrival, billTo: BillState, intentTo: IntentState, work?: Decision['work']): Decision => ({
    arrival,
    postings,
    applied,
    deposited,
    bill: { state: moveBill(bill.state, billTo), paid },
    intent: { state: moveIntent(intent.state, intentTo), received },
    ...(work && { work }),
  });

  if (due === 0) {
    const byThisIntent = intent.state === 'paid' || intent.state === 'overpaid';
    return byThisIntent
      ? answer('second', bill.state, 'overpaid', { kind: 'second-payment', amount: deposited })
      : answer('late-after-settled', bill.state, surplusState(intent.state), {
          kind: 'late-after-settled',
          amount: deposited,
        });
  }
  const late = intent.state === 'expired' || intent.state === 'cancelled' || now > intent.expiresAt;
  if (amount < due) {
    if (!late) return answer('less', 'part_paid', 'partially_paid');
    const ended = intent.state === 'cancelled' ? 'cancelled' : 'expired';
    return answer('late', 'part_paid', ended, { kind: 'part-paid-expired', amount: dong(due - amount) });
  }
  if (amount === due) return answer(late ? 'late' : 'exact', 'paid', 'paid');
  return answer(late ? 'late' : 'more', 'paid', 'overpaid', { kind: 'surplus', amount: deposited });
}

/** The bill has its own money; what the deposit cannot take lies in suspense until people place it. */
export const surplusAside = (decision: Decision, deposit: string, place: string): Decision => ({
  ...decision,
  postings: decision.postings.map((posting) =>
    posting.account === deposit ? { ...posting, account: accounts.suspense(place) } : posting,
  ),
  deposited: nothing,
  work: { kind: 'unknown-code', amount: decision.deposited },
});

/** Whatever comes is kept for the patient: exact or not, once or twice, in time or late. Nobody has to do anything. */
function topUp(
  amount: Dong,
  account: string,
  { person, intent }: Extract<Claim, { kind: 'top-up' }>,
  now: string,
): Decision {
  const postings = [debit(accounts.bank(account), amount), credit(accounts.deposit(person), amount)];
  const kept = { postings, applied: nothing, deposited: amount };
  if (!intent) return { arrival: 'exact', ...kept };
  const received = dong(intent.received + amount);
  const ended = intent.state === 'expired' || intent.state === 'cancelled';
  const late = ended || now > intent.expiresAt;
  const waiting = ended ? intent.state : late ? 'expired' : 'partially_paid';
  const reached = received < intent.amount ? waiting : received === intent.amount ? 'paid' : 'overpaid';
  const first = late ? 'late' : amount === intent.amount ? 'exact' : amount < intent.amount ? 'less' : 'more';
  return {
    arrival: intent.received > 0 ? 'second' : first,
    ...kept,
    intent: { state: moveIntent(intent.state, reached), received },
  };
}

/** Money for a bill that was settled another way: an ended intent stays ended, a waiting one has had too much. */
const surplusState = (state: IntentState): IntentState =>
  state === 'expired' || state === 'cancelled' ? state : 'overpaid';
