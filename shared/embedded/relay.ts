import type { AnyReaction } from '../kernel/doors.ts';
import { type Envelope, eventType } from '../kernel/events.ts';
import { Conflict } from '../ports/table.ts';
import { deliver } from '../runtime/deliver.ts';
import type { House, Placed } from '../runtime/house.ts';
import { dropExpiredGrants } from './shared.ts';
import type { Embedded } from './source.ts';

/** As the SQS redrive policy: after this many tries a letter is dead until an operator redrives it. */
const maxAttempts = 6;
const firstRetryMs = 200;
const atOnce = 16;
const relayBatch = 200;
const lookEveryMs = 200;
const tidyEveryMs = 600_000;
/** As long as SQS keeps a message. */
const keptMs = 14 * 86_400_000;

interface LetterRow {
  id: string;
  door: string;
  envelope: string;
  attempts: number;
}

/** Class and place of a failure. A message of foreign code may repeat a value, so only our own plain ones are kept. */
function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const place = error.stack
    ?.split('\n')
    .find((line) => line.includes('/functions/'))
    ?.match(/functions\/[\w/.-]+:\d+/)?.[0];
  const words = error.constructor === Error || error instanceof Conflict ? `: ${error.message.slice(0, 200)}` : '';
  return `${error.name}${words}${place === undefined ? '' : ` (${place})`}`;
}

export interface Relay {
  /** Resolves when nothing is waiting that is due now or within `withinMs`; dead letters do not count. */
  settled(withinMs?: number): Promise<void>;
  /** Lets what is under way finish. */
  stop(): Promise<void>;
}

/**
 * The bus on one machine: moves each event from the outbox to one letter per reaction, in one transaction, and
 * delivers letters with retries. A process that dies between any two steps goes on where it was.
 */
export function startRelay(embedded: Embedded, house: House, reactions: readonly Placed<AnyReaction>[]): Relay {
  const { database } = embedded;
  const byId = new Map(reactions.map((placed) => [placed.id, placed]));
  const byEvent = Map.groupBy(reactions, (placed) => eventType(placed.door.on));
  const underWay = new Map<string, Promise<void>>();
  const waiters: { withinMs: number; done: () => void }[] = [];
  let stopped = false;
  let scheduled = false;

  const relayOutbox = (): void => {
    for (;;) {
      const moved = database.transaction(() => {
        const rows = database.all<{ seq: number; envelope: string }>(
          'SELECT seq, envelope FROM outbox WHERE relayed = 0 ORDER BY seq LIMIT ?',
          relayBatch,
        );
        for (const row of rows) {
          const envelope = JSON.parse(row.envelope) as Envelope;
          for (const { id } of byEvent.get(`${envelope.name}.v${envelope.version}`) ?? []) {
            database.run(
              "INSERT OR IGNORE INTO letters (id, door, tenant, envelope, due, state) VALUES (?, ?, ?, ?, ?, 'waiting')",
              `${envelope.id}:${id}`,
              id,
              envelope.tenant,
              row.envelope,
              embedded.now().getTime(),
            );
          }
          database.run('UPDATE outbox SET relayed = 1 WHERE seq = ?', row.seq);
        }
        return rows.length;
      });
      if (moved < relayBatch) return;
    }
  };

  const handOver = async (row: LetterRow): Promise<void> => {
    try {
      const placed = byId.get(row.door);
      if (!placed) throw new Error(`no reaction ${row.door}`);
      await deliver(house, placed, JSON.parse(row.envelope) as Envelope);
      database.run("UPDATE letters SET state = 'done', attempts = attempts + 1, error = NULL WHERE id = ?", row.id);
    } catch (error) {
      const attempts = row.attempts + 1;
      const state = attempts >= maxAttempts ? 'dead' : 'waiting';
      const name = failureOf(error);
      const due = embedded.now().getTime() + firstRetryMs * 2 ** attempts;
      database.run(
        'UPDATE letters SET state = ?, attempts = ?, due = ?, error = ? WHERE id = ?',
        state,
        attempts,
        due,
        name,
        row.id,
      );
      house.source.log({
        level: state === 'dead' ? 'error' : 'warn',
        message: `letter ${state}`,
        door: row.door,
        letter: row.id,
        attempts,
        error: name,
      });
    }
  };

  const pump = (): void => {
    scheduled = false;
    if (stopped) return;
    relayOutbox();
    const due = database.all<LetterRow>(
      "SELECT id, door, envelope, attempts FROM letters WHERE state = 'waiting' AND due <= ? ORDER BY due LIMIT ?",
      embedded.now().getTime(),
      atOnce * 2,
    );
    for (const row of due) {
      if (underWay.size >= atOnce) break;
      if (underWay.has(row.id)) continue;
      const work = handOver(row).finally(() => {
        underWay.delete(row.id);
        wake();
      });
      underWay.set(row.id, work);
    }
    if (waiters.length > 0) answerWaiters();
  };

  const answerWaiters = (): void => {
    if (underWay.size > 0) return;
    const next = database.one<{ due: number | null }>(
      "SELECT min(due) AS due FROM letters WHERE state = 'waiting'",
    )?.due;
    for (const waiter of waiters.splice(0)) {
      if (next === null || next === undefined || next > embedded.now().getTime() + waiter.withinMs) waiter.done();
      else waiters.push(waiter);
    }
  };

  /** Once per turn of the event loop, however many commits ask for it. */
  const wake = (): void => {
    if (scheduled || stopped) return;
    scheduled = true;
    setImmediate(pump);
  };

  /** What the cloud's stores do by themselves: expired items go, and so do letters that arrived long ago. */
  const tidy = (): void => {
    const now = embedded.now().getTime();
    database.run('DELETE FROM items WHERE expires <= ?', Math.floor(now / 1000));
    dropExpiredGrants(database, embedded.filesFolder, embedded.now());
    database.run("DELETE FROM letters WHERE state = 'done' AND due < ?", now - keptMs);
    database.run(
      "DELETE FROM outbox WHERE relayed = 1 AND json_extract(envelope, '$.at') < ?",
      new Date(now - keptMs).toISOString(),
    );
  };

  embedded.onEvents = wake;
  // Retries come due by time, and a letter of a crashed process by nobody's call.
  const clock = setInterval(wake, lookEveryMs);
  const tidying = setInterval(tidy, tidyEveryMs);
  wake();

  return {
    settled: (withinMs = 0) =>
      new Promise((done) => {
        waiters.push({ withinMs, done });
        wake();
      }),
    async stop() {
      stopped = true;
      clearInterval(clock);
      clearInterval(tidying);
      embedded.onEvents = () => undefined;
      await Promise.all(underWay.values());
    },
  };
}
