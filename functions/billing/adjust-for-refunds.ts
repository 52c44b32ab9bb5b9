import type { Emitted } from '../../shared/kernel/events.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { type Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { bills } from './bills.ts';
import type { Hospital } from './hospitals.ts';
import { adjust, type InvoiceLine, type Standing } from './invoice.ts';
import { type Holding, type InvoicedDay, invoices, putInvoicedDay, putStanding } from './invoices.ts';
import { type InvoiceDraft, issueInvoices } from './issue-invoices.ts';
import { journals } from './journals.ts';
import { accounts, type Entry } from './ledger.ts';
import { receiptDays } from './patient-invoice.ts';
import { putWorkItem } from './work-items.ts';

/** Each may change an invoice of its own, which is four items of a write of a hundred. */
const most = 20;

/** Dong that an entry sets aside to be paid back of a bill. */
const refundedBy = ({ postings }: Entry): Dong =>
  dong(-sumDong(postings.filter(({ account }) => account === accounts.refundPayable).map(({ amount }) => amount)));

/** Refunds of bills that a day approved. Money out of a deposit was never invoiced. */
const refundsOf = (entries: readonly Entry[]): Entry[] =>
  entries.filter((entry) => entry.kind === 'refund-approved' && entry.bill !== undefined && refundedBy(entry) > 0);

/** The invoices over the receipts of a bill, the latest receipt first. */
async function coversOf(bill: string, table: TableReads): Promise<Holding[]> {
  const found = await bills(table).get(BillId.parse(bill));
  const days = found ? await receiptDays(found.value, table) : [];
  const numbers = days.flatMap(({ day, receipts }) =>
    receipts.map(({ receipt }) => day.asked.find((one) => one.receipt === receipt)?.invoice ?? day.invoice),
  );
  const covers = [...new Set(numbers.reverse())].filter((number) => number !== undefined);
  return (await Promise.all(covers.map((number) => invoices(table).holding(number)))).filter(
    (one) => one !== undefined,
  );
}

/**
 * Refunds of a gathered day make the invoices over their bills less, by one adjustment for each invoice. What cannot be
 * taken from an invoice, because one changes at that moment or holds too little, calls a person.
 */
export async function adjustForRefunds(
  before: { readonly day: InvoicedDay; readonly expect: Put['expect'] },
  hospital: Hospital,
  world: World,
): Promise<{ put: Put[]; emitted: Emitted[] }> {
  const { table } = world;
  const open = refundsOf(await journals(table).of(before.day.day)).filter(({ id }) => !before.day.refunds.includes(id));
  const now = open.slice(0, most);
  const changed = new Map<string, { target: Holding; standing: Standing; lines: InvoiceLine[] }>();
  const put: Put[] = [];
  for (const entry of now) {
    let rest = refundedBy(entry);
    const covers = await coversOf(entry.bill ?? '', table);
    for (const target of covers) {
      const number = target.invoice.invoice;
      const known = changed.get(number);
      const standing = known?.standing ?? target.standing.value;
      const part = dong(Math.min(rest, standing.net));
      if (part === 0) continue;
      const after = adjust(target.invoice, standing, dong(-part), '');
      if (isRefusal(after)) continue;
      const line = { text: `Hoàn tiền theo phiếu ${entry.refund ?? entry.id}`, quantity: 1, amount: dong(-part) };
      const lines = [...(known?.lines ?? []), line];
      changed.set(number, { target, standing: { ...standing, net: after.net }, lines });
      rest = dong(rest - part);
    }
    // A bill of which nothing was invoiced, as its patient paid nothing, needs no adjustment.
    if (rest > 0 && covers.length > 0) put.push(workOn(entry, rest, world));
  }
  const drafts = [...changed].map(([adjusts, { lines }]) => draftOf(adjusts, lines));
  const issued =
    drafts.length > 0 ? await issueInvoices(drafts, hospital, world) : { issued: [], put: [], emitted: [] };
  for (const { adjusts = '', invoice } of issued.issued) {
    const one = changed.get(adjusts);
    if (!one) continue;
    const { target, standing } = one;
    const adjustments = [...standing.adjustments, invoice];
    put.push(putStanding(adjusts, { ...standing, state: 'adjusted', adjustments }, target.standing.version));
  }
  const refunds = [...before.day.refunds, ...now.map(({ id }) => id)];
  const done = open.length <= most;
  return {
    put: [...issued.put, ...put, putInvoicedDay({ ...before.day, refunds, done }, before.expect)],
    emitted: [...issued.emitted],
  };
}

const draftOf = (adjusts: string, lines: readonly InvoiceLine[]): InvoiceDraft => ({
  kind: 'adjustment',
  adjusts,
  lines,
  reason: 'Hoàn tiền cho người bệnh',
});

const workOn = ({ bill, id }: Entry, amount: Dong, world: World): Put =>
  putWorkItem({
    ...{ id: world.newId(), kind: 'invoice-adjustment-due', at: world.now.toISOString(), amount, reference: id },
    ...(bill && { bill }),
  });
