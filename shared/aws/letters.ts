import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { Envelope } from '../kernel/events.ts';
import type { DeadLetter, Letters } from '../ports/world.ts';
import { patiently } from './patience.ts';

/** A reaction's two queues. */
interface ReactionQueue {
  /** `<context>.<reaction>` */
  readonly door: string;
  /** Where its letters arrive. */
  readonly queueUrl: string;
  /** Where those that failed too often lie. */
  readonly deadLetterUrl: string;
}

const mostAtOnce = 10;
/** While one look at a queue lasts, the letters already seen stay out of the way; then they are put back. */
const lookSeconds = 30;
const mostLookedAt = 1_000;

interface Found {
  readonly letter: DeadLetter;
  readonly queue: ReactionQueue;
  readonly message: Message;
}

/**
 * The letters port over the dead-letter queues. SQS keeps no reason of a failure: `error` names the trace, under which
 * the log of the door has it. A letter's id is `<event>:<door>`, as in the embedded edition.
 */
export function sqsLetters(client: SQSClient, queues: readonly ReactionQueue[]): Letters {
  return {
    async dead(limit) {
      const letters = new Map<string, DeadLetter>();
      for (const queue of queues) {
        if (letters.size >= limit) break;
        const found = await look(client, queue, () => letters.size >= limit, letters);
        await putBack(client, queue, found);
      }
      return [...letters.values()].slice(0, limit);
    },
    async redrive(id) {
      const queue = queues.find(({ door }) => id.endsWith(`:${door}`));
      if (!queue) return false;
      const letters = new Map<string, DeadLetter>();
      const found = await look(client, queue, () => letters.has(id), letters);
      const [wanted, ...copies] = found.filter(({ letter }) => letter.id === id);
      await putBack(
        client,
        queue,
        found.filter(({ letter }) => letter.id !== id),
      );
      if (!wanted) return false;
      // Sent before it is removed: a death in between leaves it in both queues, and the inbox mark sorts that out.
      const again = new SendMessageCommand({ QueueUrl: queue.queueUrl, MessageBody: wanted.message.Body });
      await patiently(() => client.send(again));
      for (const { message } of [wanted, ...copies]) {
        const handle = { QueueUrl: queue.deadLetterUrl, ReceiptHandle: message.ReceiptHandle };
        await patiently(() => client.send(new DeleteMessageCommand(handle)));
      }
      return true;
    },
  };
}

/** Receives until `enough`, the queue has no more, or a thousand were seen. Fills `letters` by id as it goes. */
async function look(
  client: SQSClient,
  queue: ReactionQueue,
  enough: () => boolean,
  letters: Map<string, DeadLetter>,
): Promise<Found[]> {
  const found: Found[] = [];
  while (!enough() && found.length < mostLookedAt) {
    const command = new ReceiveMessageCommand({
      QueueUrl: queue.deadLetterUrl,
      MaxNumberOfMessages: mostAtOnce,
      VisibilityTimeout: lookSeconds,
      // A second of long polling asks every server of the queue; without it an answer may be empty by chance.
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    const { Messages } = await patiently(() => client.send(command));
    if (!Messages?.length) break;
    for (const message of Messages) {
      const letter = letterOf(queue.door, message);
      found.push({ letter, queue, message });
      letters.set(letter.id, letter);
    }
  }
  return found;
}

async function putBack(client: SQSClient, queue: ReactionQueue, found: readonly Found[]): Promise<void> {
  for (let at = 0; at < found.length; at += mostAtOnce) {
    const entries = found.slice(at, at + mostAtOnce).map(({ message }, place) => ({
      Id: String(place),
      ReceiptHandle: message.ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue.deadLetterUrl, Entries: entries });
    await patiently(() => client.send(command));
  }
}

/** The body is what EventBridge sends to a queue: its own frame with our envelope as `detail`. */
function letterOf(door: string, message: Message): DeadLetter {
  const envelope = envelopeOf(message.Body);
  return {
    id: `${envelope?.id ?? message.MessageId}:${door}`,
    door,
    event: envelope?.id ?? '',
    tenant: envelope?.tenant ?? '',
    attempts: Number(message.Attributes?.ApproximateReceiveCount ?? 0),
    error: envelope ? `see the log, trace ${envelope.trace}` : 'not an event of the bus',
  };
}

function envelopeOf(body: string | undefined): Envelope | undefined {
  try {
    const frame: unknown = JSON.parse(body ?? '');
    const detail = typeof frame === 'object' && frame !== null && 'detail' in frame ? frame.detail : undefined;
    return Envelope.safeParse(detail).data;
  } catch {
    return undefined;
  }
}
