import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './plan.ts';

/** A page, as SQLite writes them. */
const bytes = 4096;
const everyMs = 50;
const samplesPerSecond = 1000 / everyMs;

/**
 * Watches, in a process of its own, what the machine withholds from the server: how long the disk needs to make a page
 * safe, for which every commit waits (`synchronous=FULL`), and how long the server's main thread was ready to run and
 * got no core (proc(5), schedstat). So a neighbour on the machine can be told from a slow server.
 */
function watch(folder: string, pid: string): void {
  const file = openSync(join(folder, 'disk-probe'), 'w');
  const page = Buffer.alloc(bytes, 1);
  const diskMs: number[] = [];
  const waited: number[] = [];
  const clock = setInterval(() => {
    const started = performance.now();
    writeSync(file, page, 0, bytes, 0);
    fsyncSync(file);
    diskMs.push(performance.now() - started);
    waited.push(waitedMs(pid));
  }, everyMs);
  process.once('message', () => {
    clearInterval(clock);
    closeSync(file);
    const withheld = waited.slice(samplesPerSecond).map((until, at) => until - (waited[at] ?? until));
    const seen: Machine = {
      diskMs,
      withheldMs: Math.max(0, ...withheld),
      withheldInAllMs: (waited.at(-1) ?? 0) - (waited[0] ?? 0),
    };
    process.send?.(seen, () => process.disconnect());
  });
}

/** Milliseconds in which the main thread waited for a core so far; 0 where the system does not tell. */
function waitedMs(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

const [folder = '.', pid = ''] = process.argv.slice(2);
watch(folder, pid);
