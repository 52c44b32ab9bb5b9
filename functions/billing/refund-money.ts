import type { Emitted } from '../../shared/kernel/events.ts';
import type { PersonId } from '../../shared/kernel/ids.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Bill } from './bill.ts';
import { bills, putBill } from './bills.ts';
import { deposits } from './deposits.ts';
import { putEntry } from './journals.ts';
import { type Entry, entryOf } from './ledger.ts';
import {
  billOf,
  divideRefund,
  type Refund,
  type RefundSource,
  reservePostings,
  returnPostings,
  stateAfterRefund,
} from './refund.ts';
import { moveBill } from './states.ts';

interface Effects {
  readonly put: readonly Put[];
  readonly emitted: readonly Emitted[];
}
type CannotRefund = Refusal<
  'not-found' | 'balance-too-low' | 'bill-not-paid' | 'bill-refunded' | 'fund-pays-line' | 'more-than-refundable'
>;

/** Whose money it is, and whether so much of it could go back now; whoever approves looks again. */
export async function refundableOf(
  from: RefundSource,
  amount: Dong,
  table: TableReads,
): Promise<{ readonly person: PersonId; readonly bill?: Bill } | CannotRefund> {
  if (from.kind === 'deposit') {
    const held = await deposits(table).balance(from.person);
    return held < amount ? refuse('balance-too-low', String(held)) : { person: from.person };
  }
  const found = await bills(table).get(from.bill);
  if (!found) return refuse('not-found');
  const parts = divideRefund(found.value, amount, from.lines);
  return isRefusal(parts) ? parts : { person: found.value.person, bill: found.value };
}

/**
 * The writes by which approved money is set aside. What they take it from is an item with a version, the deposit or the
 * bill, so two approvals, or an approval and a payment out of the deposit, never take the same dong.
 */
export async function reserve(
  { value: refund }: Item<Refund>,
  world: World,
): Promise<(Effects & { readonly parts: NonNullable<Refund['parts']> }) | CannotRefund> {
  const { table, now, newId } = world;
  const { from, amount, person, refund: id } = refund;
  const bill = billOf(refund);
  const [at, day] = [now.toISOString(), localDay(now)];
  const entry = (parts: NonNullable<Refund['parts']>): Entry =>
    entryOf({
      ...{ id: newId(), at, day, kind: 'refund-approved', refund: id, ...(bill && { bill }) },
      postings: reservePostings(refund, parts),
    });
  if (from.kind === 'deposit') {
    const posted = entry([]);
    const spent = await deposits(table).taking(person, posted);
    return isRefusal(spent) ? spent : { put: [...spent.put, putEntry(posted)], emitted: spent.emitted, parts: [] };
  }
  const found = await bills(table).get(from.bill);
  if (!found) return refuse('not-found');
  const before = found.value;
  const parts = divideRefund(before, amount, from.lines);
  if (isRefusal(parts)) return parts;
  const after: Bill = {
    ...before,
    state: moveBill(before.state, stateAfterRefund(before, amount)),
    refunds: [...(before.refunds ?? []), { refund: id, at, amount, parts }],
  };
  return { put: [putBill(after, found.version), putEntry(entry(parts))], emitted: [], parts };
}

/** The writes by which money that could not be paid out becomes the patient's deposit. */
export async function giveBack(
  refund: Refund,
  { table, now, newId }: World,
): Promise<Effects | Refusal<'deposit-too-large'>> {
  const { person, refund: id } = refund;
  const posted = {
    id: newId(),
    at: now.toISOString(),
    day: localDay(now),
    kind: 'refund-returned' as const,
    refund: id,
  };
  const entry = entryOf({ ...posted, postings: returnPostings(refund) });
  const kept = await deposits(table).adding(person, entry);
  return isRefusal(kept) ? kept : { put: [...kept.put, putEntry(entry)], emitted: kept.emitted };
}
