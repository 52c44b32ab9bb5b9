import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { sqsLetters } from '../../shared/aws/letters.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { anEvent } from '../conformance/opened.ts';

const sqs = mockClient(SQSClient);
const queue = (door: string) => ({ door, queueUrl: `https://sqs/${door}`, deadLetterUrl: `https://sqs/${door}-dead` });
const billing = queue('billing.onTicketIssued');
const analytics = queue('analytics.onTicketIssued');
const letters = sqsLetters(new SQSClient({ region: 'ap-southeast-1' }), [billing, analytics]);
const tenant = TenantId.parse('long-khanh');
const messageOf = (event: object, place: number) => ({
  MessageId: `m-${place}`,
  ReceiptHandle: `handle-${place}`,
  Body: JSON.stringify({ id: 'bus', 'detail-type': 'queue.ticket-issued.v1', source: 'queue', detail: event }),
  Attributes: { ApproximateReceiveCount: '6' },
});
const inQueue = (url: string) => sqs.on(ReceiveMessageCommand, { QueueUrl: url });
const putBack = () =>
  sqs
    .commandCalls(ChangeMessageVisibilityBatchCommand)
    .flatMap((call) => call.args[0].input.Entries ?? [])
    .map((entry) => [entry.ReceiptHandle, entry.VisibilityTimeout]);

beforeEach(() => {
  sqs.reset();
  sqs.on(ReceiveMessageCommand).resolves({});
});

describe('dead letters in SQS', () => {
  it('are listed over all dead-letter queues and put back', async () => {
    const [one, two] = [anEvent(tenant), anEvent(tenant)];
    inQueue(billing.deadLetterUrl)
      .resolvesOnce({ Messages: [messageOf(one, 1)] })
      .resolves({});
    inQueue(analytics.deadLetterUrl)
      .resolvesOnce({ Messages: [messageOf(two, 2)] })
      .resolves({});
    expect(await letters.dead(10)).toEqual([
      {
        id: `${one.id}:billing.onTicketIssued`,
        door: 'billing.onTicketIssued',
        event: one.id,
        tenant: 'long-khanh',
        attempts: 6,
        error: 'see the log, trace trace-1',
      },
      expect.objectContaining({ id: `${two.id}:analytics.onTicketIssued` }),
    ]);
    expect(putBack()).toEqual([
      ['handle-1', 0],
      ['handle-2', 0],
    ]);
  });

  it('are listed up to the limit', async () => {
    inQueue(billing.deadLetterUrl).resolves({ Messages: [1, 2, 3].map((at) => messageOf(anEvent(tenant), at)) });
    expect(await letters.dead(2)).toHaveLength(2);
    expect(sqs.commandCalls(ReceiveMessageCommand)).toHaveLength(1);
  });

  it('are redriven one at a time: sent to the reaction’s queue, then removed; the others are put back', async () => {
    const [one, two] = [anEvent(tenant), anEvent(tenant)];
    const wanted = messageOf(two, 2);
    inQueue(billing.deadLetterUrl)
      .resolvesOnce({ Messages: [messageOf(one, 1)] })
      .resolvesOnce({ Messages: [wanted] })
      .resolves({});
    sqs.on(SendMessageCommand).resolves({});
    expect(await letters.redrive(`${two.id}:billing.onTicketIssued`)).toBe(true);
    expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: billing.queueUrl,
      MessageBody: wanted.Body,
    });
    expect(sqs.commandCalls(DeleteMessageCommand).map((call) => call.args[0].input)).toEqual([
      { QueueUrl: billing.deadLetterUrl, ReceiptHandle: 'handle-2' },
    ]);
    expect(putBack()).toEqual([['handle-1', 0]]);
  });

  it('stay where they are when they cannot be sent', async () => {
    const one = anEvent(tenant);
    inQueue(billing.deadLetterUrl)
      .resolvesOnce({ Messages: [messageOf(one, 1)] })
      .resolves({});
    sqs.on(SendMessageCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));
    await expect(letters.redrive(`${one.id}:billing.onTicketIssued`)).rejects.toThrow('denied');
    expect(sqs.commandCalls(DeleteMessageCommand)).toHaveLength(0);
  });

  it('are not redriven when there is no such letter', async () => {
    expect(await letters.redrive('e-1:billing.onTicketIssued')).toBe(false);
    expect(await letters.redrive('e-1:nobody.reacts')).toBe(false);
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(0);
  });

  it('are listed by their message when they hold no event', async () => {
    inQueue(billing.deadLetterUrl)
      .resolvesOnce({ Messages: [{ MessageId: 'm-9', ReceiptHandle: 'handle-9', Body: 'not json' }] })
      .resolves({});
    expect(await letters.dead(1)).toEqual([
      expect.objectContaining({ id: 'm-9:billing.onTicketIssued', error: 'not an event of the bus' }),
    ]);
  });
});
