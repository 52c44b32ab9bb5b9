import * as z from 'zod';
import { BillId } from '../../shared/kernel/ids.ts';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import type { Bill } from './bill.ts';

/**
 * A form (1 to 6), C or K for with or without a code of the tax authority, two digits of the year, three letters of the
 * hospital, and a number without gaps in series and year: `1C26TAA-00000001`. The make-up of the symbol is not in our
 * reference: it is what e-invoices of the years before bore, and a setting of the hospital.
 */
export const InvoiceNumber = z.string().regex(/^[1-6][CK]\d{2}[A-Z]{3}-\d{8}$/);

/** The form, symbol and year of a number: a provider numbers within them. */
export const symbolIn = (invoice: string): string => invoice.slice(0, invoice.indexOf('-'));

/**
 * Whom an invoice is for: a patient who asked for one; a day's patients who asked for none; the insurer for a month; or
 * what changes an earlier invoice.
 */
const InvoiceKind = z.enum(['patient', 'day', 'insurer', 'adjustment', 'replacement']);

/** What is invoiced. `amount` is whole dong for the whole quantity; below zero only in an adjustment. */
export const InvoiceLine = z.object({ text: z.string(), quantity: z.int(), amount: Dong });
export type InvoiceLine = z.infer<typeof InvoiceLine>;

const Seller = z.object({
  name: z.string(),
  facilityCode: z.string(),
  taxCode: z.string().optional(),
  address: z.string().optional(),
});

/** What an invoice says, for ever: nothing of it is ever changed. Who bought is sealed. */
export const Invoice = z.object({
  invoice: InvoiceNumber,
  kind: InvoiceKind,
  day: LocalDay,
  issuedAt: Instant,
  by: z.string(),
  seller: Seller,
  buyer: z.string().optional(),
  lines: z.array(InvoiceLine),
  total: Dong,
  bill: BillId.optional(),
  /** The day whose receipts it gathers, and how many they are. */
  gathers: LocalDay.optional(),
  receipts: z.int().optional(),
  /** The month for the insurer, `2026-10`. */
  month: z.string().optional(),
  adjusts: InvoiceNumber.optional(),
  replaces: InvoiceNumber.optional(),
  reason: z.string().optional(),
});
export type Invoice = z.infer<typeof Invoice>;

export const HandOver = z.object({
  state: z.enum(['to-hand-over', 'handed-over', 'registered', 'refused']),
  /** Where the file for the provider lies on the hospital's shelf of exports, and its SHA-256. */
  path: z.string().optional(),
  sha256: z.string().optional(),
  handedOverAt: Instant.optional(),
  answeredAt: Instant.optional(),
  providerNumber: z.string().optional(),
  authorityCode: z.string().optional(),
  reason: z.string().optional(),
  /** The work item that a refusal opened. */
  item: z.string().optional(),
});
export type HandOver = z.infer<typeof HandOver>;

/** How an invoice stands: kept beside it, because an invoice itself never changes. */
export const Standing = z.object({
  state: z.enum(['issued', 'adjusted', 'replaced']),
  /** Its total with all adjustments. */
  net: Dong,
  adjustments: z.array(InvoiceNumber),
  replacedBy: InvoiceNumber.optional(),
  /** A change that waits for another person's decision. */
  change: z.string().optional(),
  handOver: HandOver,
});
export type Standing = z.infer<typeof Standing>;

export const totalOf = (lines: readonly InvoiceLine[]): Dong => sumDong(lines.map(({ amount }) => amount));

/** What the patient pays of each service and was not given back; the fund's part is invoiced to the insurer. */
export function patientLines({ lines, refunds = [] }: Pick<Bill, 'lines' | 'refunds'>): InvoiceLine[] {
  const back = refunds.flatMap(({ parts }) => parts);
  const given = (source: string): Dong =>
    sumDong(back.filter((part) => part.source === source).map(({ amount }) => amount));
  return lines
    .map(({ source, vi, quantity, coPayment, ownPayment }) => ({
      text: vi,
      quantity,
      amount: dong(coPayment + ownPayment - given(source)),
    }))
    .filter(({ amount }) => amount > 0);
}

type CannotChange = Refusal<
  'invoice-replaced' | 'invoice-adjusted' | 'invoice-is-adjustment' | 'invoice-change-waiting' | 'more-than-invoiced'
>;

/** Only what is itself no adjustment and was not replaced can change, one change at a time. */
function changeable({ kind }: Invoice, { state, change }: Standing, own?: string): CannotChange | undefined {
  if (kind === 'adjustment') return refuse('invoice-is-adjustment');
  if (state === 'replaced') return refuse('invoice-replaced');
  if (change !== undefined && change !== own) return refuse('invoice-change-waiting');
  return undefined;
}

/**
 * How an invoice stands after an adjustment by `delta` dong: never below nothing.
 * @param own the change that is being decided, which does not stand in its own way
 */
export function adjust(
  invoice: Invoice,
  standing: Standing,
  delta: Dong,
  by: string,
  own?: string,
): Standing | CannotChange {
  const cannot = changeable(invoice, standing, own);
  if (cannot) return cannot;
  const net = dong(standing.net + delta);
  if (net < 0) return refuse('more-than-invoiced', String(standing.net));
  const { change: _, ...rest } = standing;
  return { ...rest, state: 'adjusted', net, adjustments: [...standing.adjustments, by] };
}

/** How an invoice stands after another one took its place. One that was adjusted goes on being adjusted. */
export function replace(invoice: Invoice, standing: Standing, by: string, own?: string): Standing | CannotChange {
  const cannot = changeable(invoice, standing, own);
  if (cannot) return cannot;
  if (standing.state === 'adjusted') return refuse('invoice-adjusted');
  const { change: _, ...rest } = standing;
  return { ...rest, state: 'replaced', net: dong(0), replacedBy: by };
}
