import type { Query, TableReads } from './table.ts';

const pageSize = 500;

/**
 * Every value of a query, read page by page in its order.
 * @throws Error when there are more than `most`: such a list has no limit where it grows, and half of it must not pass
 * for the whole.
 */
export async function readAll<T>(
  table: TableReads,
  query: Omit<Query, 'limit' | 'after'>,
  most: number,
): Promise<readonly T[]> {
  const values: T[] = [];
  let after: string | undefined;
  do {
    const page = await table.query<T>({ ...query, limit: pageSize, ...(after === undefined ? {} : { after }) });
    values.push(...page.items.map((item) => item.value));
    if (values.length > most) throw new Error(`${query.pk} holds more than ${most} items`);
    after = page.next;
  } while (after !== undefined);
  return values;
}
