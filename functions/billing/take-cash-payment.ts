import * as z from 'zod';
import { billPaid, cashTaken } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { bills } from './bills.ts';
import { cashOnBill } from './cash-on-bill.ts';
import { hospitals } from './hospitals.ts';
import { decideDeskPayment, payable } from './money-on-bill.ts';
import { ownSessionOfToday } from './own-session.ts';
import { CashAmount, TillCode } from './till.ts';

export const takeCashPayment = route('POST /v1/bills/{bill}/cash-payments', {
  summary: 'A cashier takes cash for a bill, all or part of what is due, and gives change and a receipt of the till',
  who: ['cashier'],
  input: z.strictObject({ bill: BillId, till: TillCode, amount: CashAmount, tendered: CashAmount }),
  output: z.object({
    bill: BillId,
    payment: z.string(),
    receipt: z.string(),
    amount: Dong,
    /** Dong that go back to whoever paid. */
    change: Dong,
    state: z.enum(['part_paid', 'paid']),
    due: Dong,
  }),
  refuses: [
    'tendered-too-little',
    'till-closed',
    'not-your-till',
    'till-full',
    'session-of-another-day',
    'not-found',
    'account-missing',
    'bill-void',
    'bill-already-paid',
    'more-than-due',
  ],
  emits: [cashTaken, billPaid],
  subject: (_, { payment }) => payment,
  async handle({ bill, till, amount, tendered }, world) {
    if (tendered < amount) return refuse('tendered-too-little');
    const session = await ownSessionOfToday(till, world);
    if (isRefusal(session)) return session;
    const found = await bills(world.table).get(bill);
    if (!found) return refuse('not-found');
    if (found.value.state === 'void') return refuse('bill-void');
    const hospital = await hospitals(world.table).get();
    if (!hospital) return refuse('account-missing');
    const before = await payable(found, world);
    if (!before) return refuse('bill-already-paid');
    const on = decideDeskPayment({ bill: found.value, intent: before.intent.value }, amount);
    if (isRefusal(on)) return on;
    const { payment, receipt, put, emitted } = await cashOnBill(before, hospital, on, amount, session, world);
    const { person, patientPays } = found.value;
    const taken = emit(cashTaken, payment, { payment, bill, person, amount, till, purpose: 'bill' });
    world.table.commit({ put, emit: [taken, ...emitted] });
    const state = on.bill.state === 'paid' ? ('paid' as const) : ('part_paid' as const);
    return {
      bill,
      payment,
      receipt,
      amount,
      change: dong(tendered - amount),
      state,
      due: dong(patientPays - on.bill.paid),
    };
  },
});
