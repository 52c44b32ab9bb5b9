import { createHash, randomUUID } from 'node:crypto';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Envelope } from '../kernel/events.ts';
import type { TenantId } from '../kernel/ids.ts';
import {
  type Condition,
  Conflict,
  type Item,
  type Key,
  maxItemsPerWrite,
  type TenantTable,
  type Write,
} from '../ports/table.ts';
import { isAlive, type StoredItem, tenantItems } from './items.ts';
import { cancellationReasons, patiently } from './patience.ts';
import { queryPage } from './query.ts';
import { eventAttribute, outboxPrefix, outboxSeconds, tenantPrefix } from './schema.ts';
import { itemBytes, readUnits, type Units, writeUnits } from './units.ts';

interface DynamoTableOptions {
  /** The context's table. */
  readonly tableName: string;
  readonly tenant: TenantId;
  readonly now?: () => Date;
  /**
   * Told after every request, also those that were refused, what it cost. Computed from item sizes (`units.ts`). A lower
   * bound where the old item matters and is not known here: a removed or checked item counts as 1 KB, a replaced one by
   * its new size, and the entry that leaves an index is not seen.
   */
  readonly onUnits?: (units: Units) => void;
  /** How long a busy item is asked again, 2 s unless given. */
  readonly patienceMs?: number;
}

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
/** One action of a transaction, the key to name when its condition fails, and its write units. */
interface Step {
  readonly action: Action;
  readonly key: Key | undefined;
  readonly units: number;
}

/** Each item of a transaction is written twice: prepared, then committed. */
const perItem = 2;

/**
 * The table port on DynamoDB: one TransactWriteItems for a write, its events as outbox items beside the state. Give it a
 * client with the tenant's own credentials. An item takes at most 400 KB, a write 4 MB; more is a ValidationException.
 */
export function dynamoTable(client: DynamoDBDocumentClient, options: DynamoTableOptions): TenantTable {
  const { tableName, tenant, patienceMs } = options;
  const items = tenantItems(tenant);
  const nowSeconds = (): number => Math.floor((options.now?.() ?? new Date()).getTime() / 1000);
  const spent = (units: Partial<Units>): void => options.onUnits?.({ read: 0, write: 0, ...units });

  return {
    async get<T>(key: Key): Promise<Item<T> | undefined> {
      const command = new GetCommand({ TableName: tableName, Key: items.physical(key), ConsistentRead: true });
      const answer = await patiently(() => client.send(command), patienceMs);
      spent({ read: readUnits(answer.Item ? itemBytes(answer.Item) : 0, true) });
      const stored = answer.Item as StoredItem | undefined;
      return stored && isAlive(stored, nowSeconds()) ? items.item<T>(stored) : undefined;
    },

    query: (query) =>
      queryPage(
        { client, tableName, items, nowSeconds: nowSeconds(), patienceMs, onRead: (read) => spent({ read }) },
        query,
      ),

    async next(key) {
      const command = new UpdateCommand({
        TableName: tableName,
        Key: items.physical(key),
        UpdateExpression: 'ADD #version :one',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      });
      // A lost answer that is asked again skips a number, which the port allows.
      const answer = await patiently(() => client.send(command), patienceMs);
      spent({ write: 1 });
      const count: unknown = answer.Attributes?.['version'];
      if (typeof count !== 'number') throw new Error('the counter answered without a number');
      return count;
    },

    async write(write: Write) {
      const steps = stepsOf(write, tableName, tenant, nowSeconds());
      if (steps.length === 0) return;
      const command = new TransactWriteCommand({
        TransactItems: steps.map((step) => step.action),
        // The same token in every repetition: when the answer was lost after the commit, the service says so again.
        ClientRequestToken: randomUUID(),
      });
      const units = steps.reduce((sum, step) => sum + step.units, 0);
      try {
        await patiently(() => {
          spent({ write: units });
          return client.send(command);
        }, patienceMs);
      } catch (error) {
        throw failureOf(error, steps);
      }
    },
  };
}

function failureOf(error: unknown, steps: readonly Step[]): unknown {
  const failed = (cancellationReasons(error) ?? []).flatMap((reason, at) => {
    const step = steps[at];
    return reason === 'ConditionalCheckFailed' && step ? [step] : [];
  });
  const keys = failed.flatMap(({ key }) => (key ? [key] : []));
  if (keys.length > 0) return new Conflict(keys);
  return failed.length > 0 ? new Error('an event with this id was published before', { cause: error }) : error;
}

function stepsOf(write: Write, tableName: string, tenant: TenantId, nowSeconds: number): Step[] {
  const items = tenantItems(tenant);
  const touched = [...write.put, ...write.remove, ...write.expect].map(({ key }) => `${key.pk}\u0000${key.sk}`);
  const size = touched.length + write.events.length;
  if (size > maxItemsPerWrite) throw new Error(`${size} items in one write, at most ${maxItemsPerWrite}`);
  if (new Set(touched).size < touched.length) throw new Error('one write names an item twice');
  return [
    ...write.put.map((put): Step => {
      const item = items.stored(put);
      const bytes = itemBytes({ ...item });
      const copies = Number(put.index1 !== undefined) + Number(put.index2 !== undefined);
      return {
        action: { Put: { TableName: tableName, Item: item, ...conditionOf(put.expect, nowSeconds) } },
        key: put.key,
        units: (perItem + copies) * writeUnits(bytes),
      };
    }),
    ...write.remove.map(({ key, expect }): Step => {
      const condition = conditionOf(expect, nowSeconds);
      return {
        action: { Delete: { TableName: tableName, Key: items.physical(key), ...condition } },
        key,
        units: perItem,
      };
    }),
    ...write.expect.map(({ key, expect }): Step => {
      const condition = conditionOf(expect, nowSeconds);
      const check = { TableName: tableName, Key: items.physical(key), ...condition };
      return { action: { ConditionCheck: check }, key, units: perItem };
    }),
    ...write.events.map((envelope): Step => {
      const item = outboxItem(tenant, envelope, nowSeconds);
      const action = { Put: { TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };
      return { action, key: undefined, units: perItem * writeUnits(itemBytes(item)) };
    }),
  ];
}

/** Spread over 256 partitions by a hash, because ids made in one instant begin alike. */
function outboxItem(tenant: TenantId, envelope: Envelope, nowSeconds: number) {
  const shard = createHash('sha256').update(envelope.id).digest('hex').slice(0, 2);
  return {
    pk: `${tenantPrefix(tenant)}${outboxPrefix}${shard}`,
    sk: envelope.id,
    [eventAttribute]: JSON.stringify(envelope),
    expires: nowSeconds + outboxSeconds,
  };
}

/** An expired item counts as absent, though the service may still hold it. */
function conditionOf(expect: Condition['expect'], nowSeconds: number) {
  const alive = '(attribute_not_exists(expires) OR expires > :now)';
  switch (expect) {
    case 'absent':
      return {
        ConditionExpression: 'attribute_not_exists(pk) OR expires <= :now',
        ExpressionAttributeValues: { ':now': nowSeconds },
      };
    case 'present':
      return {
        ConditionExpression: `attribute_exists(pk) AND ${alive}`,
        ExpressionAttributeValues: { ':now': nowSeconds },
      };
    default:
      return {
        ConditionExpression: `#version = :version AND ${alive}`,
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': expect, ':now': nowSeconds },
      };
  }
}
