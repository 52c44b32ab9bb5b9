import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { unsealPayee } from './payee.ts';
import { Payee, RefundId, RefundView, refundView } from './refund.ts';
import { payoutPayload } from './refund-code.ts';
import { refunds } from './refunds.ts';

export const readRefund = route('GET /v1/refunds/{refund}', {
  summary: 'A desk reads a refund: who asked and approved, where it stands, and while it is sent the QR to pay it with',
  who: ['cashier', 'admin'],
  input: z.strictObject({ refund: RefundId }),
  output: RefundView.extend({
    /** The account to pay to. */
    payee: Payee.optional(),
    /** VietQR payload with account, amount and code. */
    payload: z.string().optional(),
  }),
  refuses: ['not-found'],
  needs: ['keys'],
  subject: ({ refund }) => refund,
  async handle({ refund }, world) {
    const found = await refunds(world.table).get(refund);
    if (!found) return refuse('not-found');
    const { state, code, amount } = found.value;
    const payee = await unsealPayee(found.value.payee, world);
    const payload = payee && code && state === 'sent' ? { payload: payoutPayload(payee, code, amount) } : {};
    return { ...refundView(found.value), ...(payee && { payee }), ...payload };
  },
});
