import * as z from 'zod';
import { Arrival, PriceKind } from '../../shared/contracts/billing.ts';
import { BillId, EncounterId, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { type Coverage, splitVisit } from './benefit.ts';
import { accounts, credit, debit, type Entry, entryOf } from './ledger.ts';
import type { BillState } from './states.ts';
import type { Charge, Visit } from './visit.ts';

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
});
export type BillView = z.infer<typeof BillView>;

/** A bill as it is stored: `link` is the unguessable id alone. */
export interface Bill extends Omit<BillView, 'due'> {
  readonly state: BillState;
}

export const dueOf = ({ state, patientPays, paid }: Pick<Bill, 'state' | 'patientPays' | 'paid'>): Dong =>
  state === 'open' || state === 'part_paid' ? dong(patientPays - paid) : dong(0);

export const billView = (bill: Bill): BillView => ({ ...bill, link: `/bills/${bill.link}`, due: dueOf(bill) });

/** Examination, tests, images, drugs: as a paper bill has them. */
const byKindAndCode = (a: Charge, b: Charge): number =>
  PriceKind.options.indexOf(a.kind) - PriceKind.options.indexOf(b.kind) || (a.code < b.code ? -1 : 1);

interface Draft {
  readonly bill: BillId;
  readonly visit: Visit;
  readonly charges: readonly Charge[];
  readonly level: 'initial' | 'basic' | 'specialised';
  readonly coverage: Coverage | undefined;
  readonly link: string;
  readonly at: string;
}

/**
 * The bill of a visit, before its payment code: every charge split between fund and patient. A patient who owes
 * nothing has paid.
 */
export function draftBill({ bill, visit, charges: unsorted, level, coverage, link, at }: Draft): Bill {
  const charges = unsorted.toSorted(byKindAndCode);
  const split = splitVisit({ day: visit.day, level, coverage }, charges);
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
  };
}

/** What the services of a bill mean to the ledger: patient and fund owe, revenue by kind is earned. */
export function entryOfBill(bill: Bill, id: string, day: LocalDay): Entry {
  const kinds = PriceKind.options.map((kind) => {
    const lines = bill.lines.filter((line) => line.kind === kind);
    return credit(accounts.revenue(kind), sumDong(lines.map((line) => line.total)));
  });
  const postings = [
    debit(accounts.patientReceivable, bill.patientPays),
    debit(accounts.insurerReceivable, bill.fundPays),
    ...kinds,
  ];
  return entryOf({ id, at: bill.issuedAt, day, kind: 'bill-issued', postings, bill: bill.bill });
}
