import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Line } from './line.ts';

const Health = z.object({
  status: z.string(),
  events: z.object({ outbox: z.int(), waiting: z.int(), dead: z.int() }),
});

const mostLooks = 600;
const lookMs = 100;

/** Waits, at most a minute, until no event is on its way. @throws when it takes longer. */
export async function untilQuiet(line: Line): Promise<z.infer<typeof Health>['events']> {
  for (let look = 0; look < mostLooks; look++) {
    const { events } = Health.parse((await line.send('GET /health', '/health', {})).body);
    if (events.outbox === 0 && events.waiting === 0) return events;
    await pause(lookMs);
  }
  throw new Error('events are still on their way after a minute');
}

export interface Traffic {
  readonly published: number;
  /** Deliveries of an event to a reaction, each handled once. */
  readonly handled: number;
  /** Tries beyond the first: a reaction asked to wait for what had not arrived yet. */
  readonly retries: number;
  readonly dead: number;
}

/** Counts what went over the bus, in the data folder of an embedded server, which it only reads. */
export function trafficIn(folder: string): Traffic {
  const database = new DatabaseSync(join(folder, 'province.sqlite'), { readOnly: true });
  try {
    const count = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
    return {
      published: count('SELECT count(*) FROM outbox'),
      handled: count("SELECT count(*) FROM letters WHERE state = 'done'"),
      retries: count('SELECT coalesce(sum(max(attempts - 1, 0)), 0) FROM letters'),
      dead: count("SELECT count(*) FROM letters WHERE state = 'dead'"),
    };
  } finally {
    database.close();
  }
}
