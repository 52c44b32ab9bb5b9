import * as z from 'zod';
import { billPaid, depositChanged, paymentReceived } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { commitPlacement } from './commit-placement.ts';
import { placements, putPlacement } from './placements.ts';
import { RequestVersion, unlessSeen } from './request-version.ts';
import { WorkItemId } from './work-item.ts';

export const decidePlacementRequest = route('POST /v1/work-items/{item}/placement/decision', {
  summary: 'An administrator, not the one who asked, lets unexplained money go where it was asked to, or does not',
  who: ['admin'],
  input: z.strictObject({ item: WorkItemId, approve: z.boolean(), version: RequestVersion }),
  output: z.object({ item: WorkItemId, state: z.enum(['approved', 'rejected']), entry: z.string().optional() }),
  refuses: [
    'not-found',
    'work-item-resolved',
    'nothing-in-suspense',
    'placement-decided',
    'request-changed',
    'bill-already-paid',
    'needs-another-person',
    'month-not-claimed',
    'month-settled',
    'more-than-open',
    'payout-differs',
    'deposit-too-large',
  ],
  emits: [billPaid, depositChanged, paymentReceived],
  subject: ({ item }) => item,
  async handle({ item, approve, version }, world) {
    const found = await placements(world.table).get(item);
    if (!found) return refuse('not-found');
    if (found.value.state !== 'requested') return refuse('placement-decided');
    const changed = unlessSeen(version, found);
    if (changed) return changed;
    if (found.value.requestedBy === world.caller.id) return refuse('needs-another-person');
    const decided = { ...found.value, decidedAt: world.now.toISOString(), decidedBy: world.caller.id };
    if (!approve) {
      world.table.commit({ put: [putPlacement({ ...decided, state: 'rejected' }, found.version)] });
      return { item, state: 'rejected' as const };
    }
    const entry = await commitPlacement({ ...decided, state: 'approved' }, found.version, world);
    return isRefusal(entry) ? entry : { item, state: 'approved' as const, entry };
  },
});
