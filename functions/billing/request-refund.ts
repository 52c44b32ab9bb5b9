import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { cannotReceive } from './banks.ts';
import { refundLimits } from './cash-rules.ts';
import { originalWay, sealPayee } from './payee.ts';
import { type Refund, RefundSource, RefundView, RefundWay, refundView } from './refund.ts';
import { answeredItem } from './refund-item.ts';
import { refundableOf } from './refund-money.ts';
import { putRefund, refunds } from './refunds.ts';
import { CashAmount } from './till.ts';
import { ResolutionNote, WorkItemId } from './work-item.ts';

export const requestRefund = route('POST /v1/refunds', {
  summary: "A cashier asks that money on a patient's deposit or of a paid bill goes back; another person decides",
  who: ['cashier', 'admin'],
  input: z.strictObject({
    from: RefundSource,
    amount: CashAmount,
    way: RefundWay,
    note: ResolutionNote,
    item: WorkItemId.optional(),
  }),
  output: RefundView,
  refuses: [
    'over-refund-limit',
    'not-found',
    'balance-too-low',
    'bill-not-paid',
    'bill-refunded',
    'fund-pays-line',
    'more-than-refundable',
    'work-item-resolved',
    'refund-waiting',
    'payee-needed',
    'bank-unknown',
    'bank-takes-no-transfers',
  ],
  needs: ['keys'],
  subject: (_, { refund }) => refund,
  async handle({ from, amount, way, note, item }, world) {
    const { now, caller, newId, table } = world;
    const { cashierAsks } = refundLimits(localDay(now));
    const closed = way.kind === 'transfer' ? cannotReceive(way.bin) : undefined;
    if (closed) return closed;
    const source = await refundableOf(from, amount, table);
    if (isRefusal(source)) return source;
    const sum = await refunds(table).sumOf(source.person, localDay(now));
    if (sum.asked + amount > cashierAsks && !caller.roles.includes('admin'))
      return refuse('over-refund-limit', String(cashierAsks));
    const answers = item === undefined ? undefined : await answeredItem(item, amount, source.person, table);
    if (isRefusal(answers)) return answers;
    const { bill } = source;
    const paid = way.kind === 'original' ? await originalWay(amount, { item: answers?.item, bill }, world) : undefined;
    if (isRefusal(paid)) return paid;
    const to = paid ?? (way.kind === 'transfer' ? { way: 'transfer' as const, payee: way } : { way: 'cash' as const });
    const refund: Refund = {
      ...{ refund: newId(), state: 'requested', from, person: source.person, amount, way: to.way, note },
      ...('payee' in to && { payee: await sealPayee(to.payee, world) }),
      ...(item !== undefined && { item }),
      ...{ requestedAt: now.toISOString(), requestedBy: caller.id, approvals: [] },
    };
    const answered = answers ? [answers.put(refund.refund)] : [];
    table.commit({ put: [putRefund(refund, 'absent'), sum.adding({ asked: amount }), ...answered] });
    return refundView(refund);
  },
});
