import { billIssued, billPaid } from '../../shared/contracts/billing.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import { dong } from '../../shared/kernel/money.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Condition, Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { type Bill, entryOfBill } from './bill.ts';
import { putBill, putLink } from './bills.ts';
import { coPayments } from './co-payments.ts';
import type { Hospital } from './hospitals.ts';
import { putIntent } from './intents.ts';
import { putEntry } from './journals.ts';
import { putReceipt, receipts, transferSeries } from './receipts.ts';
import { billPayload, claimCode, paymentEnds } from './request-payment.ts';
import { putVisitBill } from './visits.ts';

/**
 * Issues a drafted bill: the bill with its payment request, what it means to the ledger, and the events, in one commit.
 * A bill of which the patient owes nothing is paid at once and gets its receipt.
 * @param unchanged that no desk changed the charges since they were read
 */
export async function commitBill(draft: Bill, hospital: Hospital, unchanged: Condition, world: World): Promise<Bill> {
  const { bill, encounter, person, total, fundPays, patientPays } = draft;
  const day = localDay(world.now);
  const settled = draft.state === 'paid';
  const made = settled ? await receiptOf(draft, world) : await intentOf(draft, hospital, world);
  const issued = { ...made.bill, entry: world.newId() };
  if (!(await world.directory.claim('bill-link', draft.link))) throw new Error(`the link of ${bill} came twice`);
  world.table.commit({
    put: [
      putBill(issued, 'absent'),
      putVisitBill(encounter, bill),
      putLink(issued),
      putEntry(entryOfBill(issued, issued.entry, day)),
      ...(await coPayments(world.table).adding(person, draft.day, draft.coPayment)),
      ...made.put,
    ],
    expect: [unchanged],
    emit: [emit(billIssued, bill, { bill, encounter, person, total, fundPays, patientPays }), ...made.emitted],
  });
  return issued;
}

interface Issued {
  readonly bill: Bill;
  readonly put: readonly Put[];
  readonly emitted: readonly Emitted[];
}

export async function intentOf(draft: Bill, hospital: Hospital, world: World): Promise<Issued> {
  const code = await claimCode(draft.encounter, world);
  const expiresAt = paymentEnds(world.now);
  const payload = billPayload(hospital.payTo, code, draft.patientPays);
  const intent = { code, bill: draft.bill, state: 'open', received: dong(0), expiresAt } as const;
  return { bill: { ...draft, code, payload, expiresAt }, put: [putIntent(intent, 'absent')], emitted: [] };
}

export async function receiptOf(draft: Bill, world: World): Promise<Issued> {
  const { bill, encounter, person, total, fundPays, patientPays } = draft;
  const day = localDay(world.now);
  const { number, put } = await receipts(world.table).following(day, transferSeries(bill));
  const proof = { receipt: number, bill, encounter, person, total, fundPays, patientPays };
  const nothing = dong(0);
  const receipt = { ...proof, at: draft.issuedAt, day, amount: nothing, deposited: nothing, settled: true };
  return {
    bill: { ...draft, receipts: [...draft.receipts, number] },
    put: [put, putReceipt(receipt)],
    emitted: draft.wasPaid ? [] : [emit(billPaid, bill, proof)],
  };
}
