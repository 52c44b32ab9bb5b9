import * as z from 'zod';
import { depositChanged, refundApproved } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { refundLimits } from './cash-rules.ts';
import { billOf, decideApproval, RefundId, RefundState } from './refund.ts';
import { reserve } from './refund-money.ts';
import { putRefund, refunds } from './refunds.ts';

export const decideRefund = route('POST /v1/refunds/{refund}/decision', {
  summary: 'An administrator, not the one who asked, approves or rejects a refund; a very large one needs two of them',
  who: ['admin'],
  input: z.strictObject({ refund: RefundId, approve: z.boolean() }),
  output: z.object({
    refund: RefundId,
    /** `requested`: it waits for a second administrator. */
    state: RefundState,
    approvals: z.int(),
  }),
  refuses: [
    'not-found',
    'refund-decided',
    'needs-another-person',
    'balance-too-low',
    'bill-not-paid',
    'bill-refunded',
    'fund-pays-line',
    'more-than-refundable',
  ],
  emits: [refundApproved, depositChanged],
  subject: ({ refund }) => refund,
  async handle({ refund, approve }, world) {
    const found = await refunds(world.table).get(refund);
    if (!found) return refuse('not-found');
    const [at, by] = [world.now.toISOString(), world.caller.id];
    const { approvals: before, person, amount, way, requestedAt } = found.value;
    const today = localDay(world.now);
    const sum = await refunds(world.table).sumOf(person, today);
    const decision = decideApproval(found.value, by, sum.approved, refundLimits(today).oneAdministrator);
    if (isRefusal(decision)) return decision;
    if (!approve) {
      const rejected = { ...found.value, state: 'rejected' as const, rejectedBy: by, decidedAt: at };
      const asked = await refunds(world.table).sumOf(person, localDay(new Date(requestedAt)));
      world.table.commit({ put: [putRefund(rejected, found.version), asked.adding({ asked: -amount })] });
      return { refund, state: 'rejected' as const, approvals: before.length };
    }
    const approvals = [...before, { by, at }];
    if (decision === 'waits') {
      world.table.commit({ put: [putRefund({ ...found.value, approvals }, found.version)] });
      return { refund, state: 'requested' as const, approvals: approvals.length };
    }
    const reserved = await reserve(found, world);
    if (isRefusal(reserved)) return reserved;
    const { put, emitted, parts } = reserved;
    const approved = { ...found.value, state: 'approved' as const, approvals, decidedAt: at, parts };
    const bill = billOf(found.value);
    world.table.commit({
      put: [putRefund(approved, found.version), sum.adding({ approved: amount }), ...put],
      emit: [emit(refundApproved, refund, { refund, person, ...(bill && { bill }), amount, way }), ...emitted],
    });
    return { refund, state: 'approved' as const, approvals: approvals.length };
  },
});
