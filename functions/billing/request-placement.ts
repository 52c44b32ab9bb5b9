import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { dueOf } from './bill.ts';
import { bills } from './bills.ts';
import { Month } from './insurer-month.ts';
import { flawOfMonth } from './insurer-months.ts';
import { PlacementAsked, PlacementTarget } from './placement.ts';
import { placements, putPlacement, sameOf, waitingOf } from './placements.ts';
import { sentBackBy } from './sent-back.ts';
import { WorkItemId } from './work-item.ts';
import { workItems } from './work-items.ts';

export const requestPlacement = route('POST /v1/work-items/{item}/placement', {
  summary:
    'A cashier asks where unexplained or questioned money goes: a bill, a deposit, insurer, safe; another person decides',
  who: ['cashier', 'admin'],
  input: PlacementAsked,
  output: z.object({
    item: WorkItemId,
    bill: BillId.optional(),
    month: Month.optional(),
    outgoing: WorkItemId.optional(),
    sameEntry: z.string().optional(),
    sameReference: z.string().optional(),
    to: PlacementTarget,
    amount: Dong,
    state: z.literal('requested'),
  }),
  refuses: [
    'not-found',
    'work-item-resolved',
    'nothing-in-suspense',
    'placement-waiting',
    'bill-already-paid',
    'month-not-claimed',
    'month-settled',
    'more-than-open',
    'payout-differs',
  ],
  subject: ({ item }) => item,
  async handle(input, { table, now, caller }) {
    const { item, to } = input;
    const found = await workItems(table).find(item);
    const bill = 'bill' in input ? input.bill : undefined;
    const target = bill === undefined ? undefined : await bills(table).get(bill);
    if (!found || (bill !== undefined && !target)) return refuse('not-found');
    if (await workItems(table).resolution(item)) return refuse('work-item-resolved');
    const same = input.to === 'same' ? await sameOf(found.value, input, table) : undefined;
    if (isRefusal(same)) return same;
    const waiting = same ?? (await waitingOf(found.value, table));
    if (!waiting) return refuse('nothing-in-suspense');
    if (target && to === 'bill' && dueOf(target.value) === 0) return refuse('bill-already-paid');
    const flaw = input.to === 'insurer' ? await flawOfMonth(input.month, waiting.amount, table) : undefined;
    if (flaw) return flaw;
    const back = input.to === 'sent-back' ? await sentBackBy(input.outgoing, waiting.amount, table) : undefined;
    if (isRefusal(back)) return back;
    const before = await placements(table).get(item);
    if (before && before.value.state !== 'rejected') return refuse('placement-waiting');
    const asked = { ...input, requestedAt: now.toISOString(), requestedBy: caller.id } as const;
    table.commit({ put: [putPlacement({ ...asked, state: 'requested' }, before?.version ?? 'absent')] });
    const { note: _, ...placed } = input;
    return { ...placed, amount: waiting.amount, state: 'requested' as const };
  },
});
