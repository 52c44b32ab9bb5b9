import {
  billPaid,
  depositChanged,
  paymentQuestioned,
  paymentReceived,
  refundPaid,
} from '../../shared/contracts/billing.ts';
import { type Emitted, emit } from '../../shared/kernel/events.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import { isRefusal, type Refusal } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { type Claim, type Decision, decideArrival, type ReceivingPlace, surplusAside } from './arrival.ts';
import type { Payment } from './bill.ts';
import { type Claimed, claimOf, type Found, namesAnother } from './claim-of.ts';
import { deposits } from './deposits.ts';
import { accountName, type Hospital, hospitals } from './hospitals.ts';
import { putIntent } from './intents.ts';
import { putEntry } from './journals.ts';
import { accounts, type Entry, entryOf } from './ledger.ts';
import { type Payable, putOnBill } from './money-on-bill.ts';
import type { BankNotice } from './providers/notice.ts';
import { sealRaw } from './raw-notice.ts';
import { transferSeries } from './receipts.ts';
import { bankDayOf, isSameTransfer } from './reference.ts';
import { finish } from './refund-done.ts';
import { putSighting, sightings } from './sightings.ts';
import { provesPayout } from './statement-proof.ts';
import { putLink, putQuestion, putTransfer, type Question, type Transfer, transfers } from './transfers.ts';
import { twinOf } from './twin.ts';
import type { WorkKind } from './work-item.ts';
import { putWorkItem } from './work-items.ts';

/** The events that `settle` may announce; a door that calls it declares them. */
export const settleEmits = [paymentReceived, billPaid, depositChanged, paymentQuestioned, refundPaid] as const;

interface Told {
  /** Where the money lies when a gateway reports it; else it is the hospital's own bank account. */
  readonly merchant?: ReceivingPlace | undefined;
  /** The hospital, where it was read before. */
  readonly hospital?: Hospital | undefined;
  /** The import of the statement that is the only one to tell of it. */
  readonly statement?: string;
  /** Whether this notice may tell again of a movement that came before, beside what both say. */
  readonly mayRepeat?: (seen: Transfer) => boolean;
}

/**
 * Takes a verified notice of a bank to its place: transfer guard, journal entry, intent, bill, receipt, deposit, work
 * item and events in one commit. A transfer that was posted before changes nothing; a known reference with other
 * content posts nothing and calls a person, and so does money that may have been posted under another reference. A
 * question that people ended without posting it is asked anew when anybody else tells of it. The reply to the bank is success in every case.
 * @returns our id of the payment
 */
export async function settle(
  notice: BankNotice,
  raw: Uint8Array,
  world: World,
  { merchant, hospital: known, statement, mayRepeat = () => true }: Told = {},
): Promise<string> {
  const { posted, questions } = await transfers(world.table).of(notice.bankRef);
  const ended: Question[] = [];
  for (const seen of [...posted, ...questions]) {
    const question = questions.find((one) => one === seen && one.endedAt !== undefined);
    if (!isSameTransfer(seen, notice) || !(question || mayRepeat(seen))) continue;
    if (await namesAnother(seen.codes, notice, world)) continue;
    if (!question || isSameWord(question, notice, statement)) return seen.payment;
    ended.push(question);
  }
  const hospital = known ?? (await hospitals(world.table).get());
  const atBank = hospital && { name: accountName(hospital.payTo), account: hospital.payTo.account };
  // What a gateway reports lies with the gateway, and nothing else does.
  const receiving = [merchant ?? atBank].filter((place) => place !== undefined);
  const place = receiving.find(({ account }) => account === notice.account);
  const claimed = await claimOf(notice, world);
  const { codes } = claimed;
  const refund = claimed.found?.is === 'refund' ? claimed.found.refund.value : undefined;
  const isOwnWord = refund && statement !== undefined && !(await provesPayout(statement, refund, world.table));
  // The refund stays on its way, and whoever had no part in it matches the transfer to it.
  const { claim, found }: Claimed = isOwnWord ? { claim: { kind: 'none' }, codes } : claimed;
  const turn = found ? [] : [await sightings(world.table).turn(notice, world.now.toISOString())];
  const doubt = { notice, raw, codes, statement, place: place?.name ?? `unregistered:${notice.account}` };
  if (ended.length > 0) return askAgain(ended, posted.length > 0, doubt, world);
  // Banks number by account. Only where we don't know the account may its reference be another account's, spelt wrong.
  const before = posted.find(({ account }) => account === notice.account) ?? (place ? undefined : posted[0]);
  if (before) return question('reference-reused', before, doubt, world);
  const twin = merchant ? undefined : await twinOf(notice, codes, found, world);
  if (twin?.isCertain) return linkTo(twin.first, doubt, world);
  if (twin) return question('possible-double', twin.first, doubt, world);
  const decision = await decide(notice, receiving, { claim, found }, world);
  const payment = world.newId();
  const transfer = { ...transferOf(notice, await sealRaw(raw, world.keys), payment, world, statement), codes };
  const bill = decision.bill && found?.is === 'bill' ? found.bill.value.bill : undefined;
  const topsUp = found?.is === 'deposit' && decision.deposited > 0;
  const encounter = topsUp ? found.request?.value.encounter : undefined;
  const entry = entryOf({
    id: payment,
    at: transfer.receivedAt,
    day: localDay(world.now),
    kind: decision.refunds ? 'refund-paid' : topsUp ? 'deposit-taken' : 'transfer',
    postings: decision.postings,
    payment,
    reference: notice.bankRef,
    provider: notice.provider,
    ...elsewhen(transfer, world),
    ...(statement !== undefined && { statement }),
    ...(bill && { bill }),
    ...(encounter && { encounter }),
    ...(decision.refunds && found?.is === 'refund' && { refund: found.refund.value.refund }),
  });
  const effects = await effectsOf(found, hospital, decision, transfer, entry, world);
  // `decide` looked at the balance: it grew in between, and the next try finds it so.
  if (isRefusal(effects)) throw new Error('a deposit grew while money for it was being posted');
  const { put, emitted } = effects;
  world.table.commit({
    put: [
      putTransfer(transfer),
      putEntry(entry),
      ...put,
      ...(notice.madeUp || found?.is !== 'bill' ? [putSighting(transfer)] : []),
      ...turn,
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

/**
 * Where the money belongs, unless what is kept for its patient would be more than can be counted exactly: then what its
 * bill does not need goes to suspense and a person is called, as the bank must not be told to send it again for ever.
 */
async function decide(
  notice: BankNotice,
  receiving: readonly ReceivingPlace[],
  { claim, found }: { readonly claim: Claim; readonly found: Found | undefined },
  world: World,
): Promise<Decision> {
  const at = world.now.toISOString();
  const uncounted = () => decideArrival(notice, receiving, { kind: 'none' }, at);
  const intent = claim.kind === 'own' || claim.kind === 'top-up' ? claim.intent : undefined;
  if (intent && !Number.isSafeInteger(intent.received + notice.amount)) return uncounted();
  const decision = decideArrival(notice, receiving, claim, at);
  const person = found?.is === 'bill' ? found.bill.value.person : found?.is === 'deposit' ? found.person : undefined;
  if (person === undefined || decision.deposited === 0) return decision;
  const held = await deposits(world.table).balance(person);
  if (Number.isSafeInteger(held + decision.deposited)) return decision;
  const place = receiving.find(({ account }) => account === notice.account);
  return decision.applied > 0 && place ? surplusAside(decision, accounts.deposit(person), place.name) : uncounted();
}

/** The bank's day, where it is not the day of posting: a line of a statement belongs to that one. */
const elsewhen = (transfer: Transfer, { now }: World) => {
  const bankDay = bankDayOf(transfer);
  return bankDay === localDay(now) ? {} : { bankDay };
};

interface Effects {
  readonly put: readonly Put[];
  readonly emitted: readonly Emitted[];
}
const nothingMore: Effects = { put: [], emitted: [] };

async function effectsOf(
  found: Found | undefined,
  hospital: Hospital | undefined,
  decision: Decision,
  transfer: Transfer,
  entry: Entry,
  world: World,
): Promise<Effects | Refusal<'deposit-too-large'>> {
  if (found?.is === 'deposit') return forDeposit(found, decision, entry, world);
  if (found?.is === 'refund')
    return decision.refunds ? finish(found.refund, { payment: entry.id }, world) : nothingMore;
  return found && hospital ? forBill(found, hospital, decision, transfer, entry, world) : nothingMore;
}

/** What a decision changes on the bill it settles: nothing when the money went elsewhere. */
export async function forBill(
  found: Payable,
  hospital: Hospital,
  decision: Decision,
  transfer: Transfer,
  entry: Entry,
  world: World,
): Promise<Effects | Refusal<'deposit-too-large'>> {
  const { bill, intent, deposited } = decision;
  if (!bill || !intent) return nothingMore;
  const money = paymentOf(transfer, decision);
  const series = transferSeries(found.bill.value.bill);
  const { put, emitted } = await putOnBill(found, hospital, { bill, intent }, money, series, world);
  const kept = deposited > 0 ? await deposits(world.table).adding(found.bill.value.person, entry) : nothingMore;
  if (isRefusal(kept)) return kept;
  return { put: [...put, ...kept.put], emitted: [...emitted, ...kept.emitted] };
}

/** What is kept for a patient, and the request that it answers: nothing when the money went elsewhere. */
async function forDeposit(
  { person, request }: Extract<Found, { is: 'deposit' }>,
  { deposited, intent }: Decision,
  entry: Entry,
  world: World,
): Promise<Effects | Refusal<'deposit-too-large'>> {
  if (deposited === 0) return nothingMore;
  const kept = await deposits(world.table).adding(person, entry);
  if (isRefusal(kept)) return kept;
  const { put, emitted } = kept;
  const answered = request && intent ? [putIntent({ ...request.value, ...intent }, request.version)] : [];
  return { put: [...put, ...answered], emitted };
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

const transferOf = (
  notice: BankNotice,
  raw: readonly string[],
  payment: string,
  world: World,
  statement?: string,
): Transfer => ({
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
  ...(notice.madeUp && { madeUp: true }),
  ...(statement !== undefined && { statement }),
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

interface Doubt {
  readonly notice: BankNotice;
  readonly raw: Uint8Array;
  readonly codes: readonly string[];
  readonly place: string;
  readonly statement: string | undefined;
  readonly again?: number;
}

/** A notice that comes again, as providers send it until they are answered, and no other word for what it says. */
const isSameWord = (seen: Question, { provider, providerId }: BankNotice, statement: string | undefined): boolean =>
  seen.provider === provider && seen.providerId === providerId && seen.statement === statement;

/** What people held for nothing new is told by somebody else: they look again. */
const askAgain = (ended: readonly Question[], isReused: boolean, doubt: Doubt, world: World): Promise<string> => {
  const again = Math.max(...ended.map(({ again: before = 0 }) => before)) + 1;
  const payment = ended.at(-1)?.sameAs ?? ended.at(-1)?.firstPayment ?? '';
  return question(isReused ? 'reference-reused' : 'possible-double', { payment }, { ...doubt, again }, world);
};

/** Keeps the notice and calls a person, once for each other content; moves no money. */
async function question(
  kind: 'reference-reused' | 'possible-double',
  first: Pick<Transfer, 'payment'>,
  { notice, raw, codes, place, statement, again }: Doubt,
  world: World,
): Promise<string> {
  const sealed = await sealRaw(raw, world.keys);
  const kept = {
    ...transferOf(notice, sealed, world.newId(), world, statement),
    codes,
    place,
    firstPayment: first.payment,
    ...(again !== undefined && { again }),
  };
  world.table.commit({
    put: [putQuestion(kept), workOn({ kind, amount: notice.amount }, kept, undefined, world)],
    emit: kind === 'reference-reused' ? [questioned(kind, notice, kept.payment)] : [],
  });
  return kept.payment;
}

/** Notes that a posted movement came under this reference too: the guard stands for both, and nothing is posted. */
async function linkTo(
  first: Pick<Transfer, 'reference' | 'payment' | 'receivedAt'>,
  { notice, raw, codes }: Doubt,
  world: World,
): Promise<string> {
  const { payment, receivedAt } = first;
  const same = { ...transferOf(notice, await sealRaw(raw, world.keys), payment, world), codes, receivedAt };
  world.table.commit({ put: [putTransfer(same), putLink(first.reference, notice.bankRef)] });
  return payment;
}
