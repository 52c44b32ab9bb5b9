import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, platform } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load as loadAverage, rounded } from './figures.ts';
import { installPeers } from './peers.ts';
import type { Figure, Line, Row } from './row.ts';

/** In this order; each is loaded when its turn comes, so that none warms or burdens another. */
const rows: Readonly<Record<string, () => Promise<Row>>> = {
  codec: async () => (await import('./rows/codec.ts')).codec,
  chips: async () => (await import('./rows/chips.ts')).chips,
  units: async () => (await import('./rows/units.ts')).units,
  reconcile: async () => (await import('./rows/reconcile.ts')).reconcile,
  ready: async () => (await import('./rows/ready.ts')).ready,
  bundles: async () => (await import('./rows/bundles.ts')).bundles,
  load: async () => (await import('./rows/load.ts')).load,
};

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
const known = Object.keys(rows);
const unknown = values.only?.filter((name) => !known.includes(name)) ?? [];
if (unknown.length > 0) {
  console.error(`no row ${unknown.join(', ')}; there are ${known.join(', ')}`);
  process.exit(2);
}

/** A row that cannot be measured keeps no promise, and must not hide the others. */
const unmeasured = (name: string, error: unknown): Line => ({
  promise: `${name} can be measured`,
  ours: { value: 0, unit: '' },
  peer: { name: 'none', value: 0, unit: '' },
  ratio: 0,
  pass: false,
  notes: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
});

const shown = ({ value, unit }: Figure): string => {
  const number = Number.isInteger(value) ? value.toLocaleString('en-GB') : String(rounded(value));
  return `${number} ${unit}`.trim();
};

function table(lines: readonly Line[]): string {
  const cells = [
    ['promise', 'ours', 'peer', 'ratio', 'pass'],
    ...lines.map(({ promise, ours, peer, ratio, pass }) => [
      promise,
      shown(ours),
      `${shown(peer)} (${peer.name})`,
      String(ratio),
      pass ? 'yes' : 'NO',
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | '))
    .map((line) => `| ${line} |`)
    .toSpliced(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`)
    .join('\n');
}

installPeers();
const started = performance.now();
const results: (Line & { row: string })[] = [];
for (const [name, open] of Object.entries(rows)) {
  if (values.only && !values.only.includes(name)) continue;
  const before = loadAverage();
  const began = performance.now();
  console.error(`${name} ...`);
  const lines = await open()
    .then((row) => row.measure())
    .catch((error: unknown) => [unmeasured(name, error)]);
  for (const line of lines) {
    const conditions = `load average ${before} before, ${loadAverage()} after`;
    results.push({ row: name, ...line, notes: [...line.notes, conditions] });
  }
  console.error(`${name} took ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

const machine = `${platform()} ${arch()}, ${availableParallelism()} cores, Node ${process.version}`;
const failed = results.filter(({ pass }) => !pass);
console.log(`${machine}, load average ${loadAverage()}\n`);
console.log(table(results));
for (const { promise, notes } of results) console.log(`\n${promise}\n${notes.map((note) => `  ${note}`).join('\n')}`);
console.log(
  `\n${results.length - failed.length} of ${results.length} promises kept, ${((performance.now() - started) / 1000).toFixed(0)} s`,
);

const folder = join(import.meta.dirname, 'results');
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'latest.json'),
  `${JSON.stringify({ at: new Date().toISOString(), machine, rows: results }, null, 2)}\n`,
);
process.exit(failed.length === 0 ? 0 : 1);
