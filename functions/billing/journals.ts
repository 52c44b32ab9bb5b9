import type { LocalDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import { end } from './key-order.ts';
import type { Entry } from './ledger.ts';
import { spread } from './spread.ts';

/** Spreads one hospital's day over partitions, so that no partition limits a morning rush. */
const shards = ['0', '1', '2', '3'] as const;
/** Far above any hospital's day. */
const mostEntries = 100_000;

const pkOf = (day: LocalDay, shard: string): string => `JOURNAL#${day}#${shard}`;
const skOf = ({ at, id }: Entry): string => `${at}#${id}`;
const shardOf = (id: string): string => shards[spread(id, shards.length)] ?? '0';

export const journals = (table: TableReads) => ({
  /** Every entry posted on a Vietnamese day, in order of posting. */
  async of(day: LocalDay): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const shard of shards) entries.push(...(await readAll<Entry>(table, { pk: pkOf(day, shard) }, mostEntries)));
    return entries.sort(byPosting);
  },
  /** Whether anything was posted on a day. */
  async isMoved(day: LocalDay): Promise<boolean> {
    for (const shard of shards) {
      const page = await table.query<Entry>({ pk: pkOf(day, shard), limit: 1 });
      if (page.items.length > 0) return true;
    }
    return false;
  },
  /** One entry, by the instant and the id under which it was posted. */
  find: async (day: LocalDay, at: string, id: string): Promise<Entry | undefined> =>
    (await table.get<Entry>({ pk: pkOf(day, shardOf(id)), sk: `${at}#${id}` }))?.value,
  /** The entries of a day, page by page; `after` is `next` of the page before. */
  async page(
    day: LocalDay,
    limit: number,
    after = '',
  ): Promise<{ entries: readonly Entry[]; next: string | undefined }> {
    const found: Entry[] = [];
    for (const shard of shards) {
      // One more than asked for says whether there is a next page. A blank sorts before all that a key goes on with.
      const range = { from: after === '' ? '0' : `${after} `, to: end };
      const page = await table.query<Entry>({ pk: pkOf(day, shard), ...range, limit: limit + 1 });
      found.push(...page.items.map((item) => item.value));
    }
    const entries = found.sort(byPosting).slice(0, limit);
    const last = entries.at(-1);
    return { entries, next: last && found.length > limit ? skOf(last) : undefined };
  },
});

const byPosting = (a: Entry, b: Entry): number => (skOf(a) < skOf(b) ? -1 : 1);

export const putEntry = (entry: Entry): Put => ({
  key: { pk: pkOf(entry.day, shardOf(entry.id)), sk: skOf(entry) },
  value: entry,
  expect: 'absent',
});
