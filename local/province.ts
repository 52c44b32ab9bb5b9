import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { registry } from '../functions/registry.ts';
import { StartFault } from '../shared/embedded/keys.ts';
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

interface ProvinceOptions {
  readonly folder: string;
  /** 0 takes a free port. */
  readonly port: number;
}

/** Requests go to a file by day, ids and codes only; errors to the console as well. */
function openLog(folder: string): { write(entry: LogEntry): void; close(): void } {
  const logs = join(folder, 'log');
  mkdirSync(logs, { recursive: true });
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    appendFileSync(join(logs, `${new Date().toISOString().slice(0, 10)}.jsonl`), `${lines.join('\n')}\n`);
    lines = [];
  };
  const clock = setInterval(flush, 500);
  process.once('exit', flush);
  return {
    write(entry) {
      lines.push(JSON.stringify({ at: new Date().toISOString(), ...entry }));
      if (entry.level === 'error') console.error(JSON.stringify(entry));
    },
    close() {
      clearInterval(clock);
      process.off('exit', flush);
      flush();
    },
  };
}

/** Two servers on one folder would each deliver the other's events. A dead one's mark counts for nothing. */
function claimFolder(folder: string): () => void {
  const mark = join(folder, 'server.pid');
  const holder = existsSync(mark) ? Number(readFileSync(mark, 'utf8')) : 0;
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new StartFault(`${folder} is in use by the server with process id ${holder}`);
  }
  writeFileSync(mark, String(process.pid), { mode: 0o600 });
  return () => rmSync(mark, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Listens before anything is delivered: a port that is taken leaves no trace. */
const listening = (server: Server, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

/** The whole province in this process: every door of the registry over the embedded adapters. */
export async function openProvince({ folder, port }: ProvinceOptions): Promise<Province> {
  // Records lie here: nobody else on this machine may read what this process writes.
  process.umask(0o077);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const release = claimFolder(folder);
  const log = openLog(folder);
  const embedded = openEmbedded({ path: folder, log: log.write });
  const house: House = { source: embedded, answers: answersOf(registry) };
  const server = await listening(createProvinceServer(embedded, house, registry), port);
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
      log.close();
      release();
    },
  };
}
