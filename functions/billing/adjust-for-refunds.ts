import type { Emitted } from '../../shared/kernel/events.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { type Dong, dong } from '../../shared/kernel/money.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { bills } from './bills.ts';
import type { Hospital } from './hospitals.ts';
import { adjust, type InvoiceLine, type Standing } from './invoice.ts';
import { boundOf } from './invoice-bound.ts';
import { type Holding, invoices, putInvoicedDay, putStanding } from './invoices.ts';
import { type InvoiceDraft, issueInvoices } from './issue-invoices.ts';
import { journals } from './journals.ts';
import type { Entry } from './ledger.ts';
import { coverOf, invoicedBill, type VersionedDay } from './patient-invoice.ts';
import { type Reduction, reductionBy } from './receipt-shares.ts';
import { putWorkItem } from './work-items.ts';

/** Each may change two invoices of its own, by three items each, and call a person, in a write of a hundred. */
const most = 12;

/** Dong that a reduction takes from each invoice over the receipts of its bill; without an invoice, from none. */
async function takenOf(bill: string | undefined, id: string, table: TableReads): Promise<ReadonlyMap<string, Dong>> {
  const taken = new Map<string, Dong>();
  const found = bill === undefined ? undefined : await bills(table).get(BillId.parse(bill));
  if (!found) return taken;
  const of = await invoicedBill(found.value, table);
  for (const share of of.shares) {
    const part = share.taken.find((one) => one.id === id)?.amount;
    const cover = coverOf(share.receipt, of);
    if (part !== undefined && cover !== undefined) taken.set(cover, dong((taken.get(cover) ?? 0) + part));
  }
  return taken;
}

interface Changed {
  readonly target: Holding;
  readonly standing: Standing;
  readonly lines: readonly InvoiceLine[];
}

/**
 * What a gathered day gave back of bills makes the invoices over their receipts less, by one adjustment for each invoice,
 * down to what was kept: what people have adjusted already for the same refund is not taken twice. What cannot be taken
 * from an invoice, because one changes at that moment or was not made, calls a person.
 */
export async function adjustForRefunds(
  before: VersionedDay,
  hospital: Hospital,
  world: World,
): Promise<{ put: Put[]; emitted: Emitted[] }> {
  const { table } = world;
  const open = (await journals(table).of(before.day.day)).flatMap((entry) => {
    const reduction = reductionBy(entry);
    return reduction && !before.day.reduced.includes(reduction.id) ? [{ entry, reduction }] : [];
  });
  const now = open.slice(0, most);
  const changed = new Map<string, Changed>();
  const work: Put[] = [];
  const bounds = new Map<string, Dong>();
  for (const { entry, reduction } of now) {
    let rest = reduction.amount;
    for (const [cover, amount] of await takenOf(entry.bill, reduction.id, table)) {
      const target = await invoices(table).holding(cover);
      if (!target) continue;
      const number = target.invoice.invoice;
      const standing = changed.get(number)?.standing ?? target.standing.value;
      const kept = bounds.get(number) ?? (await boundOf(target.invoice, table)).most;
      bounds.set(number, kept);
      // What people took from it already, for this refund, is not taken again.
      const part = dong(Math.min(amount, Math.max(0, standing.net - kept)));
      const after = part === 0 ? undefined : adjust(target.invoice, standing, dong(-part), '');
      if (isRefusal(after)) continue;
      rest = dong(rest - amount);
      if (!after) continue;
      const lines = [...(changed.get(number)?.lines ?? []), lineOf(entry, reduction, part)];
      changed.set(number, { target, standing: { ...standing, net: after.net }, lines });
    }
    if (rest > 0) work.push(workOn(entry, rest, world));
  }
  const drafts = [...changed].map(([adjusts, { lines }]) => draftOf(adjusts, lines));
  const issued = drafts.length > 0 ? await issueInvoices(drafts, hospital, world) : undefined;
  const standings = (issued?.issued ?? []).flatMap(({ adjusts = '', invoice }) => {
    const one = changed.get(adjusts);
    if (!one) return [];
    const adjustments = [...one.standing.adjustments, invoice];
    return [putStanding(adjusts, { ...one.standing, state: 'adjusted', adjustments }, one.target.standing.version)];
  });
  const reduced = [...before.day.reduced, ...now.map(({ reduction }) => reduction.id)];
  const day = putInvoicedDay({ ...before.day, reduced, done: open.length <= most }, before.expect);
  return { put: [...(issued?.put ?? []), ...standings, ...work, day], emitted: [...(issued?.emitted ?? [])] };
}

const lineOf = ({ kind, bill = '' }: Entry, { id }: Reduction, part: Dong): InvoiceLine => ({
  text: kind === 'refund-approved' ? `Hoàn tiền theo phiếu ${id}` : `Giảm do tính lại bảng kê ${bill}`,
  quantity: 1,
  amount: dong(-part),
});

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
