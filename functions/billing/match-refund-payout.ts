import * as z from 'zod';
import { refundPaid } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { putEntry } from './journals.ts';
import { entryOf } from './ledger.ts';
import { arrivalOf } from './placements.ts';
import { canMove, payoutPostings, RefundId, suspendedOut } from './refund.ts';
import { finish } from './refund-done.ts';
import { refunds } from './refunds.ts';
import { WorkItemId } from './work-item.ts';
import { putResolution, workItems } from './work-items.ts';

export const matchRefundPayout = route('POST /v1/refunds/{refund}/payout-match', {
  summary:
    'An administrator who did not send it finds the payout of a refund among transfers that left without its code',
  who: ['admin'],
  input: z.strictObject({ refund: RefundId, item: WorkItemId }),
  output: z.object({ refund: RefundId, state: z.literal('done'), entry: z.string() }),
  refuses: [
    'not-found',
    'refund-other-way',
    'refund-not-ready',
    'needs-another-person',
    'work-item-resolved',
    'nothing-in-suspense',
    'payout-differs',
  ],
  emits: [refundPaid],
  subject: ({ refund }) => refund,
  async handle({ refund, item }, world) {
    const { table, now, caller } = world;
    const found = await refunds(table).get(refund);
    const work = await workItems(table).find(item);
    if (!found || !work) return refuse('not-found');
    const { state, way, amount, sentBy = [], requestedBy, note } = found.value;
    if (way !== 'transfer') return refuse('refund-other-way');
    if (!canMove(state, 'done')) return refuse('refund-not-ready');
    if ([...sentBy, requestedBy].includes(caller.id)) return refuse('needs-another-person');
    if (await workItems(table).resolution(item)) return refuse('work-item-resolved');
    const arrival = await arrivalOf(work.value, table);
    const left = arrival && suspendedOut(arrival.entry.postings);
    if (!left) return refuse('nothing-in-suspense');
    if (left.amount !== amount) return refuse('payout-differs', String(left.amount));
    const [at, id, { payment }] = [now.toISOString(), world.newId(), arrival.transfer];
    const posted = { id, at, day: localDay(now), kind: 'suspense-placed' as const, payment, refund };
    const done = await finish(found, { payment }, world);
    const end = { outcome: 'matched' as const, note, at, by: caller.id };
    table.commit({
      put: [
        putEntry(entryOf({ ...posted, postings: payoutPostings(amount, left.account) })),
        ...done.put,
        ...(found.value.item === item ? [] : putResolution(work, end)),
      ],
      emit: done.emitted,
    });
    return { refund, state: 'done' as const, entry: id };
  },
});
