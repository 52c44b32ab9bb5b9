import { billPaid, paymentQuestioned, paymentReceived } from '../../shared/contracts/billing.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { type Claim, type Decision, decideArrival, isSameTransfer, type ReceivingPlace } from './arrival.ts';
import type { Payment } from './bill.ts';
import { bills } from './bills.ts';
import { deposits } from './deposits.ts';
import { accountName, type Hospital, hospitals } from './hospitals.ts';
import { intents } from './intents.ts';
import { putEntry } from './journals.ts';
import { entryOf } from './ledger.ts';
import { type Payable, putOnBill } from './money-on-bill.ts';
import { findPaymentCodes } from './payment-code.ts';
import type { BankNotice } from './providers/notice.ts';
import { sealRaw } from './raw-notice.ts';
import { transferSeries } from './receipts.ts';
import { codePrefix } from './request-payment.ts';
import { putQuestion, putTransfer, type Transfer, transfers } from './transfers.ts';
import type { WorkKind } from './work-item.ts';
import { putWorkItem } from './work-items.ts';

/** The events that `settle` may announce; a door that calls it declares them. */
export const settleEmits = [paymentReceived, billPaid, paymentQuestioned] as const;

/**
 * Takes a verified notice of a bank to its place: transfer guard, journal entry, intent, bill, receipt, deposit, work
 * item and events in one commit. A transfer that was posted before changes nothing; a known reference with other
 * content posts nothing and calls a person. The reply to the bank is success in every case.
 * @param merchant where the money lies when a gateway reports it; else it is the hospital's own bank account
 * @returns our id of the payment
 */
export async function settle(
  notice: BankNotice,
  raw: Uint8Array,
  world: World,
  merchant?: ReceivingPlace,
): Promise<string> {
  const seen = await transfers(world.table).posted(notice.bankRef);
  if (seen) return isSameTransfer(seen, notice) ? seen.payment : questionReuse(seen, notice, raw, world);
  const hospital = await hospitals(world.table).get();
  const { claim, found } = await claimOf(notice, world);
  const atBank = hospital && { name: accountName(hospital.payTo), account: hospital.payTo.account };
  // What a gateway reports lies with the gateway, and nothing else does.
  const receiving = [merchant ?? atBank].filter((place) => place !== undefined);
  const decision = decideArrival(notice, receiving, claim, world.now.toISOString());
  const payment = world.newId();
  const transfer = transferOf(notice, await sealRaw(raw, world.keys), payment, world);
  const { put, emitted } = found && hospital ? await forBill(found, hospital, decision, transfer, world) : nothingMore;
  const bill = decision.bill && found?.bill.value.bill;
  world.table.commit({
    put: [
      putTransfer(transfer),
      putEntry(
        entryOf({
          id: payment,
          at: transfer.receivedAt,
          day: localDay(world.now),
          kind: 'transfer',
          postings: decision.postings,
          payment,
          reference: notice.bankRef,
          provider: notice.provider,
          ...(bill && { bill }),
        }),
      ),
      ...put,
      ...(decision.work ? [workOn(decision.work, transfer, bill, world)] : []),
    ],
    emit: [
      emit(paymentReceived, payment, {
        payment,
        ...(bill && { bill }),
        amount: notice.direction === 'in' ? notice.amount : -notice.amount,
        arrival: decision.arrival,
        provider: notice.provider,
      }),
      ...emitted,
      ...(decision.question ? [questioned(decision.question, notice, payment)] : []),
    ],
  });
  return payment;
}

const nothingMore: { put: readonly Put[]; emitted: readonly Emitted[] } = { put: [], emitted: [] };

/**
 * Whose money it is by the code in its text. Text passes the check of a code by chance once in a while, so a code
 * counts only when a bill or the directory knows it.
 */
async function claimOf(notice: BankNotice, world: World): Promise<{ claim: Claim; found?: Payable }> {
  const codes = new Set([...findPaymentCodes(notice.code ?? ''), ...findPaymentCodes(notice.content)]);
  const own: Payable[] = [];
  let elsewhere = false;
  for (const code of codes) {
    if (!code.startsWith(codePrefix)) continue;
    const intent = await intents(world.table).get(code);
    const bill = intent && (await bills(world.table).get(intent.value.bill));
    if (intent && bill) own.push({ intent, bill });
    else {
      const owner = await world.directory.tenantOf('payment-code', code);
      elsewhere ||= owner !== undefined && owner !== world.tenant;
    }
  }
  const [found, another] = own;
  // Two codes in one transfer, also one of ours and one of another hospital's: which was meant is for a person to say.
  if (found && (another || elsewhere)) return { claim: { kind: 'several' } };
  if (!found) return { claim: { kind: elsewhere ? 'other-tenant' : 'none' } };
  const { bill, intent } = found;
  return { claim: { kind: 'own', person: bill.value.person, bill: bill.value, intent: intent.value }, found };
}

/** What a decision changes on the bill it settles: nothing when the money went elsewhere. */
export async function forBill(
  found: Payable,
  hospital: Hospital,
  decision: Decision,
  transfer: Transfer,
  world: World,
) {
  const { bill, intent, deposited } = decision;
  if (!bill || !intent) return nothingMore;
  const money = paymentOf(transfer, decision);
  const { put, emitted } = await putOnBill(found, hospital, { bill, intent }, money, transferSeries, world);
  if (deposited > 0) put.push(await deposits(world.table).adding(found.bill.value.person, deposited));
  return { put, emitted };
}

const paymentOf = (transfer: Transfer, { applied, deposited, arrival }: Decision): Payment => ({
  payment: transfer.payment,
  at: transfer.receivedAt,
  provider: transfer.provider,
  reference: transfer.reference,
  amount: transfer.amount,
  applied,
  deposited,
  arrival,
});

const transferOf = (notice: BankNotice, raw: readonly string[], payment: string, world: World): Transfer => ({
  reference: notice.bankRef,
  payment,
  provider: notice.provider,
  providerId: notice.providerId,
  account: notice.account,
  direction: notice.direction,
  amount: notice.amount,
  receivedAt: world.now.toISOString(),
  bankTime: notice.at.toISOString(),
  raw,
});

const workOn = (
  { kind, amount }: { kind: WorkKind; amount: Dong },
  transfer: Transfer,
  bill: string | undefined,
  world: World,
): Put =>
  putWorkItem({
    id: world.newId(),
    kind,
    at: transfer.receivedAt,
    amount,
    payment: transfer.payment,
    reference: transfer.reference,
    provider: transfer.provider,
    ...(bill && { bill }),
  });

const questioned = (
  reason: 'reference-reused' | 'other-tenant' | 'outgoing-unmatched',
  { provider, bankRef }: BankNotice,
  subject: string,
): Emitted => emit(paymentQuestioned, subject, { reason, provider, reference: bankRef });

/** Keeps the notice and calls a person, once for each other content; moves no money. */
async function questionReuse(seen: Transfer, notice: BankNotice, raw: Uint8Array, world: World): Promise<string> {
  const known = await transfers(world.table).question(notice.bankRef, notice);
  if (known) return known.payment;
  const sealed = await sealRaw(raw, world.keys);
  const question = { ...transferOf(notice, sealed, world.newId(), world), firstPayment: seen.payment };
  world.table.commit({
    put: [
      putQuestion(question),
      workOn({ kind: 'reference-reused', amount: notice.amount }, question, undefined, world),
    ],
    emit: [questioned('reference-reused', notice, question.payment)],
  });
  return question.payment;
}
