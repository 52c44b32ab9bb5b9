import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openBillingStage } from '../../test/billing-stage.ts';
import { median, rounded } from '../figures.ts';
import { inFolder } from '../folder.ts';
import { fill } from '../reconcile/filler.ts';
import type { Line, Row } from '../row.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, '..', 'reconcile', 'measure.ts');
const movements = 100_000;
const mostSeconds = 60;
const mostBytes = 500e6;

const few = 10_000;
const many = 1_000_000;
const mostRatio = 1.3;
const rounds = 200;
/** Payments on one bill, so that no bill grows long and none is settled. */
const perBill = 10;

async function day(): Promise<Line[]> {
  const { stdout } = await run(process.execPath, [script, String(movements)]);
  const { seconds, bytes, planted } = JSON.parse(stdout) as { seconds: number; bytes: number; planted: number };
  const notes = [
    `${movements} lines against as many entries in the opposite order; ${planted} planted differences, all found, none invented`,
    'one process of its own; the memory is the most it held, with Node, lines and entries',
  ];
  return [
    {
      promise: `${movements.toLocaleString('en-GB')} statement lines are reconciled with as many entries in under ${mostSeconds} s`,
      ours: { value: rounded(seconds), unit: 's' },
      peer: { name: 'bound', value: mostSeconds, unit: 's' },
      ratio: rounded(seconds / mostSeconds),
      pass: seconds < mostSeconds,
      notes,
    },
    {
      promise: `... in under ${mostBytes / 1e6} MB`,
      ours: { value: rounded(bytes / 1e6), unit: 'MB' },
      peer: { name: 'bound', value: mostBytes / 1e6, unit: 'MB' },
      ratio: rounded(bytes / mostBytes),
      pass: bytes < mostBytes,
      notes,
    },
  ];
}

/** A hospital whose ledger holds this many entries, and the time its next callback takes. */
async function openLedger(entries: number, folder: string) {
  const stage = await openBillingStage({ folder });
  // Nothing waits for the disk, which would hide the growth; all else is as it is served.
  stage.embedded.database.run('PRAGMA synchronous = OFF');
  fill(stage.embedded, stage.hospital, entries);
  const channel = await stage.sepay();
  const times: number[] = [];
  let code = '';
  return {
    times,
    close: () => stage.close(),
    async pay(nth: number, counts: boolean): Promise<void> {
      if (nth % perBill === 0) code = String((await stage.billed(`bench-${nth}`)).code);
      await stage.settle();
      const started = performance.now();
      const { status } = await stage.pay(channel, { amount: 1_000, content: code, reference: `NEW${nth}` });
      if (counts) times.push(performance.now() - started);
      if (status !== 200) throw new Error(`the callback was answered with ${status}`);
    },
  };
}

const matching = (): Promise<Line> => inFolder((below) => inFolder((above) => matchingIn(below, above)));

async function matchingIn(below: string, above: string): Promise<Line> {
  const [small, large] = [await openLedger(few, below), await openLedger(many, above)];
  // Turn by turn, so that whatever else the machine does burdens both; the first bills warm up.
  for (let nth = 0; nth < rounds; nth++) {
    const counts = nth >= rounds / 4;
    await small.pay(nth, counts);
    await large.pay(nth, counts);
  }
  await small.close();
  await large.close();
  const [before, after] = [median(small.times), median(large.times)];
  const ratio = after / before;
  return {
    promise: `matching one callback at 10^6 entries takes at most ${mostRatio} x the time at 10^4`,
    ours: { value: rounded(after), unit: 'ms' },
    peer: { name: 'the same at 10^4', value: rounded(before), unit: 'ms' },
    ratio: rounded(ratio),
    pass: ratio <= mostRatio,
    notes: [
      `median of ${large.times.length} payments each, turn by turn, through the callback's door with proof, reading and commit`,
      'SQLite in a file that waits for no disk: the waiting would hide the growth, and a store in memory commits otherwise',
    ],
  };
}

export const reconcile: Row = {
  measure: async () => [...(await day()), await matching()],
};
