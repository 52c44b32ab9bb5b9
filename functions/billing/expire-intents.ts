import { schedule } from '../../shared/kernel/doors.ts';
import type { Put } from '../../shared/ports/table.ts';
import { dueOf } from './bill.ts';
import { bills } from './bills.ts';
import { intents, isForBill, putIntent } from './intents.ts';
import { isAwaiting, moveIntent } from './states.ts';
import { putWorkItem } from './work-items.ts';

/** Each takes at most two items of a write; the rest waits five minutes. */
const batch = 40;

export const expireIntents = schedule(5, {
  summary: 'Requests for payment past their end are closed; one that was paid in part goes to a cashier',
  tenants: 'each',
  async handle(world) {
    const at = world.now.toISOString();
    const put: Put[] = [];
    for (const { value, version } of await intents(world.table).ended(at, batch)) {
      // The index may lag behind the item; the commit would refuse the old version anyway.
      if (!isAwaiting(value.state)) continue;
      put.push(putIntent({ ...value, state: moveIntent(value.state, 'expired') }, version));
      // What came for a deposit is kept as it came: nothing is left to collect.
      if (value.state !== 'partially_paid' || !isForBill(value)) continue;
      const bill = (await bills(world.table).get(value.bill))?.value;
      const amount = bill && dueOf(bill);
      const id = world.newId();
      put.push(
        putWorkItem({ id, kind: 'part-paid-expired', at, bill: value.bill, ...(amount !== undefined && { amount }) }),
      );
    }
    if (put.length > 0) world.table.commit({ put });
  },
});
