import type { Emitted } from '../../shared/kernel/events.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Condition, Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { bills } from './bills.ts';
import type { Hospital } from './hospitals.ts';
import { adjust, replace } from './invoice.ts';
import { boundOf, linesInForce, withinBound } from './invoice-bound.ts';
import type { InvoiceChange } from './invoice-change.ts';
import { type Holding, invoices, putBillInvoice, putStanding } from './invoices.ts';
import { type InvoiceDraft, issueInvoices } from './issue-invoices.ts';
import { draftPatientInvoice, invoicedBill, putAsked, takenFromDay } from './patient-invoice.ts';

export const changeRefusals = [
  'not-found',
  'invoice-replaced',
  'invoice-adjusted',
  'invoice-is-adjustment',
  'invoice-change-waiting',
  'more-than-invoiced',
  'more-than-paid',
] as const;

type CannotCommit = Refusal<
  (typeof changeRefusals)[number] | 'invoice-bill-unpaid' | 'nothing-to-invoice' | 'invoice-differs'
>;

interface Committed {
  readonly issued: readonly string[];
  readonly put: readonly Put[];
  readonly emitted: readonly Emitted[];
  /** What must still be as it was read. */
  readonly relies: readonly Condition[];
}

/** The writes of an approved adjustment or replacement: the new invoice, and how the original stands from now on. */
async function changeInvoice(
  { change, kind, invoice: number = '', lines, buyer, reason }: InvoiceChange,
  hospital: Hospital,
  world: World,
): Promise<Committed | CannotCommit> {
  const found = await invoices(world.table).get(number);
  const standing = await invoices(world.table).standing(number);
  if (!found || !standing) return refuse('not-found');
  const held = kind === 'adjustment' ? await linesInForce(found.value, standing.value, world.table) : [];
  const bound = await boundOf(found.value, world.table);
  const beyond = withinBound(lines, held, bound);
  if (beyond) return beyond;
  const { bill, buyer: bought, gathers, receipts: gathered, month } = found.value;
  const named = buyer ?? bought;
  const about = { lines, reason, ...(named !== undefined && { buyer: named }), ...(bill && { bill }) };
  const stays = { ...(gathers && { gathers }), ...(gathered && { receipts: gathered }), ...(month && { month }) };
  const draft =
    kind === 'adjustment'
      ? ({ kind, ...about, adjusts: number } as const)
      : ({ kind: 'replacement', ...about, ...stays, replaces: number } as const);
  const { issued, put, emitted } = await issueInvoices([draft], hospital, world);
  const [made] = issued;
  if (!made) return refuse('not-found');
  const after =
    kind === 'adjustment'
      ? adjust(found.value, standing.value, made.total, made.invoice, change)
      : replace(found.value, standing.value, made.invoice, change);
  if (isRefusal(after)) return after;
  return {
    issued: [made.invoice],
    put: [...put, putStanding(number, after, standing.version)],
    emitted,
    relies: bound.relies,
  };
}

/**
 * The writes by which a patient gets an invoice after the day's was made: theirs, and an adjustment that takes the same
 * sum from each day's invoice that held it, so that every receipt is invoiced once.
 */
async function patientAfterDay(
  { change, bill: id, buyer }: InvoiceChange,
  hospital: Hospital,
  world: World,
): Promise<Committed | CannotCommit> {
  const bill = id && (await bills(world.table).get(BillId.parse(id)))?.value;
  const mark = id && (await invoices(world.table).ofBill(id));
  if (!bill || !mark || buyer === undefined) return refuse('not-found');
  const of = await invoicedBill(bill, world.table);
  const own = draftPatientInvoice(bill, of, buyer);
  if (isRefusal(own)) return own;
  const held: Holding[] = [];
  const taken: InvoiceDraft[] = [];
  for (const { day } of of.days.values()) {
    const holding = day.invoice === undefined ? undefined : await invoices(world.table).holding(day.invoice);
    const less = holding && takenFromDay(day, of, holding.invoice.invoice);
    if (!less) continue;
    held.push(holding);
    taken.push(less);
  }
  const { issued, put, emitted } = await issueInvoices([own, ...taken], hospital, world);
  const standings: Put[] = [];
  for (const [at, { invoice, standing }] of held.entries()) {
    const made = issued[at + 1];
    const after = made && adjust(invoice, standing.value, made.total, made.invoice, change);
    if (!after) return refuse('not-found');
    if (isRefusal(after)) return after;
    standings.push(putStanding(invoice.invoice, after, standing.version));
  }
  const invoice = issued[0]?.invoice ?? '';
  const marks = [putBillInvoice({ bill: bill.bill, invoice }, mark.version), ...putAsked(of, invoice)];
  return { issued: issued.map((one) => one.invoice), put: [...put, ...standings, ...marks], emitted, relies: [] };
}

export const commitInvoiceChange = (
  change: InvoiceChange,
  hospital: Hospital,
  world: World,
): Promise<Committed | CannotCommit> =>
  change.kind === 'patient' ? patientAfterDay(change, hospital, world) : changeInvoice(change, hospital, world);
