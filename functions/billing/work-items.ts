import type { Put, TableReads } from '../../shared/ports/table.ts';
import type { WorkItem } from './work-item.ts';

const pk = 'WORK';
const skOf = (item: WorkItem): string => `${item.at}#${item.id}`;
/** Behind every instant. */
const end = '~';

export const workItems = (table: TableReads) => ({
  /** Newest first; `after` is `next` of the page before. */
  async newest(limit: number, after: string | undefined): Promise<{ items: WorkItem[]; next: string | undefined }> {
    const page = await table.query<WorkItem>({ pk, to: after ?? end, from: '0', descending: true, limit });
    const items = page.items.map((item) => item.value);
    const last = items.at(-1);
    return { items, next: page.next !== undefined && last ? skOf(last) : undefined };
  },
});

export const putWorkItem = (item: WorkItem): Put => ({ key: { pk, sk: skOf(item) }, value: item, expect: 'absent' });
