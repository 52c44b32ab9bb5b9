import { appendFileSync, mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { registry } from '../functions/registry.ts';
import { type Relay, startRelay } from '../shared/embedded/relay.ts';
import { type Embedded, openEmbedded } from '../shared/embedded/source.ts';
import type { LogEntry } from '../shared/ports/source.ts';
import { runSchedule } from '../shared/runtime/deliver.ts';
import { answersOf, type House, reactionsOf, schedulesOf } from '../shared/runtime/house.ts';
import { uuidv7 } from '../shared/runtime/uuid.ts';
import { createProvinceServer } from './server.ts';

export interface Province {
  readonly url: string;
  readonly embedded: Embedded;
  readonly relay: Relay;
  close(): Promise<void>;
}

export interface ProvinceOptions {
  readonly folder: string;
  /** 0 takes a free port. */
  readonly port: number;
}

/** Requests go to a file by day, ids and codes only; errors to the console as well. */
function logTo(folder: string): (entry: LogEntry) => void {
  const logs = join(folder, 'log');
  mkdirSync(logs, { recursive: true });
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    appendFileSync(join(logs, `${new Date().toISOString().slice(0, 10)}.jsonl`), `${lines.join('\n')}\n`);
    lines = [];
  };
  setInterval(flush, 500).unref();
  process.once('exit', flush);
  return (entry) => {
    lines.push(JSON.stringify({ at: new Date().toISOString(), ...entry }));
    if (entry.level === 'error') console.error(JSON.stringify(entry));
  };
}

/** The whole province in this process: every door of the registry over the embedded adapters. */
export async function openProvince({ folder, port }: ProvinceOptions): Promise<Province> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const embedded = openEmbedded({ path: folder, log: logTo(folder) });
  const house: House = { source: embedded, answers: answersOf(registry) };
  const relay = startRelay(embedded, house, reactionsOf(registry));
  const clocks = schedulesOf(registry).map((placed) =>
    setInterval(() => {
      runSchedule(house, placed, uuidv7(embedded.now())).catch((error: unknown) => {
        embedded.log({
          level: 'error',
          message: 'schedule failed',
          door: placed.id,
          error: error instanceof Error ? error.name : 'unknown',
        });
      });
    }, placed.door.everyMinutes * 60_000),
  );
  const server: Server = createProvinceServer(embedded, house, registry);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    embedded,
    relay,
    async close() {
      for (const clock of clocks) clearInterval(clock);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await relay.stop();
      embedded.close();
    },
  };
}
