import * as z from 'zod';
import { billPaid, depositChanged } from '../../shared/contracts/billing.ts';
import type { PersonId } from '../../shared/kernel/ids.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { type Bill, dueOf, type Payment } from './bill.ts';
import { deposits } from './deposits.ts';
import { hospitals } from './hospitals.ts';
import { putEntry } from './journals.ts';
import { accounts, credit, debit, entryOf } from './ledger.ts';
import { decideDeskPayment, payable, putOnBill } from './money-on-bill.ts';
import type { OneCard } from './one-card.ts';
import { unchangedCard } from './one-cards.ts';
import { depositSeries } from './receipts.ts';

export const payFromDepositRefusals = ['bill-void', 'bill-already-paid', 'more-than-due', 'balance-too-low'] as const;
export const payFromDepositEmits = [billPaid, depositChanged] as const;

interface Spending {
  /** Whose deposit pays. */
  readonly payer: PersonId;
  readonly amount: Dong;
  /** The card by which it was said to; it must still be live when the money moves. */
  readonly card?: Item<OneCard>;
}

/** What was paid, what is held for the payer after it, and what is still due on the bill. */
export const Spent = z.object({
  payment: z.string(),
  receipt: z.string().optional(),
  amount: Dong,
  balance: Dong,
  due: Dong,
});

/**
 * Pays a bill, or a part of it, out of a deposit: ledger entry, balance, movement, bill, request for payment and receipt
 * in one commit of seven items and the condition on the card. Balance and bill are taken by their versions, so that no
 * dong is spent twice and none is paid too much, however many try at once.
 */
export async function payFromDeposit(
  bill: Item<Bill>,
  { payer, amount, card }: Spending,
  world: World,
): Promise<z.input<typeof Spent> | Refusal<(typeof payFromDepositRefusals)[number]>> {
  if (bill.value.state === 'void') return refuse('bill-void');
  const found = await payable(bill, world);
  const hospital = await hospitals(world.table).get();
  if (!found || !hospital) return refuse('bill-already-paid');
  const on = decideDeskPayment({ bill: bill.value, intent: found.intent.value }, amount);
  if (isRefusal(on)) return on;
  const payment = world.newId();
  const at = world.now.toISOString();
  const entry = entryOf({
    id: payment,
    at,
    day: localDay(world.now),
    kind: 'deposit-used',
    postings: [debit(accounts.deposit(payer), amount), credit(accounts.patientReceivable, amount)],
    bill: bill.value.bill,
    encounter: bill.value.encounter,
    payment,
  });
  const taken = await deposits(world.table).taking(payer, entry);
  if (isRefusal(taken)) return taken;
  const money: Payment = {
    payment,
    at,
    provider: card ? 'one-card' : 'deposit',
    reference: payment,
    amount,
    applied: amount,
    deposited: dong(0),
    arrival: amount === dueOf(bill.value) ? 'exact' : 'less',
    ...(payer !== bill.value.person && { payer }),
  };
  const { put, emitted, receipt } = await putOnBill(found, hospital, on, money, depositSeries, world);
  world.table.commit({
    put: [putEntry(entry), ...taken.put, ...put],
    ...(card && { expect: [unchangedCard(card)] }),
    emit: [...taken.emitted, ...emitted],
  });
  return { payment, receipt, amount, balance: taken.balance, due: dueOf({ ...bill.value, ...on.bill }) };
}
