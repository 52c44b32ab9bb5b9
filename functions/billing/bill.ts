import * as z from 'zod';
import { Arrival, PriceKind } from '../../shared/contracts/billing.ts';
import { BillId, EncounterId, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { type Coverage, splitVisit } from './benefit.ts';
import { accounts, credit, debit, type Entry, entryOf, type Posting } from './ledger.ts';
import type { BillState } from './states.ts';
import { type Charge, netCharges, type Visit } from './visit.ts';

/** One line of a bill. All amounts are whole dong; fundPays + coPayment + ownPayment = total. */
const BillLine = z.object({
  source: z.string(),
  code: ServiceCode,
  kind: PriceKind,
  vi: z.string(),
  en: z.string(),
  quantity: z.int(),
  price: Dong,
  insurerPrice: Dong,
  coverageRate: z.int(),
  day: LocalDay,
  total: Dong,
  inScope: Dong,
  fundPays: Dong,
  coPayment: Dong,
  ownPayment: Dong,
});

/** Money that came for a bill: `applied` settled it, `deposited` is kept for the patient. */
const Payment = z.object({
  payment: z.string(),
  at: Instant,
  provider: z.string(),
  reference: z.string(),
  amount: Dong,
  applied: Dong,
  deposited: Dong,
  arrival: Arrival,
  /** Whose deposit paid, when it was somebody else's than the patient's. */
  payer: PersonId.optional(),
});
export type Payment = z.infer<typeof Payment>;

/** A bill as a desk sees it. `share` is in hundredths of a percent; `due` is what the patient still has to pay. */
export const BillView = z.object({
  bill: BillId,
  encounter: EncounterId,
  person: PersonId,
  /** The day of the visit. */
  day: LocalDay,
  issuedAt: Instant,
  state: z.enum(['open', 'part_paid', 'paid', 'void', 'refunded_part', 'refunded']),
  share: z.int(),
  reason: z.string(),
  lines: z.array(BillLine),
  total: Dong,
  fundPays: Dong,
  coPayment: Dong,
  ownPayment: Dong,
  patientPays: Dong,
  paid: Dong,
  due: Dong,
  /** Path of the patient's page. */
  link: z.string(),
  /** The payment code in the transfer's text; absent when the patient had nothing to pay. */
  code: z.string().optional(),
  /** VietQR payload for what is due; absent when nothing is. */
  payload: z.string().optional(),
  expiresAt: Instant.optional(),
  payments: z.array(Payment),
  receipts: z.array(z.string()),
  /** What was approved to go back of what the patient paid. */
  refunds: z
    .array(
      z.object({
        refund: z.string(),
        at: Instant,
        amount: Dong,
        parts: z.array(z.object({ source: z.string(), kind: PriceKind, amount: Dong })),
      }),
    )
    .optional(),
  /** 1 as it was issued, one more with each time it was reckoned again. */
  version: z.int(),
});
export type BillView = z.infer<typeof BillView>;

/** What a bill was reckoned with beside its charges. A later statement of insurance changes no bill by itself. */
export interface BillFacts {
  readonly level: 'initial' | 'basic' | 'specialised';
  readonly coverage?: Coverage | undefined;
  /** Dong co-paid in the year of the visit before it. */
  readonly coPaid: Dong;
}

/** A bill as it is stored: `link` is the unguessable id alone. */
export interface Bill extends Omit<BillView, 'due' | 'version'> {
  readonly state: BillState;
  /** Absent on a bill that was never reckoned again. */
  readonly version?: number;
  readonly facts?: BillFacts;
  /** The entry that posted it, and the instants of all entries that changed it since. */
  readonly entry?: string;
  readonly changedAt?: readonly string[];
  /** It was announced as paid once; a bill that is settled again after a correction is not announced again. */
  readonly wasPaid?: true;
}

export const dueOf = ({ state, patientPays, paid }: Pick<Bill, 'state' | 'patientPays' | 'paid'>): Dong =>
  state === 'open' || state === 'part_paid' ? dong(patientPays - paid) : dong(0);

export const versionOf = ({ version }: Pick<Bill, 'version'>): number => version ?? 1;

export const billView = (bill: Bill): BillView => ({
  ...bill,
  link: `/bills/${bill.link}`,
  due: dueOf(bill),
  version: versionOf(bill),
});

/** Examination, tests, images, drugs: as a paper bill has them. */
const byKindAndCode = (a: Charge, b: Charge): number =>
  PriceKind.options.indexOf(a.kind) - PriceKind.options.indexOf(b.kind) || (a.code < b.code ? -1 : 1);

/** Dong: VietQR field 54 holds 13 characters, so that nobody could pay more by code (EMVCo MPM, NAPAS 1.5.2). */
const mostOnBill = 9_999_999_999_999;

/** Whether charges come to more than a bill can ask for, a single line of them included. */
export function isTooLarge(charges: readonly Pick<Charge, 'price' | 'insurerPrice' | 'quantity'>[]): boolean {
  // Quantities and prices are bounded, so that a sum above the bound may be inexact but never falls below it.
  const sumOf = (unit: 'price' | 'insurerPrice') =>
    charges.reduce((sum, charge) => sum + charge[unit] * charge.quantity, 0);
  return sumOf('price') > mostOnBill || sumOf('insurerPrice') > mostOnBill;
}

interface Draft {
  readonly bill: BillId;
  readonly visit: Visit;
  readonly charges: readonly Charge[];
  readonly facts: BillFacts;
  readonly link: string;
  readonly at: string;
}

/**
 * The bill of a visit, before its payment code: what is left of every charge, split between fund and patient. A patient
 * who owes nothing has paid.
 * @returns a refusal when it comes to more than a payment code can ask for
 */
export function draftBill({ bill, visit, charges: all, facts, link, at }: Draft): Bill | Refusal<'amount-too-large'> {
  const charges = netCharges(all).toSorted(byKindAndCode);
  if (isTooLarge(charges)) return refuse('amount-too-large');
  const split = splitVisit({ ...facts, day: visit.day, coverage: facts.coverage }, charges);
  const lines = charges.flatMap((charge, n) => {
    const shares = split.lines[n];
    return shares ? [{ ...charge, ...shares }] : [];
  });
  const patientPays = sumDong([split.sum.coPayment, split.sum.ownPayment]);
  return {
    bill,
    ...visit,
    issuedAt: at,
    state: patientPays === 0 ? 'paid' : 'open',
    share: split.benefit.share,
    reason: split.benefit.reason,
    lines,
    total: split.sum.total,
    fundPays: split.sum.fundPays,
    coPayment: split.sum.coPayment,
    ownPayment: split.sum.ownPayment,
    patientPays,
    paid: dong(0),
    link,
    payments: [],
    receipts: [],
    facts,
  };
}

/** What the services of a bill mean to the ledger: patient and fund owe, revenue by kind is earned. */
export function postingsOfBill(bill: Pick<Bill, 'lines' | 'patientPays' | 'fundPays'>): Posting[] {
  const kinds = PriceKind.options.map((kind) => {
    const lines = bill.lines.filter((line) => line.kind === kind);
    return credit(accounts.revenue(kind), sumDong(lines.map((line) => line.total)));
  });
  return [
    debit(accounts.patientReceivable, bill.patientPays),
    debit(accounts.insurerReceivable, bill.fundPays),
    ...kinds,
  ];
}

export const entryOfBill = (bill: Bill, id: string, day: LocalDay): Entry =>
  entryOf({ id, at: bill.issuedAt, day, kind: 'bill-issued', postings: postingsOfBill(bill), bill: bill.bill });
