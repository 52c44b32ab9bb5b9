import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoTable } from '../../shared/aws/table.ts';
import type { Units } from '../../shared/aws/units.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { Conflict } from '../../shared/ports/table.ts';
import { anEvent, key, putOf, startOfTests, writeOf } from '../conformance/opened.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const tenant = TenantId.parse('long-khanh');
const now = Math.floor(startOfTests.getTime() / 1000);
let spent: Units[] = [];
const openTable = (patienceMs: number) =>
  dynamoTable(DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'ap-southeast-1' })), {
    tableName: 'queue',
    tenant,
    now: () => startOfTests,
    onUnits: (units) => spent.push(units),
    patienceMs,
  });
/** Its patience outlasts any pauses that chance draws on a busy machine. */
const table = openTable(30_000);

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name }, more);
const sent = () => dynamo.commandCalls(TransactWriteCommand).map((call) => call.args[0].input);

beforeEach(() => {
  dynamo.reset();
  spent = [];
});

describe('a write to DynamoDB', () => {
  it('is one transaction of puts, deletes, checks and outbox items under the tenant’s own keys', async () => {
    dynamo.on(TransactWriteCommand).resolves({});
    const event = anEvent(tenant);
    await table.write({
      put: [putOf(key('a', 'P'), { n: 1 }, { index1: { pk: 'OPEN', sk: '1' }, expires: now + 60 })],
      remove: [{ key: key('b', 'P'), expect: 3 }],
      expect: [{ key: key('c', 'P'), expect: 'present' }],
      events: [event],
    });
    const [input] = sent();
    const [put, remove, check, outbox] = input?.TransactItems ?? [];
    expect(put?.Put).toEqual({
      TableName: 'queue',
      Item: {
        pk: 'T#long-khanh#P',
        sk: 'a',
        version: 1,
        value: '{"n":1}',
        expires: now + 60,
        i1pk: 'T#long-khanh#OPEN',
        i1sk: '1',
      },
      ConditionExpression: 'attribute_not_exists(pk) OR expires <= :now',
      ExpressionAttributeValues: { ':now': now },
    });
    expect(remove?.Delete?.Key).toEqual({ pk: 'T#long-khanh#P', sk: 'b' });
    expect(remove?.Delete?.ExpressionAttributeValues).toEqual({ ':version': 3, ':now': now });
    expect(check?.ConditionCheck?.ConditionExpression).toMatch(/^attribute_exists\(pk\)/);
    expect(outbox?.Put?.Item).toEqual({
      pk: expect.stringMatching(/^T#long-khanh#OUT#[0-9a-f]{2}$/),
      sk: event.id,
      event: JSON.stringify(event),
      expires: now + 7 * 86_400,
    });
    expect(outbox?.Put?.ConditionExpression).toBe('attribute_not_exists(pk)');
    expect(input?.ClientRequestToken).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names the keys whose conditions failed, as the door knows them', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled('None', 'ConditionalCheckFailed', 'TransactionConflict'));
    const write = table.write(writeOf({ put: ['a', 'b', 'c'].map((sk) => putOf(key(sk), {})) }));
    await expect(write).rejects.toEqual(new Conflict([key('b')]));
    expect(sent()).toHaveLength(1);
  });

  it('tries again with the same token while others hold an item or the table is too busy', async () => {
    dynamo
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('TransactionConflict', 'None'))
      .rejectsOnce(cancelled('None', 'ThrottlingError'))
      .rejectsOnce(cancelled('ProvisionedThroughputExceeded'))
      .rejectsOnce(named('ThrottlingException'))
      .resolves({});
    await table.write(writeOf({ put: [putOf(key('a'), {}), putOf(key('b'), {})] }));
    expect(sent()).toHaveLength(5);
    expect(new Set(sent().map((input) => input.ClientRequestToken)).size).toBe(1);
  });

  it('tries again with the same token when the answer was lost', async () => {
    dynamo
      .on(TransactWriteCommand)
      .rejectsOnce(named('TimeoutError'))
      .rejectsOnce(named('Error', { code: 'ECONNRESET' }))
      .rejectsOnce(named('InternalServerError', { $metadata: { httpStatusCode: 500 } }))
      .resolves({});
    await table.write(writeOf({ put: [putOf(key('a'), {})] }));
    expect(sent()).toHaveLength(4);
    expect(new Set(sent().map((input) => input.ClientRequestToken)).size).toBe(1);
  });

  it('uses another token for another write', async () => {
    dynamo.on(TransactWriteCommand).resolves({});
    for (const sk of ['a', 'b']) await table.write(writeOf({ put: [putOf(key(sk), {})] }));
    expect(new Set(sent().map((input) => input.ClientRequestToken)).size).toBe(2);
  });

  it('gives up when its patience ends, with the reason', async () => {
    const busy = cancelled('TransactionConflict');
    dynamo.on(TransactWriteCommand).rejects(busy);
    await expect(openTable(300).write(writeOf({ put: [putOf(key('a'), {})] }))).rejects.toBe(busy);
    expect(sent().length).toBeGreaterThan(1);
  });

  it('does not repeat what would fail again', async () => {
    for (const error of [
      named('ValidationException'),
      named('IdempotentParameterMismatchException'),
      cancelled('ValidationError'),
    ]) {
      dynamo.reset();
      dynamo.on(TransactWriteCommand).rejects(error);
      await expect(table.write(writeOf({ put: [putOf(key('a'), {})] }))).rejects.toBe(error);
      expect(sent()).toHaveLength(1);
    }
  });

  it('refuses 101 items, a key named twice and the outbox’s own keys before it asks the service', async () => {
    const many = Array.from({ length: 101 }, (_, at) => putOf(key(`s${at}`), {}));
    await expect(table.write(writeOf({ put: many }))).rejects.toThrow('101 items in one write, at most 100');
    await expect(table.write(writeOf({ put: [putOf(key('a'), {}), putOf(key('a'), {})] }))).rejects.toThrow(/twice/);
    await expect(table.write(writeOf({ put: [putOf(key('a', 'OUT#00'), {})] }))).rejects.toThrow(/outbox/);
    await expect(table.get(key('a', 'OUT#00'))).rejects.toThrow(/outbox/);
    expect(dynamo.calls()).toHaveLength(0);
  });

  it('counts two units for each started kilobyte, a plain one for each index copy, and every attempt', async () => {
    dynamo.on(TransactWriteCommand).rejectsOnce(cancelled('TransactionConflict')).resolves({});
    await table.write(
      writeOf({
        put: [
          putOf(key('a'), {}, { index1: { pk: 'O', sk: '1' }, index2: { pk: 'O', sk: '1' } }),
          putOf(key('b'), { text: 'x'.repeat(1_100) }),
        ],
        remove: [{ key: key('c'), expect: 1 }],
        events: [anEvent(tenant)],
      }),
    );
    expect(spent).toEqual([
      { read: 0, write: 4 + 4 + 2 + 2 },
      { read: 0, write: 4 + 4 + 2 + 2 },
    ]);
  });
});

describe('a read from DynamoDB', () => {
  it('is strongly consistent and counts four kilobytes a unit', async () => {
    const stored = { pk: 'T#long-khanh#P', sk: 'a', version: 2, value: JSON.stringify({ text: 'x'.repeat(5_000) }) };
    dynamo.on(GetCommand).resolves({ Item: stored });
    expect((await table.get(key('a', 'P')))?.version).toBe(2);
    expect(dynamo.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'queue',
      Key: { pk: 'T#long-khanh#P', sk: 'a' },
      ConsistentRead: true,
    });
    expect(spent).toEqual([{ read: 2, write: 0 }]);
  });

  it('asks one partition of the tenant with a limit, consistently on the table only', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] });
    await table.query({ pk: 'P', prefix: 'a#', limit: 10 });
    await table.query({ pk: 'P', index: 'index2', from: 'a', to: 'b', descending: true, limit: 10 });
    const [byKey, byIndex] = dynamo.commandCalls(QueryCommand).map((call) => call.args[0].input);
    expect(byKey).toEqual({
      TableName: 'queue',
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: { ':pk': 'T#long-khanh#P', ':prefix': 'a#' },
      ScanIndexForward: true,
      Limit: 11,
    });
    expect(byIndex).toMatchObject({
      IndexName: 'index2',
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#pk': 'i2pk', '#sk': 'i2sk' },
      ScanIndexForward: false,
    });
    expect(byIndex?.ConsistentRead).toBeUndefined();
    expect(spent.map(({ read }) => read)).toEqual([1, 0.5]);
  });

  it('starts a page inside this tenant and this query, whatever the cursor says', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] });
    const forged = Buffer.from(JSON.stringify(['x', 'T#other#P', 'a'])).toString('base64url');
    await table.query({ index: 'index1', pk: 'OPEN', limit: 1, after: forged });
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input.ExclusiveStartKey).toEqual({
      i1pk: 'T#long-khanh#OPEN',
      i1sk: 'x',
      pk: 'T#long-khanh#T#other#P',
      sk: 'a',
    });
  });

  it('refuses to give out an item of another tenant, should the service ever answer with one', async () => {
    dynamo.on(GetCommand).resolves({ Item: { pk: 'T#other#P', sk: 'a', version: 1, value: '{}' } });
    await expect(table.get(key('a', 'P'))).rejects.toThrow(/another tenant/);
  });

  it('refuses a prefix together with a range', async () => {
    await expect(table.query({ pk: 'P', prefix: 'a', from: 'b', limit: 1 })).rejects.toThrow(/not both/);
  });
});

describe('a counter on DynamoDB', () => {
  it('adds one in the store and gives the new number', async () => {
    dynamo
      .on(UpdateCommand)
      .rejectsOnce(named('TransactionConflictException'))
      .resolves({ Attributes: { version: 7 } });
    expect(await table.next(key('counter'))).toBe(7);
    expect(dynamo.commandCalls(UpdateCommand)[1]?.args[0].input.UpdateExpression).toBe('ADD #version :one');
  });
});
