import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import { end } from './key-order.ts';
import type { Resolution, WorkItem } from './work-item.ts';

const open = 'WORK-OPEN';
const itemKey = (id: string): Key => ({ pk: `WORK#${id}`, sk: 'ITEM' });
const resolutionKey = (id: string): Key => ({ pk: `WORK#${id}`, sk: 'RESOLUTION' });
const skOf = (item: WorkItem): string => `${item.at}#${item.id}`;

export const workItems = (table: TableReads) => ({
  find: (id: string) => table.get<WorkItem>(itemKey(id)),
  resolution: async (id: string): Promise<Resolution | undefined> =>
    (await table.get<Resolution>(resolutionKey(id)))?.value,
  /** Open ones, newest first; `after` is `next` of the page before. */
  async open(limit: number, after: string | undefined): Promise<{ items: WorkItem[]; next: string | undefined }> {
    const range = { from: '0', to: after ?? end, descending: true };
    const page = await table.query<WorkItem>({ index: 'index1', pk: open, ...range, limit });
    const items = page.items.map((item) => item.value);
    const last = items.at(-1);
    return { items, next: page.next !== undefined && last ? skOf(last) : undefined };
  },
});

export const putWorkItem = (item: WorkItem): Put => ({
  key: itemKey(item.id),
  value: item,
  expect: 'absent',
  index1: { pk: open, sk: skOf(item) },
});

/** What was done is written beside the item, once and for ever; the item itself stays and leaves the list of open ones. */
export const putResolution = ({ key, version, value }: Item<WorkItem>, resolution: Resolution): Put[] => [
  { key, value, expect: version },
  { key: resolutionKey(value.id), value: resolution, expect: 'absent' },
];
