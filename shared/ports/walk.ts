import * as z from 'zod';
import type { LocalDay } from '../kernel/time.ts';
import { readAll } from './read-all.ts';
import type { Item, TableReads } from './table.ts';

/** The runtime spreads the audit entries of a day over so many partitions, so that no one of them is hot. */
export const auditShards = 4;
/** Far above what one context of any hospital writes on a day. */
const mostEntries = 1_000_000;

/** Where an audit entry lies in its context's table: by Vietnamese day and shard, 0 to 3. */
export const auditPartition = (day: LocalDay, shard: number): string => `AUDIT#${day}#${shard}`;

/** Where all audit entries of a day lie. */
export const auditPartitions = (day: LocalDay): string[] =>
  Array.from({ length: auditShards }, (_, shard) => auditPartition(day, shard));

/** An entry of a reading, or of a change that only emitted, names no partition. */
const Entry = z.object({ keys: z.array(z.string()).optional() });

/**
 * Every partition that was changed on a day, and the audit entries themselves, in order. Each change names the
 * partitions it wrote in its audit entry, so walking the days finds all a hospital has, and nobody needs a right to
 * scan. Counters are not found this way: they hold numbers only.
 */
export async function partitionsOf(table: TableReads, day: LocalDay): Promise<string[]> {
  const partitions = new Set(auditPartitions(day));
  for (const pk of auditPartitions(day)) {
    for (const entry of await readAll<unknown>(table, { pk }, mostEntries)) {
      for (const key of Entry.parse(entry).keys ?? []) partitions.add(key);
    }
  }
  return [...partitions].sort();
}

/** A place in the walk of one day: the partition, and the item after which it goes on. */
interface Place {
  readonly pk: string;
  readonly after?: string | undefined;
}

/**
 * Items of these partitions in order from `place` on, in pages of at most `most()`; each with the place that follows.
 * Marks of what was done before (`IDEM#`, `INBOX#`) end by themselves within a month and are passed over.
 */
export async function* walk(
  table: TableReads,
  partitions: readonly string[],
  most: () => number,
  place: Place = { pk: '' },
): AsyncGenerator<{ items: readonly Item<object>[]; next: Place }> {
  for (const pk of partitions.filter((one) => one >= place.pk && !/^(IDEM|INBOX)#/.test(one))) {
    let after = pk === place.pk ? place.after : undefined;
    do {
      const page = await table.query<object>({ pk, limit: most(), ...(after === undefined ? {} : { after }) });
      after = page.next;
      yield { items: page.items, next: after === undefined ? { pk: `${pk}\u0001` } : { pk, after } };
    } while (after !== undefined);
  }
}
