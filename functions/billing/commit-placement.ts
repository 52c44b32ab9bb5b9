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
  suspendedOf,
} from './placement.ts';
import { arrivalOf, putPlacement } from './placements.ts';
import { sentBackBy } from './sent-back.ts';
import { forBill } from './settle.ts';
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
>;

const outcomes: Readonly<Record<Placement['to'], Resolution['outcome']>> = {
  bill: 'matched',
  insurer: 'matched',
  safe: 'matched',
  deposit: 'kept-as-deposit',
  'sent-back': 'refunded',
};

/**
 * Moves approved money out of suspense: entry, bill with receipt or deposit, the decision, and the end of the work item,
 * in one commit. The bill is looked at anew: what was due when it was asked for may be paid by now.
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
  const arrival = await arrivalOf(work.value, table);
  const suspended = arrival && suspendedOf(arrival.entry);
  if (!suspended) return refuse('nothing-in-suspense');
  const [at, by] = [world.now.toISOString(), world.caller.id];
  const posted = { id: world.newId(), at, day: localDay(world.now) };
  const done = [
    putPlacement({ ...placement, entry: posted.id }, version),
    ...putResolution(work, {
      outcome: outcomes[placement.to],
      note: placement.note,
      at,
      by,
    }),
  ];
  if (placement.month !== undefined) {
    const flaw = await flawOfMonth(placement.month, suspended.amount, table);
    const month = await insurerMonths(table).get(placement.month);
    if (flaw || !month) return flaw ?? refuse('month-not-claimed');
    const entry = placementEntry(placement, arrival.entry, insurerPostings(suspended), posted);
    const paid = dong(month.value.paid + suspended.amount);
    table.commit({ put: [putEntry(entry), putMonth({ ...month.value, paid }, month.version), ...done] });
    return posted.id;
  }
  if (placement.outgoing !== undefined) {
    const back = await sentBackBy(placement.outgoing, suspended.amount, table);
    if (isRefusal(back)) return back;
    const entry = placementEntry(placement, arrival.entry, sentBackPostings(suspended, back.left), posted);
    const end = { outcome: 'matched' as const, note: placement.note, at, by };
    table.commit({ put: [putEntry(entry), ...done, ...putResolution(back.work, end)] });
    return posted.id;
  }
  if (placement.to === 'safe') {
    table.commit({
      put: [putEntry(placementEntry(placement, arrival.entry, safePostings(suspended), posted)), ...done],
    });
    return posted.id;
  }
  if (!bill) return refuse('not-found');
  if (placement.to === 'deposit') {
    const { person } = bill.value;
    const entry = placementEntry(placement, arrival.entry, depositPostings(suspended, person), posted);
    const { put, emitted } = await deposits(table).adding(person, entry);
    table.commit({ put: [putEntry(entry), ...put, ...done], emit: emitted });
    return posted.id;
  }
  const found = await payable(bill, world);
  const hospital = await hospitals(table).get();
  if (!found || !hospital) return refuse('bill-already-paid');
  const { person } = bill.value;
  const claim = { kind: 'own', person, bill: bill.value, intent: found.intent.value } as const;
  const decision = decidePlacement(suspended, claim, at);
  const entry = placementEntry(placement, arrival.entry, decision.postings, posted);
  const { put, emitted } = await forBill(found, hospital, decision, arrival.transfer, entry, world);
  const { payment, reference, provider } = arrival.transfer;
  const more = decision.work && { id: world.newId(), at, bill: bill.value.bill, payment, reference, provider };
  table.commit({
    put: [
      putEntry(entry),
      ...put,
      ...done,
      ...(more && decision.work ? [putWorkItem({ ...more, ...decision.work })] : []),
    ],
    emit: emitted,
  });
  return posted.id;
}
