import { type Arrival, paymentReceived } from '../../shared/contracts/billing.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import { dong } from '../../shared/kernel/money.ts';
import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { World } from '../../shared/ports/world.ts';
import { bills } from './bills.ts';
import { deposits } from './deposits.ts';
import { hospitals } from './hospitals.ts';
import { flawOfMonth, insurerMonths, putMonth } from './insurer-months.ts';
import { putEntry } from './journals.ts';
import { payable } from './money-on-bill.ts';
import {
  decidePlacement,
  depositPostings,
  insurerPostings,
  type Placement,
  placementEntry,
  safePostings,
  sentBackPostings,
} from './placement.ts';
import { putPlacement, sameOf, waitingOf } from './placements.ts';
import { sentBackBy } from './sent-back.ts';
import { forBill } from './settle.ts';
import { putEnded, putTransfer } from './transfers.ts';
import type { Resolution } from './work-item.ts';
import { putResolution, putWorkItem, workItems } from './work-items.ts';

type CannotPlace = Refusal<
  | 'not-found'
  | 'work-item-resolved'
  | 'nothing-in-suspense'
  | 'bill-already-paid'
  | 'month-not-claimed'
  | 'month-settled'
  | 'more-than-open'
  | 'payout-differs'
  | 'deposit-too-large'
>;

const outcomes: Readonly<Record<Placement['to'], Resolution['outcome']>> = {
  bill: 'matched',
  insurer: 'matched',
  safe: 'matched',
  deposit: 'kept-as-deposit',
  'sent-back': 'refunded',
  same: 'matched',
};

/**
 * Puts approved money where it belongs, out of suspense or, when it was told of and never posted, from the bank: entry,
 * bill with receipt or deposit, the decision, and the end of the work item, in one commit. The bill is looked at anew: what was due when it was asked for may be paid by now.
 * @returns the id of the entry
 */
export async function commitPlacement(
  placement: Placement,
  version: number,
  world: World,
): Promise<string | CannotPlace> {
  const { table } = world;
  const work = await workItems(table).find(placement.item);
  const bill = placement.bill === undefined ? undefined : await bills(table).get(placement.bill);
  if (!work) return refuse('not-found');
  if (await workItems(table).resolution(placement.item)) return refuse('work-item-resolved');
  const [at, by] = [world.now.toISOString(), world.caller.id];
  if (placement.to === 'same') {
    const same = await sameOf(work.value, placement, table);
    if (isRefusal(same)) return same;
    const { payment } = same.first;
    const end = { outcome: outcomes.same, note: placement.note, at, by };
    const decided = putPlacement({ ...placement, entry: payment }, version);
    table.commit({ put: [decided, putEnded(same.question, at, payment), ...putResolution(work, end)] });
    return payment;
  }
  const waiting = await waitingOf(work.value, table);
  if (!waiting) return refuse('nothing-in-suspense');
  // Money that was never posted arrives now: its entry is its payment, and its guard stands beside the first's.
  const isNew = waiting.arrival === undefined;
  const transfer = isNew ? { ...waiting.transfer, receivedAt: at } : waiting.transfer;
  const posted = { id: isNew ? transfer.payment : world.newId(), at, day: localDay(world.now) };
  const done = [
    ...(isNew ? [putTransfer(transfer)] : []),
    putPlacement({ ...placement, entry: posted.id }, version),
    ...putResolution(work, {
      outcome: outcomes[placement.to],
      note: placement.note,
      at,
      by,
    }),
  ];
  const arrived = (arrival: Arrival): Emitted[] => {
    const { payment, amount, provider } = transfer;
    const bill = placement.to === 'bill' ? placement.bill : undefined;
    return isNew ? [emit(paymentReceived, payment, { payment, ...(bill && { bill }), amount, arrival, provider })] : [];
  };
  if (placement.month !== undefined) {
    const flaw = await flawOfMonth(placement.month, waiting.amount, table);
    const month = await insurerMonths(table).get(placement.month);
    if (flaw || !month) return flaw ?? refuse('month-not-claimed');
    const entry = placementEntry(placement, waiting, insurerPostings(waiting), posted);
    const paid = dong(month.value.paid + waiting.amount);
    table.commit({
      put: [putEntry(entry), putMonth({ ...month.value, paid }, month.version), ...done],
      emit: arrived('late'),
    });
    return posted.id;
  }
  if (placement.outgoing !== undefined) {
    const back = await sentBackBy(placement.outgoing, waiting.amount, table);
    if (isRefusal(back)) return back;
    const entry = placementEntry(placement, waiting, sentBackPostings(waiting, back.left), posted);
    const end = { outcome: 'matched' as const, note: placement.note, at, by };
    table.commit({ put: [putEntry(entry), ...done, ...putResolution(back.work, end)], emit: arrived('late') });
    return posted.id;
  }
  if (placement.to === 'safe') {
    table.commit({
      put: [putEntry(placementEntry(placement, waiting, safePostings(waiting), posted)), ...done],
      emit: arrived('late'),
    });
    return posted.id;
  }
  if (!bill) return refuse('not-found');
  if (placement.to === 'deposit') {
    const { person } = bill.value;
    const entry = placementEntry(placement, waiting, depositPostings(waiting, person), posted);
    const kept = await deposits(table).adding(person, entry);
    if (isRefusal(kept)) return kept;
    table.commit({ put: [putEntry(entry), ...kept.put, ...done], emit: [...arrived('late'), ...kept.emitted] });
    return posted.id;
  }
  const found = await payable(bill, world);
  const hospital = await hospitals(table).get();
  if (!found || !hospital) return refuse('bill-already-paid');
  const { person } = bill.value;
  const claim = { kind: 'own', person, bill: bill.value, intent: found.intent.value } as const;
  const decision = decidePlacement(waiting, claim, at);
  const entry = placementEntry(placement, waiting, decision.postings, posted);
  const effects = await forBill(found, hospital, decision, transfer, entry, world);
  if (isRefusal(effects)) return effects;
  const { put, emitted } = effects;
  const { payment, reference, provider } = transfer;
  const more = decision.work && { id: world.newId(), at, bill: bill.value.bill, payment, reference, provider };
  table.commit({
    put: [
      putEntry(entry),
      ...put,
      ...done,
      ...(more && decision.work ? [putWorkItem({ ...more, ...decision.work })] : []),
    ],
    emit: [...arrived(decision.arrival), ...emitted],
  });
  return posted.id;
}
