import * as z from 'zod';
import { PriceKind } from '../../shared/contracts/billing.ts';
import { BillId, PersonId } from '../../shared/kernel/ids.ts';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { isPrintable } from '../../shared/kernel/printed-text.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { accounts, credit, debit, type Posting } from './ledger.ts';

/**
 * `sent`: on its way by bank; `unknown`: nobody can say whether it arrived, so nothing is tried again; `returned`: back
 * on the patient's deposit.
 */
export const RefundState = z.enum([
  'requested',
  'approved',
  'rejected',
  'sent',
  'done',
  'failed',
  'unknown',
  'returned',
]);
export type RefundState = z.infer<typeof RefundState>;

/** From each state, the states that may follow. A request that waits for a second administrator stays requested. */
const moves: Record<RefundState, readonly RefundState[]> = {
  requested: ['requested', 'approved', 'rejected'],
  approved: ['sent', 'done', 'returned'],
  rejected: [],
  // Only a person or the bank ends these two: a second payment on a guess would pay twice.
  sent: ['done', 'failed', 'unknown'],
  unknown: ['done', 'failed'],
  failed: ['sent', 'done', 'returned'],
  done: [],
  returned: [],
};

export const canMove = (from: RefundState, to: RefundState): boolean => moves[from].includes(to);

/** Money that the bank may still report as gone. */
export const isAwaited = (state: RefundState): boolean => ['sent', 'unknown', 'failed'].includes(state);

export const RefundId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
/** What charges name themselves by. */
const LineSource = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9#._:/-]{0,127}$/);
/** The patient's deposit, or a bill that was paid: certain lines of it, or any when none is named. */
export const RefundSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('deposit'), person: PersonId }),
  z.strictObject({ kind: z.literal('bill'), bill: BillId, lines: z.array(LineSource).min(1).max(100).optional() }),
]);
export type RefundSource = z.infer<typeof RefundSource>;

/** An account at a bank to pay to, as its holder names it. */
export const Payee = z.strictObject({
  bin: z.string().regex(/^\d{6}$/),
  account: z.string().regex(/^[A-Za-z0-9]{1,19}$/),
  name: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{M}\d .,&'()-]{1,70}$/u)
    .refine(isPrintable),
});
export type Payee = z.infer<typeof Payee>;
/** `original`: as the money came, where that is known. */
export const RefundWay = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cash') }),
  z.strictObject({ kind: z.literal('original') }),
  Payee.extend({ kind: z.literal('transfer') }),
]);

/** Dong that go back for one line of a bill. */
const RefundPart = z.object({ source: z.string(), kind: PriceKind, amount: Dong });
type RefundPart = z.infer<typeof RefundPart>;

/** A refund as it is stored; who is paid is sealed. */
export const Refund = z.object({
  refund: RefundId,
  state: RefundState,
  from: RefundSource,
  person: PersonId,
  amount: Dong,
  way: z.enum(['cash', 'transfer']),
  /** The sealed payee of a transfer. */
  payee: z.string().optional(),
  note: z.string(),
  /** The work item that it answers. */
  item: z.string().optional(),
  requestedAt: Instant,
  requestedBy: z.string(),
  approvals: z.array(z.object({ by: z.string(), at: Instant })),
  rejectedBy: z.string().optional(),
  decidedAt: Instant.optional(),
  parts: z.array(RefundPart).optional(),
  /** The code in the text of the transfer by which the bank's notice finds it. */
  code: z.string().optional(),
  sentAt: Instant.optional(),
  /** Everybody who sent it, the first one first: after a transfer that failed another may have. */
  sentBy: z.array(z.string()).optional(),
  outcomeBy: z.string().optional(),
  doneAt: Instant.optional(),
  payment: z.string().optional(),
  /** Number of the payout voucher. */
  receipt: z.string().optional(),
});
export type Refund = z.infer<typeof Refund>;

/**
 * A refund as it is told: without the payee. Answers of changes are kept for repeated requests as they were given, and
 * whose account it is must not lie there in plain text; who reads one refund is told.
 */
export const RefundView = Refund.omit({ payee: true });

export const refundView = ({ payee: _, ...refund }: Refund): z.input<typeof RefundView> => refund;

export const billOf = ({ from }: Refund): BillId | undefined => (from.kind === 'bill' ? from.bill : undefined);

/** What a refund needs to know of a bill. */
export interface Refundable {
  readonly state: string;
  readonly paid: Dong;
  readonly lines: readonly {
    readonly source: string;
    readonly kind: PriceKind;
    readonly fundPays: Dong;
    readonly coPayment: Dong;
    readonly ownPayment: Dong;
  }[];
  readonly refunds?: readonly { readonly parts: readonly RefundPart[] }[] | undefined;
}

/** Dong of a bill that were refunded before. */
export const refundedOf = ({ refunds = [] }: Pick<Refundable, 'refunds'>): Dong =>
  sumDong(refunds.flatMap(({ parts }) => parts.map(({ amount }) => amount)));

/**
 * Divides an amount over lines of a paid bill, in their order, each at most what the patient paid of it and was not given
 * back. Never more than was paid on the bill. A bill on which something is due is not
 * refunded, and neither is a line of which the fund pays a part: the charge is corrected instead, so that the fund is not
 * asked for a service that was not used, and what the patient paid too much goes to the deposit.
 * @param sources the lines that are meant; all when undefined
 */
export function divideRefund(
  bill: Refundable,
  amount: Dong,
  sources?: readonly string[],
): RefundPart[] | Refusal<'bill-not-paid' | 'bill-refunded' | 'fund-pays-line' | 'more-than-refundable' | 'not-found'> {
  if (bill.state === 'refunded') return refuse('bill-refunded');
  if (bill.state !== 'paid' && bill.state !== 'refunded_part') return refuse('bill-not-paid');
  const lines = bill.lines.filter(({ source }) => sources === undefined || sources.includes(source));
  if (sources?.some((source) => !lines.some((line) => line.source === source))) return refuse('not-found');
  const own = lines.filter(({ fundPays }) => fundPays === 0);
  if (own.length < lines.length && (sources !== undefined || own.length === 0)) return refuse('fund-pays-line');
  const before = (bill.refunds ?? []).flatMap(({ parts }) => parts);
  let rest: number = amount;
  const parts = own.map(({ source, kind, coPayment, ownPayment }) => {
    const given = sumDong(before.filter((part) => part.source === source).map((part) => part.amount));
    const part = Math.max(0, Math.min(rest, coPayment + ownPayment - given));
    rest -= part;
    return { source, kind, amount: dong(part) };
  });
  if (rest > 0 || refundedOf(bill) + amount > bill.paid) return refuse('more-than-refundable');
  return parts.filter((part) => part.amount > 0);
}

/** How a bill stands when `amount` more of what was paid goes back. */
export const stateAfterRefund = (bill: Refundable, amount: Dong): 'refunded' | 'refunded_part' =>
  refundedOf(bill) + amount === bill.paid ? 'refunded' : 'refunded_part';

/** Approved money is set aside: out of the deposit, or out of the revenue of the lines that were not used. */
export const reservePostings = ({ from, person, amount }: Refund, parts: readonly RefundPart[]): readonly Posting[] => [
  ...(from.kind === 'deposit'
    ? [debit(accounts.deposit(person), amount)]
    : PriceKind.options.map((kind) =>
        debit(accounts.revenue(kind), sumDong(parts.filter((part) => part.kind === kind).map((part) => part.amount))),
      )),
  credit(accounts.refundPayable, amount),
];

/** Money that was set aside and leaves by a drawer or a bank account. */
export const payoutPostings = (amount: Dong, out: string): readonly Posting[] => [
  debit(accounts.refundPayable, amount),
  credit(out, amount),
];

/** Money that left an account and that nobody could explain, and the account of suspense it stands on. */
export const suspendedOut = (postings: readonly Posting[]): Posting | undefined =>
  postings.find(({ account, amount }) => account.startsWith(accounts.suspense('')) && amount > 0);

/** Money that could not be paid out is the patient's deposit, wherever it was taken from: the service stays unused. */
export const returnPostings = ({ person, amount }: Refund): readonly Posting[] =>
  payoutPostings(amount, accounts.deposit(person));

/**
 * Whether this person may approve, and whether that is enough. Nobody approves what they asked for or approved before.
 * @param approved dong that were approved for the same patient on the same day: a large refund in parts stays large
 * @param oneAdministrator the most that one administrator approves alone, in dong
 */
export function decideApproval(
  { state, requestedBy, approvals, amount }: Refund,
  by: string,
  approved: Dong,
  oneAdministrator: number,
): 'waits' | 'approved' | Refusal<'refund-decided' | 'needs-another-person'> {
  if (state !== 'requested') return refuse('refund-decided');
  if (requestedBy === by || approvals.some((approval) => approval.by === by)) return refuse('needs-another-person');
  return approvals.length + 1 < (approved + amount > oneAdministrator ? 2 : 1) ? 'waits' : 'approved';
}
