import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { AskedAmount } from './asked-amount.ts';
import { dueOf } from './bill.ts';
import { bills } from './bills.ts';
import { deposits } from './deposits.ts';
import { payFromDeposit, payFromDepositEmits, payFromDepositRefusals, Spent } from './pay-from-deposit.ts';

export const useDepositOnBill = route('POST /v1/bills/{bill}/deposit-uses', {
  summary:
    'At discharge a cashier uses what was paid in advance on the bill, without a card; the rest stays or goes back',
  who: ['cashier'],
  input: z.strictObject({
    bill: BillId,
    /** Dong; unless given, what is due or as much of it as is held. */
    amount: AskedAmount.optional(),
  }),
  output: Spent,
  refuses: ['not-found', ...payFromDepositRefusals],
  emits: payFromDepositEmits,
  subject: ({ bill }) => bill,
  async handle({ bill, amount }, world) {
    const found = await bills(world.table).get(bill);
    if (!found) return refuse('not-found');
    const { person } = found.value;
    const due = dueOf(found.value);
    const held = await deposits(world.table).balance(person);
    if (due > 0 && held === 0) return refuse('balance-too-low', '0');
    return payFromDeposit(found, { payer: person, amount: dong(amount ?? Math.min(due, held)) }, world);
  },
});
