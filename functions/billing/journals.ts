import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import type { Entry } from './ledger.ts';

/** Spreads one hospital's day over partitions, so that no partition limits a morning rush. */
const shards = ['0', '1', '2', '3'] as const;
const pageSize = 1000;
/** Far above any hospital's day; a fuller shard is a bug and must not be cut off in silence. */
const mostPages = 100;

const pkOf = (day: LocalDay, shard: string): string => `JOURNAL#${day}#${shard}`;
/** By the last hex digit of the id, which is random in a UUIDv7. */
const shardOf = (id: string): string => shards[Number.parseInt(id.slice(-1), 16) % shards.length] ?? '0';

export const journals = (table: TableReads) => ({
  /** Every entry posted on a Vietnamese day, in order of posting. */
  async of(day: LocalDay): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const shard of shards) entries.push(...(await readShard(table, pkOf(day, shard))));
    return entries.sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1));
  },
});

async function readShard(table: TableReads, pk: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const found = await table.query<Entry>({ pk, limit: pageSize, ...(after === undefined ? {} : { after }) });
    entries.push(...found.items.map((item) => item.value));
    if (found.next === undefined) return entries;
    after = found.next;
  }
  throw new Error(`journal ${pk} has more than ${mostPages * pageSize} entries`);
}

export const putEntry = (entry: Entry): Put => ({
  key: { pk: pkOf(entry.day, shardOf(entry.id)), sk: `${entry.at}#${entry.id}` },
  value: entry,
  expect: 'absent',
});
