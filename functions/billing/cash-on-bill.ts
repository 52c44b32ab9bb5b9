import type { Dong } from '../../shared/kernel/money.ts';
import { dong } from '../../shared/kernel/money.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Hospital } from './hospitals.ts';
import { putEntry } from './journals.ts';
import { accounts, credit, debit, entryOf } from './ledger.ts';
import { type OnBill, type Payable, putOnBill } from './money-on-bill.ts';
import { tillSeries } from './receipts.ts';
import type { TillSession } from './till.ts';
import { putMovement } from './till-sessions.ts';

/** The writes of cash that reaches a bill: bill, receipt of the till, drawer and journal entry. */
export async function cashOnBill(
  before: Payable,
  hospital: Hospital,
  on: OnBill,
  amount: Dong,
  session: Item<TillSession>,
  world: World,
) {
  const { till, session: id } = session.value;
  const { bill, person } = before.bill.value;
  const [at, payment] = [world.now.toISOString(), world.newId()];
  const money = {
    ...{ payment, at, provider: 'cash', reference: payment, amount, applied: amount, deposited: dong(0) },
    arrival: on.bill.state === 'paid' ? ('exact' as const) : ('less' as const),
  };
  const { put, emitted, receipt } = await putOnBill(before, hospital, on, money, tillSeries(till), world);
  if (receipt === undefined) throw new Error(`cash for ${bill} got no receipt`);
  const entry = entryOf({
    ...{ id: payment, at, day: localDay(world.now), kind: 'cash-taken', bill, payment, till, session: id },
    postings: [debit(accounts.cash(till), amount), credit(accounts.patientReceivable, amount)],
  });
  const movement = { movement: payment, at, kind: 'payment' as const, amount, receipt, bill, person };
  return { payment, receipt, put: [...put, putEntry(entry), ...putMovement(session, movement)], emitted };
}
