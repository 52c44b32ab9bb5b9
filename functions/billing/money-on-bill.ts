import { billPaid } from '../../shared/contracts/billing.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import { type Dong, dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Item, Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { type Bill, dueOf, type Payment } from './bill.ts';
import { putBill } from './bills.ts';
import type { Hospital } from './hospitals.ts';
import { type BillIntent, type Intent, intents, putIntent } from './intents.ts';
import { putReceipt, receipts } from './receipts.ts';
import { billPayload } from './request-payment.ts';
import { isAwaiting, moveBill, moveIntent } from './states.ts';

/** A bill and the request for payment behind its code, with the versions that a decision relied on. */
export interface Payable {
  readonly bill: Item<Bill>;
  readonly intent: Item<BillIntent>;
}

/** What money does to a bill and to its request for payment. */
export interface OnBill {
  readonly bill: { readonly state: Bill['state']; readonly paid: Dong };
  readonly intent: { readonly state: Intent['state']; readonly received: Dong };
}

/** The bill with its request for payment, while something is due on it. */
export async function payable(bill: Item<Bill>, { table }: World): Promise<Payable | undefined> {
  const { code } = bill.value;
  const intent = code === undefined || dueOf(bill.value) === 0 ? undefined : await intents(table).ofBill(code);
  return intent && { bill, intent };
}

/**
 * What dong taken at the desk or out of a deposit settle: never more than is due, as whoever pays stands there. A bill
 * settled so ends its waiting request; a transfer that comes after all is late money, kept for the patient.
 */
export function decideDeskPayment(
  { bill, intent }: { bill: Bill; intent: Intent },
  amount: Dong,
): OnBill | Refusal<'bill-already-paid' | 'more-than-due'> {
  const due = dueOf(bill);
  if (due === 0) return refuse('bill-already-paid');
  if (amount > due) return refuse('more-than-due', String(due));
  const settles = amount === due;
  const ended = settles && isAwaiting(intent.state);
  return {
    bill: { state: moveBill(bill.state, settles ? 'paid' : 'part_paid'), paid: dong(bill.paid + amount) },
    intent: { state: ended ? moveIntent(intent.state, 'cancelled') : intent.state, received: intent.received },
  };
}

/**
 * The writes by which money reaches a bill: bill, request for payment, a receipt of `series` for what settled, and the
 * event of a bill that is now paid. The journal entry and the patient's deposit are the caller's.
 */
export async function putOnBill(
  { bill: before, intent }: Payable,
  hospital: Hospital,
  on: OnBill,
  money: Payment,
  series: string,
  world: World,
): Promise<{ put: Put[]; emitted: Emitted[]; receipt: string | undefined }> {
  const put: Put[] = [putIntent({ ...intent.value, ...on.intent }, intent.version)];
  const emitted: Emitted[] = [];
  const { payload: _, ...rest } = before.value;
  const { bill, encounter, person, total, fundPays, patientPays, code } = before.value;
  const due = dueOf({ ...before.value, ...on.bill });
  const payload = code && due > 0 ? { payload: billPayload(hospital.payTo, code, due) } : {};
  let receipt: string | undefined;
  if (money.applied > 0) {
    const day = localDay(world.now);
    const following = await receipts(world.table).following(day, series);
    receipt = following.number;
    const settled = on.bill.state === 'paid';
    const proof = { receipt, bill, encounter, person, total, fundPays, patientPays };
    const { payment, at, applied: amount, deposited } = money;
    put.push(following.put, putReceipt({ ...proof, at, day, amount, deposited, settled, payment }));
    // Settled again after a correction: it was announced before.
    if (settled && !before.value.wasPaid) emitted.push(emit(billPaid, bill, proof));
  }
  const after: Bill = {
    ...rest,
    ...on.bill,
    ...payload,
    payments: [...before.value.payments, money],
    receipts: [...before.value.receipts, ...(receipt === undefined ? [] : [receipt])],
  };
  put.push(putBill(after, before.version));
  return { put, emitted, receipt };
}
