import type { Envelope } from '../../shared/kernel/events.ts';
import type { BillId, EncounterId } from '../../shared/kernel/ids.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { prices } from './prices.ts';
import { chargesOf, type Ordered } from './visit.ts';
import { notYetBilled, putCharge, visits } from './visits.ts';
import { putWorkItem } from './work-items.ts';

/**
 * Charges what a clinician ordered or prescribed, at the prices of the day of the order: once for each source, however
 * often it is announced. A charge behind the bill is kept and a person is called, as the patient may have left.
 */
export async function chargeOrders(
  encounter: EncounterId,
  items: readonly Ordered[],
  world: World,
  { at }: Envelope,
): Promise<void> {
  const known = visits(world.table);
  const before = new Set((await known.charges(encounter)).map((charge) => charge.source));
  const ordered = items.filter((item) => !before.has(item.source));
  if (ordered.length === 0) return;
  const day = localDay(new Date(at));
  const codes = ordered.map(({ code }) => code);
  const charges = chargesOf(ordered, await prices(world.table).of(codes, day), day);
  const put = charges.map((charge) => putCharge(encounter, charge));
  const bill = await known.bill(encounter);
  if (bill) {
    put.push(afterBill('charge-after-bill', bill, world));
    world.table.commit({ put });
  } else world.table.commit({ put, expect: [notYetBilled(encounter)] });
}

/** Calls a cashier: the bill does not say any more what was charged. */
export const afterBill = (
  kind: 'charge-after-bill' | 'charge-corrected-after-bill',
  bill: BillId,
  world: Pick<World, 'newId' | 'now'>,
): Put => putWorkItem({ id: world.newId(), kind, at: world.now.toISOString(), bill });
