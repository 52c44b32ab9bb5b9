import * as z from 'zod';
import { OneCardText } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { AskedAmount } from './asked-amount.ts';
import { dueOf } from './bill.ts';
import { bills } from './bills.ts';
import { findOneCard, findRefusals } from './find-one-card.ts';
import { payFromDeposit, payFromDepositEmits, payFromDepositRefusals, Spent } from './pay-from-deposit.ts';

export const payBillByCard = route('POST /v1/bills/{bill}/card-payments', {
  summary: 'A patient pays a bill, or a part of it, with the One Card at the till, the desk or a kiosk',
  // Whoever has the card in hand and a machine of the hospital before them; the page behind a link takes no card.
  who: ['cashier', 'reception', 'kiosk'],
  input: z.strictObject({
    bill: BillId,
    /** As scanned, or the number as typed. */
    oneCard: OneCardText,
    /** Dong; what is due unless given. */
    amount: AskedAmount.optional(),
    /** The card of a parent pays for a child: only where a person of the hospital sees both. */
    onBehalf: z.boolean().default(false),
  }),
  output: Spent,
  refuses: [
    'not-found',
    ...findRefusals,
    'card-blocked',
    'card-of-another',
    'behalf-needs-staff',
    ...payFromDepositRefusals,
  ],
  emits: payFromDepositEmits,
  needs: ['directory'],
  subject: ({ bill }) => bill,
  async handle({ bill, oneCard, amount, onBehalf }, world) {
    const atDesk = world.caller.roles.some((role) => role === 'cashier' || role === 'reception');
    if (onBehalf && !atDesk) return refuse('behalf-needs-staff');
    const found = await bills(world.table).get(bill);
    if (!found) return refuse('not-found');
    const card = await findOneCard(oneCard, world);
    if (isRefusal(card)) return card;
    if (card.value.state === 'blocked') return refuse('card-blocked');
    const payer = card.value.person;
    if (payer !== found.value.person && !onBehalf) return refuse('card-of-another');
    return payFromDeposit(found, { payer, amount: dong(amount ?? dueOf(found.value)), card }, world);
  },
});
