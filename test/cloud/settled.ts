import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { eventAttribute } from '../../shared/aws/schema.ts';
import { account, askEmulator, type Cloud, region } from './emulator.ts';

const patienceMs = 90_000;
const counted = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/**
 * Waits until every event of the deployed stacks has been handled. A mark written to each table comes out of the bus
 * only after all that was written there before; then no queue holds a message and no state machine runs, twice in a row.
 */
export function openWatch(cloud: Cloud) {
  const config = {
    endpoint: cloud.endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'rehearsal' },
  };
  const store = DynamoDBDocumentClient.from(new DynamoDBClient(config));
  const queues = new SQSClient(config);

  async function writeMarks(round: string): Promise<void> {
    const mark = { id: round, name: 'rehearsal.marked', version: 1, at: new Date().toISOString(), data: {} };
    const event = JSON.stringify({ ...mark, tenant: 'platform', subject: round, by: 'rehearsal', trace: round });
    const expires = Math.floor(Date.now() / 1000) + 3600;
    for (const table of cloud.tables) {
      const Item = { pk: 'REHEARSAL', sk: round, expires, [eventAttribute]: event };
      await store.send(new PutCommand({ TableName: table, Item }));
    }
  }

  async function awaitMarks(round: string, until: number): Promise<void> {
    let missing = cloud.tables.length;
    while (missing > 0) {
      if (Date.now() > until) throw new Error(`${missing} of ${cloud.tables.length} streams stand still`);
      const receive = new ReceiveMessageCommand({ QueueUrl: cloud.marks, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      const { Messages = [] } = await queues.send(receive);
      missing -= Messages.filter(({ Body = '' }) => Body.includes(round)).length;
      if (Messages.length === 0) continue;
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      await queues.send(new DeleteMessageBatchCommand({ QueueUrl: cloud.marks, Entries }));
    }
  }

  const sizeOf = async (QueueUrl: string): Promise<number> => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counted] });
    const { Attributes = {} } = await queues.send(command);
    return counted.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  };

  /** @throws for a dead letter: an effect that did not happen. */
  async function waiting(): Promise<string[]> {
    const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({ MaxResults: 1000 }));
    const full: string[] = [];
    for (const url of QueueUrls.filter((one) => one !== cloud.marks))
      if ((await sizeOf(url)) > 0) full.push(url.split('/').at(-1) ?? '');
    const dead = full.filter((name) => name.endsWith('-dead'));
    if (dead.length > 0) throw new Error(`dead letters in ${dead.join(', ')}`);
    return full;
  }

  const askMachines = <T>(operation: string, body: object) =>
    askEmulator<T>(cloud.endpoint, 'states', `AWSStepFunctions.${operation}`, body);

  async function running(): Promise<string[]> {
    const { stateMachines } = await askMachines<{ stateMachines: { stateMachineArn: string; name: string }[] }>(
      'ListStateMachines',
      {},
    );
    const busy: string[] = [];
    for (const { stateMachineArn, name } of stateMachines) {
      const asked = { stateMachineArn, statusFilter: 'RUNNING' };
      const { executions } = await askMachines<{ executions: unknown[] }>('ListExecutions', asked);
      if (executions.length > 0) busy.push(name);
    }
    return busy;
  }

  return {
    async settled(): Promise<void> {
      const until = Date.now() + patienceMs;
      for (let quiet = 0; quiet < 2; ) {
        const round = randomUUID();
        await writeMarks(round);
        await awaitMarks(round, until);
        const busy = [...(await running()), ...(await waiting())];
        quiet = busy.length === 0 ? quiet + 1 : 0;
        if (busy.length > 0 && Date.now() > until) throw new Error(`not settled: ${busy.join(', ')}`);
        if (busy.length > 0) await pause(100);
      }
    },
    close() {
      store.destroy();
      queues.destroy();
    },
  };
}
export type Watch = ReturnType<typeof openWatch>;
