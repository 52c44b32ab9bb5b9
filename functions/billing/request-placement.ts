import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { dueOf } from './bill.ts';
import { bills } from './bills.ts';
import { PlacementTarget, suspendedOf } from './placement.ts';
import { arrivalOf, placements, putPlacement } from './placements.ts';
import { ResolutionNote, WorkItemId } from './work-item.ts';
import { workItems } from './work-items.ts';

export const requestPlacement = route('POST /v1/work-items/{item}/placement', {
  summary: 'A cashier asks that unexplained money is put on a bill or kept for its patient; another person decides',
  who: ['cashier', 'admin'],
  input: z.strictObject({ item: WorkItemId, bill: BillId, to: PlacementTarget, note: ResolutionNote }),
  output: z.object({
    item: WorkItemId,
    bill: BillId,
    to: PlacementTarget,
    amount: Dong,
    state: z.literal('requested'),
  }),
  refuses: ['not-found', 'work-item-resolved', 'nothing-in-suspense', 'placement-waiting', 'bill-already-paid'],
  subject: ({ item }) => item,
  async handle({ item, bill, to, note }, { table, now, caller }) {
    const found = await workItems(table).find(item);
    const target = await bills(table).get(bill);
    if (!found || !target) return refuse('not-found');
    if (await workItems(table).resolution(item)) return refuse('work-item-resolved');
    const arrival = await arrivalOf(found.value, table);
    const suspended = arrival && suspendedOf(arrival.entry);
    if (!suspended) return refuse('nothing-in-suspense');
    if (to === 'bill' && dueOf(target.value) === 0) return refuse('bill-already-paid');
    const before = await placements(table).get(item);
    if (before && before.value.state !== 'rejected') return refuse('placement-waiting');
    const asked = { item, bill, to, note, requestedAt: now.toISOString(), requestedBy: caller.id } as const;
    table.commit({ put: [putPlacement({ ...asked, state: 'requested' }, before?.version ?? 'absent')] });
    return { item, bill, to, amount: suspended.amount, state: 'requested' as const };
  },
});
