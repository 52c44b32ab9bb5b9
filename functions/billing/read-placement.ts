import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { PlacementTarget } from './placement.ts';
import { placements, sameOf, waitingOf } from './placements.ts';
import { RequestVersion } from './request-version.ts';
import { WorkItemId } from './work-item.ts';
import { workItems } from './work-items.ts';

export const readPlacement = route('GET /v1/work-items/{item}/placement', {
  summary:
    'A desk sees where unexplained money was asked to go, how much, by whom and why: what a decision is given on',
  who: ['cashier', 'admin'],
  input: z.strictObject({ item: WorkItemId }),
  output: z.object({
    item: WorkItemId,
    bill: BillId.optional(),
    month: z.string().optional(),
    outgoing: WorkItemId.optional(),
    sameEntry: z.string().optional(),
    sameReference: z.string().optional(),
    /** What was posted of it: to be compared with `amount`. */
    sameAmount: Dong.optional(),
    sameAt: Instant.optional(),
    to: PlacementTarget,
    amount: Dong.optional(),
    /** The bank's, of the transfer that arrived. */
    reference: z.string().optional(),
    note: z.string(),
    state: z.enum(['requested', 'approved', 'rejected']),
    requestedAt: Instant,
    requestedBy: z.string(),
    decidedAt: Instant.optional(),
    decidedBy: z.string().optional(),
    /** To be given with the decision. */
    version: RequestVersion,
  }),
  refuses: ['not-found'],
  subject: ({ item }) => item,
  async handle({ item }, { table }) {
    const found = await placements(table).get(item);
    const work = await workItems(table).find(item);
    if (!found || !work) return refuse('not-found');
    const same = found.value.to === 'same' ? await sameOf(work.value, found.value, table) : undefined;
    const first = same && !isRefusal(same) ? same : undefined;
    const amount = first?.amount ?? (await waitingOf(work.value, table))?.amount;
    const { reference } = work.value;
    const { entry: _, ...asked } = found.value;
    return {
      ...asked,
      ...(amount !== undefined && { amount }),
      ...(reference !== undefined && { reference }),
      ...(first && { sameAmount: first.first.amount, sameAt: first.first.receivedAt }),
      version: found.version,
    };
  },
});
