import { BillId } from '../../shared/kernel/ids.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import { bills } from './bills.ts';
import type { Refund } from './refund.ts';
import { putRefund, refunds } from './refunds.ts';
import type { WorkItem } from './work-item.ts';
import { putResolution, workItems } from './work-items.ts';

/**
 * The open case that a refund answers, with the write that ties the two: one case is refunded once, at most what it is
 * about, and to its own patient.
 */
export async function answeredItem(
  id: string,
  amount: Dong,
  person: string,
  table: TableReads,
): Promise<
  | { readonly item: WorkItem; readonly put: (refund: string) => Put }
  | Refusal<'not-found' | 'work-item-resolved' | 'refund-waiting' | 'more-than-refundable'>
> {
  const item = (await workItems(table).find(id))?.value;
  if (!item) return refuse('not-found');
  if (await workItems(table).resolution(id)) return refuse('work-item-resolved');
  const bill = item.bill === undefined ? undefined : await bills(table).get(BillId.parse(item.bill));
  if (bill && bill.value.person !== person) return refuse('not-found');
  if (item.amount !== undefined && amount > item.amount) return refuse('more-than-refundable', String(item.amount));
  const { refund, put } = await refunds(table).ofItem(id);
  if (refund && refund.state !== 'rejected' && refund.state !== 'returned') return refuse('refund-waiting');
  return { item, put };
}

/**
 * The writes that tie a refund to a case that it paid back without being asked for it: one that is done, of the case's
 * patient, of at least its amount, and that answers no other case. The refund that was asked for the case needs no name.
 */
export async function refundAnswering(
  { id, bill, amount }: WorkItem,
  named: string | undefined,
  table: TableReads,
): Promise<Put[] | Refusal<'refund-not-done'>> {
  const asked = await refunds(table).ofItem(id);
  if (named === undefined) return asked.refund?.state === 'done' ? [] : refuse('refund-not-done');
  const found = await refunds(table).get(named);
  const of = bill === undefined ? undefined : await bills(table).get(BillId.parse(bill));
  if (found?.value.state !== 'done' || found.value.person !== of?.value.person) return refuse('refund-not-done');
  if (found.value.item !== undefined) return found.value.item === id ? [] : refuse('refund-not-done');
  if (found.value.amount < (amount ?? 0)) return refuse('refund-not-done');
  return [putRefund({ ...found.value, item: id }, found.version), asked.put(named)];
}

/** The end of the case that a refund answered, written when the money is gone; nothing when somebody ended it before. */
export async function putAnswered({ item, note }: Refund, at: string, by: string, table: TableReads): Promise<Put[]> {
  const work = item === undefined ? undefined : await workItems(table).find(item);
  if (!work || (await workItems(table).resolution(work.value.id))) return [];
  return putResolution(work, { outcome: 'refunded', note, at, by });
}
