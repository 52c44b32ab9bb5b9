import { billVoided } from '../../shared/contracts/billing.ts';
import { emit } from '../../shared/kernel/events.ts';
import { isRefusal, type Refusal } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Item, Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Bill } from './bill.ts';
import { putBill } from './bills.ts';
import { coPayments } from './co-payments.ts';
import { intents, putIntent } from './intents.ts';
import { putEntry } from './journals.ts';
import { voidBill } from './reckoning.ts';
import { isAwaiting, moveIntent } from './states.ts';
import { visits } from './visits.ts';
import { putVoidRequest, type VoidRequest } from './void-requests.ts';

/**
 * Voids a bill on which nothing was paid: bill, entry, request for payment, the year's co-payments, the decision, and a
 * visit that may be billed anew, in one commit. The bill is looked at anew: money may have come since it was asked for.
 * @returns the id of the entry
 */
export async function commitVoid(
  before: Item<Bill>,
  request: VoidRequest,
  version: number,
  world: World,
): Promise<string | Refusal<'bill-void' | 'bill-has-payments' | 'bill-already-paid'>> {
  const { table } = world;
  const at = world.now.toISOString();
  const done = voidBill(before.value, { id: world.newId(), at, day: localDay(world.now) });
  if (isRefusal(done)) return done;
  const { bill, encounter, person, day, coPayment, code } = before.value;
  const intent = code === undefined ? undefined : await intents(table).ofBill(code);
  const ended: Put[] =
    intent && isAwaiting(intent.value.state)
      ? [putIntent({ ...intent.value, state: moveIntent(intent.value.state, 'cancelled') }, intent.version)]
      : [];
  const unbilled = await visits(table).unbilled(encounter, bill, at);
  table.commit({
    put: [
      putBill(done.bill, before.version),
      putEntry(done.entry),
      putVoidRequest({ ...request, entry: done.entry.id }, version),
      unbilled.put,
      ...ended,
      ...(await coPayments(table).adding(person, day, -coPayment)),
    ],
    remove: unbilled.remove,
    emit: [emit(billVoided, bill, { bill, encounter, person })],
  });
  return done.entry.id;
}
