import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playDemo } from './demo.ts';
import { startProvince } from './server.ts';

const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '300' },
    seed: { type: 'string', default: '2026' },
    'at-once': { type: 'string', default: '8' },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm run demo -- [--visits 300] [--seed 2026] [--at-once 8]

Plays a morning at all five hospitals, with a bank that doubles, delays, shortens and forges its callbacks, and compares
each hospital's ledger with the bank's own statement. Starts a province of its own in a temporary folder, or uses the
one at BASE_URL. Ends with 0 only if everything agrees.`;

function whole(name: 'visits' | 'seed' | 'at-once', from: number, to: number): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= from && number <= to) return number;
  console.error(`--${name} takes a whole number from ${from} to ${to}\n\n${usage}`);
  process.exit(2);
}

if (values.help) {
  console.log(usage);
  process.exit(0);
}
const visits = whole('visits', 1, 100_000);
const seed = whole('seed', 0, 2 ** 32 - 1);
const atOnce = whole('at-once', 1, 100);

// The province runs in a process of its own, which ends with this one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const folder = mkdtempSync(join(tmpdir(), 'province-demo-'));
const elsewhere = process.env['BASE_URL'];
const province = elsewhere === undefined ? await startProvince(join(folder, 'data')) : undefined;
const faults = await playDemo({
  url: elsewhere ?? province?.url ?? '',
  statement: join(folder, 'bank-statement.jsonl'),
  ...(province && { data: join(folder, 'data') }),
  visits,
  seed,
  atOnce,
});
await province?.stop();
if (faults === 0) rmSync(folder, { recursive: true, force: true });
else console.error(`\nWhat happened lies in ${folder}`);
process.exitCode = faults === 0 ? 0 : 1;
