import * as z from 'zod';
import { depositChanged } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { canMove, RefundId } from './refund.ts';
import { giveBack } from './refund-money.ts';
import { putRefund, refunds } from './refunds.ts';

const Outcome = z.enum(['unknown', 'failed', 'returned']);

export const reportRefundOutcome = route('POST /v1/refunds/{refund}/outcome', {
  summary:
    'A person says that a transfer of a refund failed, that nobody knows, or that the money stays as the patient’s deposit',
  who: ['cashier', 'admin'],
  input: z.strictObject({ refund: RefundId, outcome: Outcome }),
  output: z.object({ refund: RefundId, state: Outcome }),
  refuses: ['not-found', 'refund-not-ready', 'needs-another-person', 'deposit-too-large'],
  emits: [depositChanged],
  subject: ({ refund }) => refund,
  async handle({ refund, outcome }, world) {
    const found = await refunds(world.table).get(refund);
    if (!found) return refuse('not-found');
    if (!canMove(found.value.state, outcome)) return refuse('refund-not-ready');
    // Whoever sent the money, this time or before, does not also say that it never left.
    if (outcome === 'failed' && found.value.sentBy?.includes(world.caller.id)) return refuse('needs-another-person');
    const after = { ...found.value, state: outcome, outcomeBy: world.caller.id };
    const money = outcome === 'returned' ? await giveBack(found.value, world) : { put: [], emitted: [] };
    if (isRefusal(money)) return money;
    world.table.commit({ put: [putRefund(after, found.version), ...money.put], emit: money.emitted });
    return { refund, state: outcome };
  },
});
