import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { streamRelay } from '../../shared/aws/relay.ts';
import { outboxFilter } from '../../shared/aws/schema.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import type { LogEntry } from '../../shared/ports/source.ts';
import { anEvent } from '../conformance/opened.ts';

const bridge = mockClient(EventBridgeClient);
const tenant = TenantId.parse('long-khanh');
let log: LogEntry[] = [];
const relay = streamRelay(new EventBridgeClient({ region: 'ap-southeast-1' }), 'hospital', (entry) => log.push(entry));
const record = (sequence: number, text: string, eventName: DynamoDBRecord['eventName'] = 'INSERT'): DynamoDBRecord => ({
  eventName,
  dynamodb: { SequenceNumber: String(sequence), NewImage: { event: { S: text } } },
});
const recordsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => record(at, JSON.stringify(anEvent(tenant, { place: at }))));
const placesSent = () =>
  bridge
    .commandCalls(PutEventsCommand)
    .map((call) => (call.args[0].input.Entries ?? []).map((entry) => JSON.parse(entry.Detail ?? '').data.place));
const taken = (count: number) => ({ FailedEntryCount: 0, Entries: Array(count).fill({ EventId: 'e' }) });
beforeEach(() => {
  bridge.reset();
  log = [];
});

describe('the relay from a table to the bus', () => {
  it('publishes each new outbox item as it was written', async () => {
    bridge.on(PutEventsCommand).resolves(taken(1));
    const event = anEvent(tenant);
    expect(await relay({ Records: [record(1, JSON.stringify(event))] })).toEqual({ batchItemFailures: [] });
    expect(bridge.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries).toEqual([
      {
        EventBusName: 'hospital',
        Source: 'queue',
        DetailType: 'queue.ticket-issued.v1',
        Time: new Date(event.at),
        Detail: JSON.stringify(event),
      },
    ]);
  });

  it('passes over items that carry no event, changes and removals', async () => {
    const text = JSON.stringify(anEvent(tenant));
    const state: DynamoDBRecord = { eventName: 'INSERT', dynamodb: { NewImage: { value: { S: '{}' } } } };
    await relay({ Records: [state, record(2, text, 'MODIFY'), record(3, text, 'REMOVE')] });
    expect(bridge.calls()).toHaveLength(0);
    expect(outboxFilter.dynamodb.NewImage['event']).toEqual({ S: [{ exists: true }] });
  });

  it('sends ten at a time, in the order of the stream', async () => {
    bridge.on(PutEventsCommand).callsFake((input) => taken(input.Entries.length));
    await relay({ Records: recordsOf(23) });
    expect(placesSent().map((places) => places.length)).toEqual([10, 10, 3]);
    expect(placesSent().flat()).toEqual(Array.from({ length: 23 }, (_, at) => at));
  });

  it('keeps a call below 256 KB', async () => {
    bridge.on(PutEventsCommand).callsFake((input) => taken(input.Entries.length));
    const large = [1, 2, 3].map((at) =>
      record(at, JSON.stringify(anEvent(tenant, { place: at, scan: 'x'.repeat(100_000) }))),
    );
    await relay({ Records: large });
    expect(placesSent()).toEqual([[1, 2], [3]]);
  });

  it('sends again only what the bus refused', async () => {
    bridge
      .on(PutEventsCommand)
      .resolvesOnce({
        FailedEntryCount: 1,
        Entries: [{ EventId: 'e' }, { ErrorCode: 'ThrottlingException' }, { EventId: 'e' }],
      })
      .resolves(taken(1));
    expect(await relay({ Records: recordsOf(3) })).toEqual({ batchItemFailures: [] });
    expect(placesSent()).toEqual([[0, 1, 2], [1]]);
  });

  it('reports what stays refused, so that the stream brings it again, and says so in the log', async () => {
    bridge.on(PutEventsCommand).callsFake((input) => ({
      FailedEntryCount: 1,
      Entries: input.Entries.map((entry: { Detail: string }) =>
        JSON.parse(entry.Detail).data.place === 1 ? { ErrorCode: 'InternalFailure' } : { EventId: 'e' },
      ),
    }));
    expect(await relay({ Records: recordsOf(3) })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(log).toEqual([{ level: 'error', message: 'events not published', count: 1, reason: 'InternalFailure' }]);
  });

  it('reports every record of a call that failed, and none of the others', async () => {
    bridge
      .on(PutEventsCommand)
      .resolvesOnce(taken(10))
      .rejects(Object.assign(new Error('denied'), { name: 'AccessDeniedException' }));
    expect(await relay({ Records: recordsOf(12) })).toEqual({
      batchItemFailures: [{ itemIdentifier: '10' }, { itemIdentifier: '11' }],
    });
    expect(log).toMatchObject([{ reason: 'AccessDeniedException' }]);
  });

  it('reports an outbox item that is no envelope and publishes the rest', async () => {
    bridge.on(PutEventsCommand).resolves(taken(1));
    const good = record(2, JSON.stringify(anEvent(tenant)));
    expect(await relay({ Records: [record(1, '{"id":"x"}'), good] })).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    });
    expect(bridge.commandCalls(PutEventsCommand)).toHaveLength(1);
  });
});
