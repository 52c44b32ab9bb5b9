import { dong, sumDong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import type { Bill } from './bill.ts';
import { patientLines, totalOf } from './invoice.ts';
import { type InvoicedDay, invoices, putInvoicedDay } from './invoices.ts';
import type { InvoiceDraft } from './issue-invoices.ts';
import { type Receipt, receipts } from './receipts.ts';

/** A Vietnamese day on which receipts of a bill were given, and what invoices know of that day. */
interface ReceiptDay {
  readonly day: InvoicedDay;
  readonly expect: Put['expect'];
  readonly receipts: readonly Receipt[];
}

const emptyDay = (day: LocalDay): InvoicedDay => ({ day, asked: [], gathered: false, refunds: [], done: false });

/** What invoices know of a day, and the version to write it by. */
export async function invoicedDay(
  day: LocalDay,
  table: TableReads,
): Promise<{ readonly day: InvoicedDay; readonly expect: Put['expect'] }> {
  const found = await invoices(table).day(day);
  return { day: found?.value ?? emptyDay(day), expect: found?.version ?? 'absent' };
}

/** The receipts by which a bill was paid, by day. */
export async function receiptDays(bill: Bill, table: TableReads): Promise<ReceiptDay[]> {
  const found = await Promise.all(bill.receipts.map((number) => receipts(table).get(number)));
  const paid = found.filter((one) => one !== undefined).filter(({ amount }) => amount > 0);
  const byDay = Map.groupBy(paid, ({ day }) => day);
  return Promise.all([...byDay].map(async ([day, of]) => ({ ...(await invoicedDay(day, table)), receipts: of })));
}

const paidOn = ({ receipts: of }: ReceiptDay) => sumDong(of.map(({ amount }) => amount));

/**
 * The invoice of a patient who asks for one: what the patient paid of each service. The receipts must say the same sum
 * as the bill.
 */
export function draftPatientInvoice(
  bill: Bill,
  days: readonly ReceiptDay[],
  buyer: string,
): InvoiceDraft | Refusal<'invoice-bill-unpaid' | 'nothing-to-invoice' | 'invoice-differs'> {
  if (bill.state !== 'paid') return refuse('invoice-bill-unpaid');
  const lines = patientLines(bill);
  if (lines.length === 0) return refuse('nothing-to-invoice');
  const paid = sumDong(days.map(paidOn));
  if (paid !== totalOf(lines)) return refuse('invoice-differs', String(paid));
  return { kind: 'patient', lines, buyer, bill: bill.bill };
}

/** The writes by which these receipts are covered by an invoice of their own, and by the day's no longer. */
export const putAsked = (days: readonly ReceiptDay[], invoice: string): Put[] =>
  days.map(({ day, expect, receipts: of }) =>
    putInvoicedDay({ ...day, asked: [...day.asked, ...of.map(({ receipt }) => ({ receipt, invoice }))] }, expect),
  );

/** What makes the invoice of a day less by receipts that get an invoice of their own. */
export function takenFromDay(day: ReceiptDay, adjusts: string): InvoiceDraft {
  const numbers = day.receipts.map(({ receipt }) => receipt).join(', ');
  const text = `Giảm phần của biên lai ${numbers}, người bệnh lấy hoá đơn riêng`;
  return { kind: 'adjustment', lines: [{ text, quantity: 1, amount: dong(-paidOn(day)) }], adjusts, reason: text };
}
