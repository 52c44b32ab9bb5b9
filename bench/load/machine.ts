import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './plan.ts';

/** A page, as SQLite writes them. */
const bytes = 4096;
const everyMs = 50;

/**
 * Watches, in a process of its own, what the machine withholds from the server: how long the disk needs to make an
 * appended page safe, for which every commit waits (`synchronous=FULL`); and second by second how long the server's
 * main thread lay waiting for the disk, or was ready to run and got no core (proc(5), stat and schedstat). So a
 * neighbour on the machine can be told from a slow server.
 */
function watch(folder: string, pid: string): void {
  const file = openSync(join(folder, 'disk-probe'), 'w');
  const page = Buffer.alloc(bytes, 1);
  const diskMs: number[] = [];
  const samples: Sample[] = [];
  const clock = setInterval(() => {
    const started = performance.now();
    writeSync(file, page);
    fsyncSync(file);
    diskMs.push(performance.now() - started);
    samples.push(sampleOf(pid));
  }, everyMs);
  process.once('message', () => {
    clearInterval(clock);
    closeSync(file);
    const seen: Machine = { diskMs, seconds: secondsOf(samples) };
    process.send?.(seen, () => process.disconnect());
  });
}

interface Sample {
  readonly at: number;
  /** Milliseconds in which the main thread waited for a core so far. */
  readonly waitedMs: number;
  /** State D: it waits for the disk and cannot be woken. */
  readonly onDisk: boolean;
}

/** Says nothing where the system does not tell: then no second counts as withheld. */
function sampleOf(pid: string): Sample {
  const at = performance.now();
  try {
    const waitedMs = Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return { at, waitedMs, onDisk: stat.slice(stat.lastIndexOf(')') + 2).startsWith('D') };
  } catch {
    return { at, waitedMs: 0, onDisk: false };
  }
}

/** A sample stands for the time since the one before; the probe itself may have been held up. */
function secondsOf(samples: readonly Sample[]): Machine['seconds'] {
  const [first] = samples;
  if (!first) return [];
  const seconds: { noCoreMs: number; onDiskMs: number }[] = [];
  for (const [nth, sample] of samples.entries()) {
    const before = samples[nth - 1] ?? first;
    const second = Math.floor((sample.at - first.at) / 1000);
    const sum = seconds[second] ?? { noCoreMs: 0, onDiskMs: 0 };
    seconds[second] = {
      noCoreMs: sum.noCoreMs + sample.waitedMs - before.waitedMs,
      onDiskMs: sum.onDiskMs + (sample.onDisk ? sample.at - before.at : 0),
    };
  }
  return Array.from(seconds, (second) => second ?? { noCoreMs: 0, onDiskMs: 0 });
}

const [folder = '.', pid = ''] = process.argv.slice(2);
watch(folder, pid);
