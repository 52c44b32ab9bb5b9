import { localDay } from '../../shared/kernel/time.ts';
import type { Item, Put, TableReads } from '../../shared/ports/table.ts';
import { journals } from './journals.ts';
import type { Entry } from './ledger.ts';
import type { Placement } from './placement.ts';
import { type Transfer, transfers } from './transfers.ts';
import type { WorkItem } from './work-item.ts';

const keyOf = (item: string) => ({ pk: `PLACEMENT#${item}`, sk: 'PLACEMENT' });

export const placements = (table: TableReads) => ({
  get: (item: string): Promise<Item<Placement> | undefined> => table.get<Placement>(keyOf(item)),
});

export const putPlacement = (placement: Placement, expect: Put['expect']): Put => ({
  key: keyOf(placement.item),
  value: placement,
  expect,
});

/** The transfer of which a work item speaks, with the entry that posted it. */
export async function arrivalOf(
  { reference, payment }: WorkItem,
  table: TableReads,
): Promise<{ readonly transfer: Transfer; readonly entry: Entry } | undefined> {
  const transfer = reference === undefined ? undefined : await transfers(table).posted(reference);
  if (!transfer || transfer.payment !== payment) return undefined;
  const { receivedAt } = transfer;
  const entry = await journals(table).find(localDay(new Date(receivedAt)), receivedAt, transfer.payment);
  return entry && { transfer, entry };
}
