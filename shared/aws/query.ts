import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ForeignCursor, type Page, type Query } from '../ports/table.ts';
import { isAlive, type StoredItem, type TenantItems } from './items.ts';
import { patiently } from './patience.ts';
import { indexes, outboxPrefix, tableSchema } from './schema.ts';
import { itemBytes, readUnits } from './units.ts';

/** When expired items made a page short, the next requests read at least so many at once. */
const refillItems = 100;
const mostItems = 1000;

const keysOf = (query: Query) => (query.index ? indexes[query.index] : tableSchema);

/**
 * A cursor holds only places, never the tenant, and the physical keys are built from it for this tenant and this query:
 * a forged one cannot name anything else.
 */
const cursorOf = (query: Query, last: StoredItem, items: TenantItems): string => {
  const places = query.index
    ? [String(last[indexes[query.index].sortKey]), items.logicalPk(last.pk), last.sk]
    : [last.sk];
  return Buffer.from(JSON.stringify(places)).toString('base64url');
};

function startOf(query: Query, items: TenantItems): Record<string, string> | undefined {
  if (query.after === undefined) return undefined;
  const places = placesOf(query.after, query.index ? 3 : 1);
  // Only a forged cursor names the adapter's own keys; no item of a page lies there.
  if (places[1]?.startsWith(outboxPrefix)) throw new ForeignCursor('not a cursor of this query');
  const keys = keysOf(query);
  const physical: Record<string, string> = { [keys.partitionKey]: items.physicalPk(query.pk) };
  const [first, pk, sk] = places;
  if (first !== undefined) physical[keys.sortKey] = first;
  if (pk !== undefined && sk !== undefined) {
    physical[tableSchema.partitionKey] = items.physicalPk(pk);
    physical[tableSchema.sortKey] = sk;
  }
  return physical;
}

function placesOf(after: string, count: number): readonly string[] {
  let places: unknown;
  try {
    places = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    places = undefined;
  }
  if (!Array.isArray(places) || places.length !== count || !places.every((place) => typeof place === 'string')) {
    throw new ForeignCursor('not a cursor of this query');
  }
  return places;
}

/** Keys are ordered by their UTF-8 bytes, which is not the order of JavaScript strings beyond U+D7FF. */
const isBelow = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

interface Range {
  readonly condition: string;
  readonly values: Record<string, string>;
}

/** The one condition on the sort key that DynamoDB allows; undefined when nothing can fit. */
function rangeOf({ prefix, from, to }: Query): Range | undefined {
  if (prefix) {
    if (from !== undefined || to !== undefined) throw new Error('a query takes a prefix or a range, not both');
    return { condition: ' AND begins_with(#sk, :prefix)', values: { ':prefix': prefix } };
  }
  if (to === '') return undefined;
  if (from && to !== undefined) {
    // BETWEEN is inclusive and refuses a reversed range; the upper end itself is dropped when the page is read.
    if (!isBelow(from, to)) return undefined;
    return { condition: ' AND #sk BETWEEN :from AND :to', values: { ':from': from, ':to': to } };
  }
  if (from) return { condition: ' AND #sk >= :from', values: { ':from': from } };
  if (to !== undefined) return { condition: ' AND #sk < :to', values: { ':to': to } };
  return { condition: '', values: {} };
}

interface QueryRun {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly items: TenantItems;
  readonly nowSeconds: number;
  readonly patienceMs: number | undefined;
  readonly onRead: (units: number) => void;
}

/**
 * Reads one page: asks on over the service's 1 MB pages and past expired items until `limit` live items are there, and
 * one more to know whether there is a `next`.
 * @throws RangeError on a limit outside 1 to 1000, Error on a cursor of another query.
 */
export async function queryPage<T>(run: QueryRun, query: Query): Promise<Page<T>> {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > mostItems) {
    throw new RangeError('limit must be 1 to 1000');
  }
  const { client, items } = run;
  const start = startOf(query, items);
  const range = rangeOf(query);
  if (!range) return { items: [] };
  const keys = keysOf(query);
  const isWanted = (item: StoredItem): boolean =>
    isAlive(item, run.nowSeconds) && (query.to === undefined || item[keys.sortKey] !== query.to);

  const found: StoredItem[] = [];
  let resume: Record<string, unknown> | undefined = start;
  do {
    const missing = query.limit + 1 - found.length;
    const command: QueryCommandInput = {
      TableName: run.tableName,
      ...(query.index ? { IndexName: query.index } : { ConsistentRead: true }),
      KeyConditionExpression: `#pk = :pk${range.condition}`,
      ExpressionAttributeNames: {
        '#pk': keys.partitionKey,
        ...(range.condition === '' ? {} : { '#sk': keys.sortKey }),
      },
      ExpressionAttributeValues: { ':pk': items.physicalPk(query.pk), ...range.values },
      ScanIndexForward: !query.descending,
      Limit: resume === start ? missing : Math.max(missing, refillItems),
      ...(resume ? { ExclusiveStartKey: resume } : {}),
    };
    const answer = await patiently(() => client.send(new QueryCommand(command)), run.patienceMs).catch(ofOtherQuery);
    const read = (answer.Items ?? []) as StoredItem[];
    const bytes = read.reduce((sum, item) => sum + itemBytes({ ...item }), 0);
    run.onRead(readUnits(bytes, query.index === undefined));
    found.push(...read.filter(isWanted));
    resume = answer.LastEvaluatedKey;
  } while (resume && found.length <= query.limit);

  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const answer = page.map((item) => items.item<T>(item));
  return found.length > query.limit && last ? { items: answer, next: cursorOf(query, last, items) } : { items: answer };
}

/** The service refuses a start outside the query's range. */
function ofOtherQuery(error: unknown): never {
  if (error instanceof Error && error.name === 'ValidationException' && /start(ing)? ?key/i.test(error.message)) {
    throw new ForeignCursor('not a cursor of this query', { cause: error });
  }
  throw error;
}
