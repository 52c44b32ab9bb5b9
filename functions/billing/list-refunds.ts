import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { RefundState, RefundView, refundView } from './refund.ts';
import { refunds } from './refunds.ts';

export const listRefunds = route('GET /v1/refunds', {
  summary: 'A desk sees the refunds that stand in one state, the latest first, without the accounts they go to',
  who: ['cashier', 'admin'],
  input: z.strictObject({
    state: RefundState,
    limit: z.coerce.number().int().min(1).max(100).default(50),
    after: z
      .string()
      .regex(/^[0-9TZ:.#a-f-]{1,80}$/)
      .optional(),
  }),
  output: z.object({ items: z.array(RefundView), next: z.string().optional() }),
  async handle({ state, limit, after }, world) {
    const { items, next } = await refunds(world.table).of(state, limit, after);
    return { items: items.map(refundView), ...(next && { next }) };
  },
});
