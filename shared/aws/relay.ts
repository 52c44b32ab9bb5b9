import { setTimeout as sleep } from 'node:timers/promises';
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { Envelope } from '../kernel/events.ts';
import type { LogEntry } from '../ports/source.ts';
import { patiently, pauseMs } from './patience.ts';
import { eventAttribute } from './schema.ts';

/** EventBridge PutEvents: 10 entries and 256 KB a call. */
const mostEntries = 10;
const mostBytes = 256 * 1024;
const turns = 4;

interface Outgoing {
  readonly sequence: string;
  readonly entry: PutEventsRequestEntry;
  readonly bytes: number;
}

/**
 * The bridge from a table's stream to the bus: every new outbox item becomes one event, with the context as source and
 * `<context>.<fact>.v<version>` as detail type. What the bus refuses is tried again, then reported as failed, so that the
 * stream delivers it again: at least once, in the order of the stream per partition key.
 */
export function streamRelay(
  client: EventBridgeClient,
  busName: string,
  log: (entry: LogEntry) => void,
): (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse> {
  return async (event) => {
    const failed: string[] = [];
    const outgoing: Outgoing[] = [];
    for (const record of event.Records) {
      const text = eventOf(record);
      if (text === undefined) continue;
      const sequence = record.dynamodb?.SequenceNumber ?? '';
      const entry = entryOf(text, busName);
      if (entry) {
        outgoing.push({ sequence, entry, bytes: bytesOf(entry) });
      } else {
        // An item that is no envelope is a bug of the writer; the stream's failure destination keeps it.
        log({ level: 'error', message: 'outbox item is no event', sequence });
        failed.push(sequence);
      }
    }
    for (const chunk of chunksOf(outgoing)) failed.push(...(await publish(client, chunk, log)));
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

const eventOf = (record: DynamoDBRecord): string | undefined =>
  record.eventName === 'INSERT' ? record.dynamodb?.NewImage?.[eventAttribute]?.S : undefined;

function entryOf(text: string, busName: string): PutEventsRequestEntry | undefined {
  try {
    const envelope = Envelope.parse(JSON.parse(text));
    return {
      EventBusName: busName,
      Source: envelope.name.split('.')[0],
      DetailType: `${envelope.name}.v${envelope.version}`,
      Time: new Date(envelope.at),
      Detail: text,
    };
  } catch {
    return undefined;
  }
}

/** As the service counts an entry: source, detail type and detail in UTF-8, 14 bytes for the time. */
const bytesOf = ({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number =>
  14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);

function chunksOf(outgoing: readonly Outgoing[]): Outgoing[][] {
  const chunks: Outgoing[][] = [];
  let bytes = 0;
  for (const one of outgoing) {
    const chunk = chunks.at(-1);
    if (chunk && chunk.length < mostEntries && bytes + one.bytes <= mostBytes) {
      chunk.push(one);
      bytes += one.bytes;
    } else {
      chunks.push([one]);
      bytes = one.bytes;
    }
  }
  return chunks;
}

/** The sequence numbers of what the bus would not take. */
async function publish(
  client: EventBridgeClient,
  chunk: readonly Outgoing[],
  log: (entry: LogEntry) => void,
): Promise<string[]> {
  const giveUp = (left: readonly Outgoing[], reason: string): string[] => {
    log({ level: 'error', message: 'events not published', count: left.length, reason });
    return left.map(({ sequence }) => sequence);
  };
  let waiting = chunk;
  for (let turn = 1; ; turn++) {
    try {
      const command = new PutEventsCommand({ Entries: waiting.map(({ entry }) => entry) });
      const answer = await patiently(() => client.send(command));
      if (!answer.FailedEntryCount) return [];
      const entries = answer.Entries ?? [];
      waiting = waiting.filter((_, at) => entries[at]?.ErrorCode !== undefined);
      if (turn === turns) return giveUp(waiting, entries.flatMap((entry) => entry.ErrorCode ?? [])[0] ?? 'unknown');
    } catch (error) {
      // The whole call failed beyond patience: the stream keeps these records and brings them again.
      return giveUp(waiting, error instanceof Error ? error.name : 'unknown');
    }
    await sleep(pauseMs(turn));
  }
}
