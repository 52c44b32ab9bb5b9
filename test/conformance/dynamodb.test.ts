import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createTableInput, eventAttribute, outboxPrefix, tenantPrefix } from '../../shared/aws/schema.ts';
import { dynamoTable } from '../../shared/aws/table.ts';
import { Envelope } from '../../shared/kernel/events.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import { aHospital, anEvent, contexts, key, putOf, startOfTests, writeOf } from './opened.ts';
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
