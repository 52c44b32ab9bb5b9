import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { canMove, RefundId } from './refund.ts';
import { claimRefundCode } from './refund-code.ts';
import { putRefund, putRefundCode, refunds } from './refunds.ts';

export const sendRefund = route('POST /v1/refunds/{refund}/transfer', {
  summary:
    'Whoever pays an approved refund by bank marks it as sent first and gets the code to pay with; reading it shows the QR',
  who: ['cashier', 'admin'],
  input: z.strictObject({ refund: RefundId }),
  output: z.object({
    refund: RefundId,
    state: z.literal('sent'),
    amount: Dong,
    /** Must stand in the text of the transfer: by it the bank's notice or statement completes the refund. */
    code: z.string(),
  }),
  refuses: ['not-found', 'refund-other-way', 'refund-not-ready'],
  needs: ['keys', 'directory'],
  claims: ['payment-code'],
  subject: ({ refund }) => refund,
  async handle({ refund }, world) {
    const found = await refunds(world.table).get(refund);
    if (!found) return refuse('not-found');
    const { way, state, amount, code: before, sentBy = [] } = found.value;
    if (way !== 'transfer') return refuse('refund-other-way');
    if (!canMove(state, 'sent')) return refuse('refund-not-ready');
    // A transfer that failed is sent anew with the same code: should the first one go through after all, it is found.
    const code = before ?? (await claimRefundCode(refund, world));
    const sent = {
      state: 'sent' as const,
      code,
      sentAt: world.now.toISOString(),
      sentBy: [...new Set([...sentBy, world.caller.id])],
    };
    world.table.commit({
      put: [
        putRefund({ ...found.value, ...sent }, found.version),
        ...(before === undefined ? [putRefundCode(code, refund)] : []),
      ],
    });
    return { refund, state: 'sent' as const, amount, code };
  },
});
