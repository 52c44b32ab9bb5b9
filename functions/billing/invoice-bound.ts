import { BillId } from '../../shared/kernel/ids.ts';
import { type Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Condition, TableReads } from '../../shared/ports/table.ts';
import { bills } from './bills.ts';
import { insurerMonths } from './insurer-months.ts';
import { type Invoice, type InvoiceLine, patientLines, type Standing, totalOf } from './invoice.ts';
import { invoices } from './invoices.ts';
import { coverOf, invoicedBill } from './patient-invoice.ts';
import { leftOf } from './receipt-shares.ts';
import { receipts } from './receipts.ts';

/** What an invoice may say at most, and what that was read from. Dong. */
interface InvoiceBound {
  /** What was received and kept for what it stands for. */
  readonly most: Dong;
  /** The same for each service, where one bill says it. */
  readonly lines: ReadonlyMap<string, Dong>;
  readonly relies: readonly Condition[];
}

const byText = (lines: readonly InvoiceLine[]): Map<string, Dong> => {
  const sums = new Map<string, Dong>();
  for (const { text, amount } of lines) sums.set(text, dong((sums.get(text) ?? 0) + amount));
  return sums;
};

/** The invoice that began a row of replacements: the receipts are known under its number. */
async function originOf(invoice: Invoice, table: TableReads): Promise<Invoice> {
  const before = invoice.replaces === undefined ? undefined : await invoices(table).get(invoice.replaces);
  return before ? originOf(before.value, table) : invoice;
}

/** Bills that are read at the same time. */
const atOnce = 25;

/** Dong left of the receipts of these bills that an invoice covers, refunds and corrections of this moment taken off. */
async function keptUnder(origin: string, ofBills: readonly string[], table: TableReads): Promise<Dong> {
  let kept = dong(0);
  for (let at = 0; at < ofBills.length; at += atOnce) {
    const some = ofBills.slice(at, at + atOnce).map(async (id) => {
      const bill = await bills(table).get(BillId.parse(id));
      if (!bill) return dong(0);
      const of = await invoicedBill(bill.value, table);
      return sumDong(of.shares.filter(({ receipt }) => coverOf(receipt, of) === origin).map((share) => leftOf(share)));
    });
    kept = dong(kept + sumDong(await Promise.all(some)));
  }
  return kept;
}

/**
 * What the payer of an invoice really paid for what it stands for and did not get back: for a patient and for a day the
 * receipts that it covers, less refunds and corrections; for the insurer what it paid of the month, which is settled.
 * The bill of a patient is held by version until the commit. The bills of a day may be more than a commit can hold:
 * money that goes back just then is taken from the invoice in the night after, as any other.
 */
export async function boundOf(invoice: Invoice, table: TableReads): Promise<InvoiceBound> {
  const origin = await originOf(invoice, table);
  if (origin.month !== undefined) {
    const month = await insurerMonths(table).get(origin.month);
    return { most: month?.value.paid ?? dong(0), lines: new Map(), relies: [] };
  }
  if (origin.bill !== undefined) {
    const bill = await bills(table).get(BillId.parse(origin.bill));
    if (!bill) return { most: dong(0), lines: new Map(), relies: [] };
    const most = await keptUnder(origin.invoice, [origin.bill], table);
    const relies = [{ key: bill.key, expect: bill.version }];
    return { most, lines: byText(patientLines(bill.value)), relies };
  }
  const numbers = await invoices(table).receiptsOf(origin.invoice);
  const named = new Set<string>();
  for (let at = 0; at < numbers.length; at += atOnce) {
    const some = numbers.slice(at, at + atOnce).map((number) => receipts(table).get(number));
    for (const one of await Promise.all(some)) if (one?.bill !== undefined) named.add(one.bill);
  }
  return { most: await keptUnder(origin.invoice, [...named], table), lines: new Map(), relies: [] };
}

/** The lines that are in force of an invoice: its own and those of its adjustments. */
export async function linesInForce(
  { lines }: Invoice,
  { adjustments }: Standing,
  table: TableReads,
): Promise<InvoiceLine[]> {
  const found = await Promise.all(adjustments.map((number) => invoices(table).get(number)));
  return [...lines, ...found.flatMap((one) => one?.value.lines ?? [])];
}

/**
 * Whether what is in force stays within what was paid, in all and for each service that the bill names. What only takes
 * is always let through down to nothing: it leads back to the bound where money went back in between. What is added and
 * what is taken are each bounded alone, so that no pair of lines with a total of nothing says more than was ever paid.
 * @param held lines in force before; none for a replacement, which stands alone
 */
export function withinBound(
  lines: readonly InvoiceLine[],
  held: readonly InvoiceLine[],
  { most, lines: ofServices }: InvoiceBound,
): Refusal<'more-than-paid' | 'more-than-invoiced'> | undefined {
  const net = totalOf(held);
  const added = totalOf(lines.filter(({ amount }) => amount > 0));
  const taken = dong(added - totalOf(lines));
  if (taken > net) return refuse('more-than-invoiced', String(net));
  if (added === 0) return undefined;
  if (added > most || net + added - taken > most) return refuse('more-than-paid', String(most));
  const before = byText(held);
  for (const [text, amount] of byText(lines)) {
    const bound = ofServices.get(text);
    if (amount > 0 && bound !== undefined && (before.get(text) ?? 0) + amount > bound)
      return refuse('more-than-paid', `${text}: ${bound}`);
  }
  return undefined;
}
