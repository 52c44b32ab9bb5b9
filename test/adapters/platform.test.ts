import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoDirectory, hospitalsOf, lookUp } from '../../shared/aws/directory.ts';
import { dynamoShared } from '../../shared/aws/shared.ts';
import { TenantId } from '../../shared/kernel/ids.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'ap-southeast-1' }));
const tenant = TenantId.parse('long-khanh');
const other = TenantId.parse('bien-hoa');
const now = new Date('2026-11-24T01:00:00.000Z');
const tableName = 'directory';
beforeEach(() => void dynamo.reset());

describe('the directory on DynamoDB', () => {
  const directory = dynamoDirectory(client, { tableName, tenant });

  it('claims a value when nobody, or this tenant itself, has it', async () => {
    dynamo.on(TransactWriteCommand).resolves({});
    expect(await directory.claim('payment-code', 'HD123')).toBe(true);
    const actions = dynamo.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems;
    expect(actions).toHaveLength(1);
    expect(actions?.[0]?.Put).toMatchObject({
      Item: { pk: 'DIR#payment-code#HD123', sk: 'DIRECTORY', tenant: 'long-khanh' },
      ConditionExpression: 'attribute_not_exists(pk) OR tenant = :tenant',
      ExpressionAttributeValues: { ':tenant': 'long-khanh' },
    });
  });

  it('refuses a value that another tenant has', async () => {
    const taken = new TransactionCanceledException({
      $metadata: {},
      message: 'cancelled',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
    });
    dynamo.on(TransactWriteCommand).rejects(taken);
    expect(await directory.claim('payment-code', 'HD123')).toBe(false);
  });

  it('lists a hospital in the same transaction that claims its code', async () => {
    dynamo.on(TransactWriteCommand).resolves({});
    await directory.claim('hospital', 'long-khanh');
    const actions = dynamo.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems;
    expect(actions?.[1]?.Put?.Item).toEqual({ pk: 'TENANTS', sk: 'long-khanh' });
  });

  it('gives every hospital over all pages', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ sk: 'bien-hoa' }], LastEvaluatedKey: { pk: 'TENANTS', sk: 'bien-hoa' } })
      .resolves({ Items: [{ sk: 'long-khanh' }] });
    expect(await hospitalsOf(client, tableName)).toEqual(['bien-hoa', 'long-khanh']);
    expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toBeDefined();
  });

  it('looks a value up consistently and answers with the tenant alone', async () => {
    dynamo
      .on(GetCommand)
      .resolvesOnce({ Item: { tenant: 'bien-hoa' } })
      .resolves({});
    expect(await lookUp(client, tableName, 'payment-code', 'HD123')).toBe('bien-hoa');
    expect(await directory.tenantOf('payment-code', 'HD124')).toBeUndefined();
    expect(dynamo.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });

  it('refuses a kind in which a value could hide', async () => {
    await expect(directory.claim('payment#code', '1')).rejects.toThrow(/kind/);
  });
});

describe('grants on DynamoDB', () => {
  const shared = dynamoShared(client, { tableName, tenant, now: () => now });
  const grant = {
    id: 'g-1',
    to: other,
    purpose: 'referral' as const,
    subject: 'enc-1',
    document: { note: 'coded' },
    expires: new Date(now.getTime() + 1_500),
  };
  const stored = {
    id: 'g-1',
    from: other,
    to: tenant,
    purpose: 'referral',
    subject: 'enc-1',
    document: '{"note":"coded"}',
    until: now.getTime() + 1,
  };

  it('are written once, with the second at which the store may drop them', async () => {
    dynamo.on(PutCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'there' }));
    await shared.grant(grant);
    expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
      Item: { pk: 'GRANT#g-1', from: 'long-khanh', to: 'bien-hoa', expires: Math.floor(now.getTime() / 1000) + 2 },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
  });

  it('are shown to the one they were given to, and only before their end', async () => {
    dynamo.on(GetCommand).resolves({ Item: stored });
    expect(await shared.granted('g-1')).toEqual({
      id: 'g-1',
      from: other,
      to: tenant,
      purpose: 'referral',
      subject: 'enc-1',
      document: { note: 'coded' },
      expires: new Date(stored.until),
    });
    dynamo.on(GetCommand).resolves({ Item: { ...stored, until: now.getTime() } });
    expect(await shared.granted('g-1')).toBeUndefined();
    dynamo.on(GetCommand).resolves({ Item: { ...stored, to: 'bien-hoa' } });
    expect(await shared.granted('g-1')).toBeUndefined();
  });

  it('are revoked by the giver alone', async () => {
    dynamo.on(DeleteCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'not yours' }));
    await shared.revoke('g-1');
    expect(dynamo.commandCalls(DeleteCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: '#from = :tenant',
      ExpressionAttributeValues: { ':tenant': 'long-khanh' },
    });
  });
});
