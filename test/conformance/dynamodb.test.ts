import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createTableInput, eventAttribute, outboxPrefix, tenantPrefix } from '../../shared/aws/schema.ts';
import { dynamoTable } from '../../shared/aws/table.ts';
import { Envelope } from '../../shared/kernel/events.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import { contexts, startOfTests } from './opened.ts';
import { tableConformance } from './suite.ts';

const endpoint = process.env['DYNAMODB_ENDPOINT'];
if (!endpoint) throw new Error('npm run test:conformance starts a DynamoDB Local and names it in DYNAMODB_ENDPOINT');

tableConformance(
  'the table on DynamoDB',
  async () => {
    let now = startOfTests;
    const client = new DynamoDBClient({
      endpoint,
      region: 'ap-southeast-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
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
