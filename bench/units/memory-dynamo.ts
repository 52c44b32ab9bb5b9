import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { itemBytes, readUnits, type Units, writeUnits } from '../../shared/aws/units.ts';

type Item = Record<string, unknown>;
type Values = Record<string, unknown>;

/** A condition on one item, as the adapters write them. */
interface Check {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Values | undefined;
}

/** One item that was written or read, for the list of what a step costs. */
export interface Access {
  readonly act: 'read' | 'write';
  readonly table: string;
  readonly key: string;
  readonly bytes: number;
  readonly units: number;
}

const indexKeys = [
  ['i1pk', 'i1sk'],
  ['i2pk', 'i2sk'],
] as const;
const perItemOfTransaction = 2;

/**
 * DynamoDB in memory, as far as this project's adapters speak to it, with the service's own price for every request
 * (developer guide, "Read/write capacity" and "Working with global secondary indexes"): it knows the old item, which
 * the adapter does not, so that an entry that leaves an index or a larger old item is counted too.
 * @throws Error on an expression that no adapter of this project wrote when this was made.
 */
export class MemoryDynamo {
  readonly #tables = new Map<string, Map<string, Item>>();
  readonly accesses: Access[] = [];
  /** Told of every item put for the first time, after its write: the stream that the relay reads. */
  onInsert: (item: Item) => void = () => undefined;

  /** What a document client is to the adapters. */
  get client(): DynamoDBDocumentClient {
    return { send: async (command: unknown) => this.#answer(command) } as unknown as DynamoDBDocumentClient;
  }

  /** Units since this place in `accesses`. */
  unitsSince(from: number): Units {
    const sum = (act: Access['act']): number =>
      this.accesses.slice(from).reduce((total, access) => total + (access.act === act ? access.units : 0), 0);
    return { read: sum('read'), write: sum('write') };
  }

  #answer(command: unknown): unknown {
    if (command instanceof GetCommand) return this.#get(command.input);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof UpdateCommand) return this.#count(command.input);
    if (command instanceof TransactWriteCommand) return this.#transact(command.input);
    throw new Error('a command that the adapters did not send when this was made');
  }

  #table(name: string | undefined): Map<string, Item> {
    const known = this.#tables.get(name ?? '');
    if (known) return known;
    const fresh = new Map<string, Item>();
    this.#tables.set(name ?? '', fresh);
    return fresh;
  }

  #get({ TableName, Key, ConsistentRead }: GetCommand['input']) {
    const key = keyOf(Key ?? {});
    const item = this.#table(TableName).get(key);
    const bytes = item ? itemBytes(item) : 0;
    this.#note('read', TableName, key, bytes, readUnits(bytes, ConsistentRead ?? false));
    return item ? { Item: { ...item } } : {};
  }

  #query(input: QueryCommand['input']) {
    const index = input.IndexName === undefined ? undefined : input.IndexName === 'index1' ? 0 : 1;
    const [pk, sk] = index === undefined ? (['pk', 'sk'] as const) : (indexKeys[index] ?? indexKeys[0]);
    const values = input.ExpressionAttributeValues ?? {};
    const within = rangeOf(input.KeyConditionExpression ?? '', values);
    if (input.ExclusiveStartKey) throw new Error('paging is not needed here');
    const items = [...this.#table(input.TableName).values()]
      .filter((item) => item[pk] === values[':pk'] && within(String(item[sk])))
      .toSorted((a, b) => Buffer.compare(Buffer.from(String(a[sk])), Buffer.from(String(b[sk]))));
    if (input.ScanIndexForward === false) items.reverse();
    const page = items.slice(0, input.Limit);
    const bytes = page.reduce((sum, item) => sum + itemBytes(item), 0);
    const units = readUnits(bytes, input.ConsistentRead ?? false);
    this.#note('read', input.TableName, `${String(values[':pk'])} (${page.length} items)`, bytes, units);
    return { Items: page.map((item) => ({ ...item })) };
  }

  /** The atomic counter: the only update there is. */
  #count({ TableName, Key, UpdateExpression }: UpdateCommand['input']) {
    if (UpdateExpression !== 'ADD #version :one') throw new Error(`unknown update ${UpdateExpression}`);
    const table = this.#table(TableName);
    const key = keyOf(Key ?? {});
    const version = Number(table.get(key)?.['version'] ?? 0) + 1;
    const item = { ...Key, version };
    table.set(key, item);
    this.#note('write', TableName, key, itemBytes(item), writeUnits(itemBytes(item)));
    return { Attributes: { version } };
  }

  #transact({ TransactItems = [] }: TransactWriteCommand['input']) {
    const refused = TransactItems.map(({ Put, Delete, ConditionCheck }) => {
      const action = Put ?? Delete ?? ConditionCheck;
      if (!action) throw new Error('unknown action of a transaction');
      const key = keyOf(Put ? (Put.Item ?? {}) : ((Delete ?? ConditionCheck)?.Key ?? {}));
      return !holds(action, this.#table(action.TableName).get(key));
    });
    const inserted: Item[] = [];
    for (const { Put, Delete, ConditionCheck } of TransactItems) {
      const action = Put ?? Delete ?? ConditionCheck;
      const table = this.#table(action?.TableName);
      const key = keyOf(Put ? (Put.Item ?? {}) : ((Delete ?? ConditionCheck)?.Key ?? {}));
      const before = table.get(key);
      const after = Put?.Item ?? (Delete ? undefined : before);
      const bytes = Math.max(before ? itemBytes(before) : 0, after ? itemBytes(after) : 0);
      const own = perItemOfTransaction * writeUnits(bytes);
      if (refused.includes(true)) {
        this.#note('write', action?.TableName, key, bytes, own);
        continue;
      }
      this.#note('write', action?.TableName, key, bytes, own + (ConditionCheck ? 0 : indexUnits(before, after)));
      if (Put?.Item) table.set(key, Put.Item);
      if (Delete) table.delete(key);
      if (Put?.Item && !before) inserted.push(Put.Item);
    }
    if (refused.includes(true)) {
      const reasons = refused.map((failed) => ({ Code: failed ? 'ConditionalCheckFailed' : 'None' }));
      throw Object.assign(new Error('cancelled'), {
        name: 'TransactionCanceledException',
        CancellationReasons: reasons,
      });
    }
    for (const item of inserted) this.onInsert(item);
    return {};
  }

  #note(act: Access['act'], table: string | undefined, key: string, bytes: number, units: number): void {
    this.accesses.push({ act, table: table ?? '', key, bytes, units });
  }
}

const keyOf = (item: Item): string => `${String(item['pk'])} ${String(item['sk'])}`;

/** One write for a new or changed entry, one for a removed one; an entry that moves is removed and written. */
function indexUnits(before: Item | undefined, after: Item | undefined): number {
  return indexKeys.reduce((sum, [pk, sk]) => {
    const was = before?.[pk] === undefined ? undefined : `${String(before[pk])} ${String(before[sk])}`;
    const is = after?.[pk] === undefined ? undefined : `${String(after[pk])} ${String(after[sk])}`;
    const removed = before && was !== undefined && was !== is ? writeUnits(itemBytes(before)) : 0;
    const written = after && is !== undefined ? writeUnits(itemBytes(after)) : 0;
    return sum + removed + written;
  }, 0);
}

function rangeOf(expression: string, values: Values): (sk: string) => boolean {
  const from = String(values[':from']);
  const to = String(values[':to']);
  switch (expression.replace('#pk = :pk', '')) {
    case '':
      return () => true;
    case ' AND begins_with(#sk, :prefix)':
      return (sk) => sk.startsWith(String(values[':prefix']));
    case ' AND #sk BETWEEN :from AND :to':
      return (sk) => sk >= from && sk <= to;
    case ' AND #sk >= :from':
      return (sk) => sk >= from;
    case ' AND #sk < :to':
      return (sk) => sk < to;
    default:
      throw new Error(`unknown key condition ${expression}`);
  }
}

function holds({ ConditionExpression, ExpressionAttributeValues = {} }: Check, item: Item | undefined): boolean {
  const now = Number(ExpressionAttributeValues[':now']);
  const isAlive = item !== undefined && !(Number(item['expires']) <= now);
  switch (ConditionExpression) {
    case undefined:
      return true;
    case 'attribute_not_exists(pk)':
      return item === undefined;
    case 'attribute_not_exists(pk) OR expires <= :now':
      return !isAlive;
    case 'attribute_exists(pk) AND (attribute_not_exists(expires) OR expires > :now)':
      return isAlive;
    case '#version = :version AND (attribute_not_exists(expires) OR expires > :now)':
      return isAlive && item['version'] === ExpressionAttributeValues[':version'];
    case 'attribute_not_exists(pk) OR tenant = :tenant':
      return item === undefined || item['tenant'] === ExpressionAttributeValues[':tenant'];
    default:
      throw new Error(`unknown condition ${ConditionExpression}`);
  }
}
