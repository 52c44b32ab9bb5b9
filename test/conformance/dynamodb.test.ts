import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { dynamoDirectory, hospitalsOf, lookUp } from '../../shared/aws/directory.ts';
import {
  createTableInput,
  eventAttribute,
  outboxPrefix,
  platformSchema,
  tenantPrefix,
} from '../../shared/aws/schema.ts';
import { awsGrants, awsShared } from '../../shared/aws/shared.ts';
import { dynamoTable } from '../../shared/aws/table.ts';
import { Envelope } from '../../shared/kernel/events.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import { aHospital, anEvent, contexts, key, putOf, startOfTests, writeOf } from './opened.ts';
import { directoryConformance, sharedConformance } from './platform.ts';
import { tableConformance } from './suite.ts';

const endpoint = process.env['DYNAMODB_ENDPOINT'];
if (!endpoint) throw new Error('npm run test:conformance starts a DynamoDB Local and names it in DYNAMODB_ENDPOINT');
const local = {
  endpoint,
  region: 'ap-southeast-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

tableConformance(
  'the table on DynamoDB',
  async () => {
    let now = startOfTests;
    const client = new DynamoDBClient(local);
    const documents = DynamoDBDocumentClient.from(client);
    const run = randomUUID().slice(0, 8);
    const nameOf = (context: string): string => `${context}-${run}`;
    for (const context of contexts) {
      // DynamoDB Local has the table at once.
      await client.send(new CreateTableCommand(createTableInput(nameOf(context))));
    }
    return {
      table: (tenant, context) => dynamoTable(documents, { tableName: nameOf(context), tenant, now: () => now }),
      outbox: (tenant, context) => outboxOf(documents, nameOf(context), tenant),
      setNow: (date) => {
        now = date;
      },
      close: async () => client.destroy(),
    };
  },
  { modelRuns: 40 },
);

/** The platform's table as the data stack describes it: two keys, no index, no stream. */
async function openPlatform() {
  const client = new DynamoDBClient(local);
  const tableName = `directory-${randomUUID().slice(0, 8)}`;
  const { partitionKey, sortKey } = platformSchema;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [partitionKey, sortKey].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
    }),
  );
  return { store: DynamoDBDocumentClient.from(client), tableName, close: async () => client.destroy() };
}

directoryConformance('the directory on DynamoDB', async () => {
  const { store, tableName, close } = await openPlatform();
  return {
    directory: (tenant) => dynamoDirectory(store, { tableName, tenant }),
    tenantOf: (kind, value) => lookUp(store, tableName, kind, value),
    hospitals: () => hospitalsOf(store, tableName),
    close,
  };
});

sharedConformance('grants on DynamoDB, with a bucket in memory', async () => {
  let now = startOfTests;
  const { store, tableName, close } = await openPlatform();
  const place = { store, objects: bucketInMemory(), tableName, bucket: 'exports' };
  return {
    grants: (tenant) => awsGrants({ ...place, tenant }),
    shared: (tenant) => awsShared({ ...place, tenant }, () => now),
    setNow: (date) => {
      now = date;
    },
    close,
  };
});

/** An S3 client whose one bucket knows what grants ask of it: write once, and read. */
function bucketInMemory(): S3Client {
  const kept = new Map<string, Uint8Array>();
  const client = new S3Client(local);
  mockClient(client)
    .on(PutObjectCommand)
    .callsFake(({ Key, Body, IfNoneMatch }) => {
      if (IfNoneMatch === '*' && kept.has(Key)) {
        throw Object.assign(new Error('there'), { name: 'PreconditionFailed' });
      }
      kept.set(Key, Body);
      return {};
    })
    .on(GetObjectCommand)
    .callsFake(({ Key }) => {
      const content = kept.get(Key);
      if (!content) throw Object.assign(new Error('missing'), { name: 'NoSuchKey' });
      return { Body: { transformToByteArray: async () => content } };
    });
  return client;
}

describe('a lost answer', () => {
  it('does not make a write that went through look like a conflict', async () => {
    const client = new DynamoDBClient({ ...local, maxAttempts: 1 });
    const tableName = `lost-${randomUUID().slice(0, 8)}`;
    await client.send(new CreateTableCommand(createTableInput(tableName)));
    let answers = 0;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (context.commandName === 'TransactWriteItemsCommand' && ++answers === 1) {
          throw Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' });
        }
        return answer;
      },
      { step: 'deserialize', priority: 'high' },
    );
    const documents = DynamoDBDocumentClient.from(client);
    const tenant = aHospital();
    const table = dynamoTable(documents, { tableName, tenant, now: () => startOfTests });
    await table.write(writeOf({ put: [putOf(key('a'), { n: 1 })], events: [anEvent(tenant)] }));
    expect(answers).toBe(2);
    expect(await table.get(key('a'))).toMatchObject({ version: 1, value: { n: 1 } });
    expect(await outboxOf(documents, tableName, tenant)).toHaveLength(1);
    client.destroy();
  });
});

/** The adapter never scans and nothing reads the outbox but the stream; only this look from outside does. */
async function outboxOf(client: DynamoDBDocumentClient, tableName: string, tenant: TenantId): Promise<Envelope[]> {
  const events: Envelope[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: 'begins_with(pk, :outbox)',
        ExpressionAttributeValues: { ':outbox': `${tenantPrefix(tenant)}${outboxPrefix}` },
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    events.push(...(answer.Items ?? []).map((item) => Envelope.parse(JSON.parse(item[eventAttribute]))));
    start = answer.LastEvaluatedKey;
  } while (start);
  return events;
}
