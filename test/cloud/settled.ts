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

  /** What the function says when it is handed the dead letter once more. */
  async function reasonOf(QueueUrl: string): Promise<string> {
    const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
    const [{ MessageId = '', Body = '' } = {}] = Messages;
    const name = (QueueUrl.split('/').at(-1) ?? '').replace(/-dead$/, '');
    const attributes = { ApproximateReceiveCount: '1' };
    const response = await fetch(`${cloud.endpoint}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
        'x-amz-log-type': 'Tail',
      },
      body: JSON.stringify({ Records: [{ messageId: MessageId, body: Body, attributes }] }),
    });
    const log = Buffer.from(response.headers.get('x-amz-log-result') ?? '', 'base64').toString();
    return log.split('\n').find((line) => line.includes('letter failed')) ?? (await response.text());
  }

  /** @throws for a dead letter: an effect that did not happen. */
  async function waiting(): Promise<string[]> {
    const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({ MaxResults: 1000 }));
    const full: string[] = [];
    for (const url of QueueUrls.filter((one) => one !== cloud.marks))
      if ((await sizeOf(url)) > 0) full.push(url.split('/').at(-1) ?? '');
    const dead = full.filter((name) => name.endsWith('-dead'));
    if (dead.length > 0) {
      const reasons = await Promise.all(
        dead.map((name) => reasonOf(QueueUrls.find((url) => url.endsWith(name)) ?? '')),
      );
      throw new Error(`dead letters in ${dead.join(', ')}: ${reasons.join('; ')}`);
    }
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
