import * as z from 'zod';
import type { LocalDay } from '../kernel/time.ts';
import { readAll } from './read-all.ts';
import type { Item, TableReads } from './table.ts';

/** As the runtime spreads the audit entries of a day. */
const auditShards = ['0', '1', '2', '3'] as const;
/** Far above what one context of any hospital writes on a day. */
const mostEntries = 1_000_000;

/** Where the audit entries of a Vietnamese day lie in each context's table. */
export const auditPartitions = (day: LocalDay): string[] => auditShards.map((shard) => `AUDIT#${day}#${shard}`);

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
