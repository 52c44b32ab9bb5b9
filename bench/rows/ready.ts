import { setTimeout as pause } from 'node:timers/promises';
import { median, rounded } from '../figures.ts';
import { inFolder } from '../folder.ts';
import { askOver, openLine } from '../http.ts';
import type { Line, Row } from '../row.ts';
import { type Server, startServer } from '../server.ts';
import { bill, checkIn, examine } from '../visit.ts';

const rounds = 5;
const mostMs = 2_000;
const mostBytes = 250e6;
const idleMs = 2_000;
const visitsBefore = 100;

interface Start {
  readonly listeningMs: number;
  readonly readyMs: number;
  readonly idleBytes: number;
}

/** Waits until nothing is asked of the server any more, then looks at it. */
async function look(server: Server): Promise<Start> {
  await pause(idleMs);
  return { listeningMs: server.listeningMs, readyMs: server.readyMs, idleBytes: server.memory() };
}

async function startFresh(): Promise<Start> {
  return inFolder(async (folder) => {
    const server = await startServer(folder);
    const seen = await look(server);
    await server.stop();
    return seen;
  });
}

/** A morning's work, then the plug is pulled: what follows must also replay the write-ahead log. */
async function workAndDie(folder: string): Promise<void> {
  const server = await startServer(folder);
  const line = openLine(server.url, 8);
  const ask = askOver(server.url, line);
  const clinic = { hospital: 'dong-nai', clinic: 'noi' };
  for (let serial = 0; serial < visitsBefore; serial++) {
    await checkIn(ask, clinic, serial);
    await bill(ask, clinic.hospital, await examine(ask, clinic));
  }
  line.close();
  await server.stop('SIGKILL');
}

const listeningLine = (what: string, starts: readonly Start[], note: string): Line => {
  const listening = median(starts.map((start) => start.listeningMs));
  return {
    promise: `embedded server listening within 2 s of node starting, ${what}`,
    ours: { value: Math.round(listening), unit: 'ms' },
    peer: { name: 'bound', value: mostMs, unit: 'ms' },
    ratio: rounded(listening / mostMs),
    pass: listening <= mostMs,
    notes: [
      `${note}; median of ${starts.length} starts, slowest ${Math.round(Math.max(...starts.map((start) => start.listeningMs)))} ms`,
      `"ready" (five hospitals provisioned) after ${Math.round(median(starts.map((start) => start.readyMs)))} ms`,
    ],
  };
};

export const ready: Row = {
  measure: () =>
    inFolder(async (used) => {
      await workAndDie(used);
      const fresh: Start[] = [];
      const again: Start[] = [];
      for (let round = 0; round < rounds; round++) {
        fresh.push(await startFresh());
        const server = await startServer(used);
        again.push(await look(server));
        await server.stop('SIGKILL');
      }
      const starts = [...fresh, ...again];
      const idle = median(starts.map((start) => start.idleBytes));
      return [
        listeningLine('new data folder', fresh, 'empty folder, seeded after listening'),
        listeningLine('folder with data', again, `${visitsBefore} visits, killed without closing before every start`),
        {
          promise: 'embedded server under 250 MB when idle',
          ours: { value: rounded(idle / 1e6), unit: 'MB' },
          peer: { name: 'bound', value: mostBytes / 1e6, unit: 'MB' },
          ratio: rounded(idle / mostBytes),
          pass: idle <= mostBytes,
          notes: [
            `resident set ${idleMs / 1000} s after it was ready, median of ${starts.length} starts, ` +
              `largest ${rounded(Math.max(...starts.map((start) => start.idleBytes)) / 1e6)} MB`,
          ],
        },
      ];
    }),
};
