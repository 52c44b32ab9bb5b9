import type { Dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Item, TableReads } from '../../shared/ports/table.ts';
import type { Posting } from './ledger.ts';
import { arrivalOf } from './placements.ts';
import { suspendedOut } from './refund.ts';
import type { WorkItem } from './work-item.ts';
import { workItems } from './work-items.ts';

/**
 * The open case of a transfer that left an account and that nobody could explain, of exactly this amount: by it the bank
 * may have returned money that arrived.
 */
export async function sentBackBy(
  outgoing: string,
  amount: Dong,
  table: TableReads,
): Promise<
  | { readonly work: Item<WorkItem>; readonly left: Posting }
  | Refusal<'not-found' | 'work-item-resolved' | 'nothing-in-suspense' | 'payout-differs'>
> {
  const work = await workItems(table).find(outgoing);
  if (!work) return refuse('not-found');
  if (await workItems(table).resolution(outgoing)) return refuse('work-item-resolved');
  const arrival = await arrivalOf(work.value, table);
  const left = arrival && suspendedOut(arrival.entry.postings);
  if (!left) return refuse('nothing-in-suspense');
  return left.amount === amount ? { work, left } : refuse('payout-differs', String(left.amount));
}
