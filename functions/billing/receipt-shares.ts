import { type Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { type LocalDay, localDay } from '../../shared/kernel/time.ts';
import type { Bill } from './bill.ts';
import { accounts, type Entry } from './ledger.ts';
import type { Receipt } from './receipts.ts';

/** Money that had settled a bill and went back, by a refund or by a correction after which less was due. Dong. */
export interface Reduction {
  /** The refund, or the entry of the correction. */
  readonly id: string;
  readonly at: string;
  readonly day: LocalDay;
  readonly amount: Dong;
}

/** What became of the money of one receipt: dong that it was for, and what each reduction took from it. */
export interface ReceiptShare {
  readonly receipt: Receipt;
  readonly taken: readonly { readonly id: string; readonly amount: Dong }[];
}

const reduction = (id: string, at: string, amount: Dong): Reduction => ({
  ...{ id, at, amount },
  day: localDay(new Date(at)),
});

type Money = Pick<Bill, 'payments' | 'refunds'>;

const correctionOf = ({ payment, at, applied }: Bill['payments'][number]): Reduction =>
  reduction(payment, at, dong(-applied));

/** In the order in which they were posted: a bill of which something was refunded is neither corrected nor paid again. */
export const reductionsOf = ({ payments, refunds = [] }: Money): Reduction[] => [
  ...payments.filter(({ applied }) => applied < 0).map(correctionOf),
  ...refunds.map(({ refund, at, amount }) => reduction(refund, at, amount)),
];

/** The same as the ledger has it: undefined for an entry that gives no money of a bill back. */
export function reductionBy({ id, at, day, kind, bill, refund, postings }: Entry): Reduction | undefined {
  if (bill === undefined || (kind !== 'refund-approved' && kind !== 'bill-corrected')) return undefined;
  const isBack = (account: string): boolean =>
    kind === 'refund-approved' ? account === accounts.refundPayable : account.startsWith(accounts.deposit(''));
  const amount = dong(-sumDong(postings.filter(({ account }) => isBack(account)).map((posting) => posting.amount)));
  return amount > 0 ? { id: refund ?? id, at, day, amount } : undefined;
}

/**
 * Which receipts each reduction took from: the latest given before it that has something left, then the one before.
 * What came first is told by the order of the bill's payments and not by their instants: money that lay in suspense
 * bears the instant at which it came. Whatever comes later changes nothing of what earlier ones took.
 */
export function sharesOf(bill: Money, receipts: readonly Receipt[]): ReceiptShare[] {
  const shares: { receipt: Receipt; left: number; taken: { id: string; amount: Dong }[] }[] = [];
  const take = ({ id, amount }: Reduction): void => {
    let rest: number = amount;
    for (const share of shares.toReversed()) {
      const part = Math.min(rest, share.left);
      if (part === 0) continue;
      share.left -= part;
      rest -= part;
      share.taken.push({ id, amount: dong(part) });
    }
  };
  for (const money of bill.payments) {
    const receipt = receipts.find(({ payment }) => payment === money.payment);
    if (receipt) shares.push({ receipt, left: receipt.amount, taken: [] });
    else if (money.applied < 0) take(correctionOf(money));
  }
  for (const one of reductionsOf({ ...bill, payments: [] })) take(one);
  return shares.map(({ receipt, taken }) => ({ receipt, taken }));
}

/** Dong of a receipt that these reductions left. */
export const leftOf = ({ receipt, taken }: ReceiptShare, by: (id: string) => boolean = () => true): Dong =>
  dong(receipt.amount - sumDong(taken.filter(({ id }) => by(id)).map(({ amount }) => amount)));
