import { dong, sumDong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import type { Bill } from './bill.ts';
import { patientLines, totalOf } from './invoice.ts';
import { type InvoicedDay, invoices, putInvoicedDay } from './invoices.ts';
import type { InvoiceDraft } from './issue-invoices.ts';
import { leftOf, type ReceiptShare, type Reduction, reductionsOf, sharesOf } from './receipt-shares.ts';
import { receipts } from './receipts.ts';

/** A day as invoices know it, and the version to write it by. */
export interface VersionedDay {
  readonly day: InvoicedDay;
  readonly expect: Put['expect'];
}

/** The receipts of a bill, what was given back of them, and the days on which either was. */
interface InvoicedBill {
  readonly shares: readonly ReceiptShare[];
  readonly reductions: readonly Reduction[];
  readonly days: ReadonlyMap<LocalDay, VersionedDay>;
}

const emptyDay = (day: LocalDay): InvoicedDay => ({ day, asked: [], gathered: false, reduced: [], done: false });

export async function invoicedDay(day: LocalDay, table: TableReads): Promise<VersionedDay> {
  const found = await invoices(table).day(day);
  return { day: found?.value ?? emptyDay(day), expect: found?.version ?? 'absent' };
}

export async function invoicedBill(bill: Bill, table: TableReads): Promise<InvoicedBill> {
  const found = await Promise.all(bill.receipts.map((number) => receipts(table).get(number)));
  const paid = found.filter((one) => one !== undefined).filter(({ amount }) => amount > 0);
  const reductions = reductionsOf(bill);
  const named = [...new Set([...paid, ...reductions].map(({ day }) => day))];
  const days = await Promise.all(named.map((day) => invoicedDay(day, table)));
  return { shares: sharesOf(bill, paid), reductions, days: new Map(days.map((one) => [one.day.day, one])) };
}

/** The invoice over a receipt: its own, or the one of its day; undefined as long as there is none. */
export function coverOf({ receipt, day }: ReceiptShare['receipt'], { days }: InvoicedBill): string | undefined {
  const known = days.get(day)?.day;
  return known?.asked.find((one) => one.receipt === receipt)?.invoice ?? known?.invoice;
}

/**
 * The invoice of a patient who asks for one: what the patient paid of each service, without what was given back before.
 * Receipts and reductions must say the same sum as the lines of the bill.
 */
export function draftPatientInvoice(
  bill: Bill,
  { shares }: InvoicedBill,
  buyer: string,
): InvoiceDraft | Refusal<'invoice-bill-unpaid' | 'nothing-to-invoice' | 'invoice-differs'> {
  if (bill.state !== 'paid' && bill.state !== 'refunded_part' && bill.state !== 'refunded')
    return refuse('invoice-bill-unpaid');
  const lines = patientLines(bill);
  if (lines.length === 0) return refuse('nothing-to-invoice');
  const paid = sumDong(shares.map((share) => leftOf(share)));
  if (paid !== totalOf(lines)) return refuse('invoice-differs', String(paid));
  return { kind: 'patient', lines, buyer, bill: bill.bill };
}

/**
 * The writes by which the receipts of a bill are covered by an invoice of their own and by the day's no longer, and by
 * which what was given back before is worked off: that invoice is already without it.
 */
export const putAsked = ({ shares, reductions, days }: InvoicedBill, invoice: string): Put[] =>
  [...days.values()].map(({ day, expect }) => {
    const own = shares.filter(({ receipt }) => receipt.day === day.day);
    const back = reductions.filter((one) => one.day === day.day && !day.reduced.includes(one.id));
    const asked = [...day.asked, ...own.map(({ receipt: { receipt } }) => ({ receipt, invoice }))];
    return putInvoicedDay({ ...day, asked, reduced: [...day.reduced, ...back.map(({ id }) => id)] }, expect);
  });

/**
 * What makes the invoice of a day less by receipts that get an invoice of their own: all that it still holds of them.
 * @returns undefined when nothing of them is left on it
 */
export function takenFromDay(day: InvoicedDay, of: InvoicedBill, adjusts: string): InvoiceDraft | undefined {
  const shares = of.shares.filter(({ receipt }) => receipt.day === day.day);
  const isWorkedOff = (id: string): boolean => [...of.days.values()].some((one) => one.day.reduced.includes(id));
  const amount = dong(-sumDong(shares.map((share) => leftOf(share, isWorkedOff))));
  if (amount === 0) return undefined;
  const text = `Giảm phần của biên lai ${shares.map(({ receipt }) => receipt.receipt).join(', ')}, người bệnh lấy hoá đơn riêng`;
  return { kind: 'adjustment', lines: [{ text, quantity: 1, amount }], adjusts, reason: text };
}
