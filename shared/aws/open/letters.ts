import { SQSClient } from '@aws-sdk/client-sqs';
import type { Letters } from '../../ports/world.ts';
import { type ClientConfig, type Environment, required } from '../environment.ts';
import { sqsLetters } from '../letters.ts';

/** The letters port: queues are found by name, from the doors (`<context>.<reaction>`) that the deployment lists. */
export function openLetters(config: ClientConfig, env: Environment): Letters {
  const base = required(env, 'QUEUE_BASE');
  const doors = required(env, 'REACTIONS').split(',');
  return sqsLetters(
    new SQSClient(config),
    doors.map((door) => {
      const queueUrl = `${base}${door.replace('.', '-')}`;
      return { door, queueUrl, deadLetterUrl: `${queueUrl}-dead` };
    }),
  );
}
