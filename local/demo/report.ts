import type { Books } from './books.ts';
import type { Traffic } from './events.ts';
import type { Line } from './line.ts';
import type { PlayedVisit } from './morning.ts';
import type { Waited } from './registration.ts';
import type { WorkItem } from './till.ts';
import { type Trouble, troubles } from './trouble.ts';

/** Columns as wide as their widest cell; numbers stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : cell)));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = head.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const [first = [], ...others] = cells;
  return [lineOf(first), widths.map((width) => '-'.repeat(width)).join('  '), ...others.map(lineOf)]
    .map((text) => `  ${text}`)
    .join('\n');
}

/** 1234567 as 1 234 567. */
const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');

/** The smallest of the numbers that at least this share of them does not exceed. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

const once = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));

export const troubleTable = (visits: readonly PlayedVisit[]): string => {
  const names = Object.keys(troubles) as Trouble[];
  const counted = names.map((name) => [name, visits.filter(({ plan }) => plan.trouble === name).length] as const);
  return table(
    ['trouble', 'visits', 'what happens'],
    counted.map(([name, count]) => [name, count, troubles[name]]),
  );
};

export const refusalTable = ({ refusals }: Line): string =>
  table(
    ['refused', 'times'],
    once(refusals).map(([name, count]) => [name, count]),
  );

export const timingTable = ({ timings }: Line): string =>
  table(
    ['door', 'calls', 'p50 ms', 'p99 ms'],
    [...timings]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([route, taken]) => [
        route,
        taken.length,
        percentile(taken, 0.5).toFixed(1).padStart(6),
        percentile(taken, 0.99).toFixed(1).padStart(6),
      ]),
  );

export const booksTable = (books: readonly Books[]): string =>
  table(
    ['hospital', 'bills', 'paid', 'receipts', 'in the ledger', 'at the bank', 'entries', 'agree', 'trial balance'],
    books.map((one) => [
      one.place.hospital,
      one.bills,
      one.paidBills,
      one.receipts.length,
      one.inLedger,
      one.atBank,
      one.comparison.agreed,
      one.faults.length === 0 ? 'yes' : 'NO',
      one.trialBalance,
    ]),
  );

/** What people at the desks have to look at, in the words that they read. */
export function workTable(work: ReadonlyMap<string, readonly WorkItem[]>): string {
  const all = [...work].flatMap(([hospital, items]) => items.map((item) => ({ hospital, ...item })));
  const kinds = [...new Map(all.map(({ kind, en }) => [kind, en]))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return table(
    ['case', 'times', 'dong', 'hospitals', 'what the cashier reads'],
    kinds.map(([kind, en]) => {
      const own = all.filter((item) => item.kind === kind);
      const dong = own.reduce((total, { amount = 0 }) => total + amount, 0);
      return [kind, own.length, dong, new Set(own.map(({ hospital }) => hospital)).size, en];
    }),
  );
}

/** Minutes with kiosks and without, as `waitsOf` reckons them. */
export function waitTable({ withKiosks, without }: Record<'withKiosks' | 'without', readonly Waited[]>): string {
  const row = (name: string, of: (one: Waited) => number): string[] => [
    name,
    ...[without, withKiosks].flatMap((waited) => {
      const minutes = waited.map(of);
      const mean = minutes.reduce((sum, one) => sum + one, 0) / (minutes.length || 1);
      return [mean, percentile(minutes, 0.9)].map((one) => one.toFixed(1).padStart(6));
    }),
  ];
  return table(
    ['minutes', 'windows only, mean', 'nine of ten', 'with kiosks, mean', 'nine of ten'],
    [
      row('until the number', ({ forNumber }) => forNumber),
      row('from there to the doctor', ({ forDoctor }) => forDoctor),
      row('door to doctor', ({ forNumber, forDoctor }) => forNumber + forDoctor),
    ],
  );
}

export const placeTable = (books: readonly Books[]): string =>
  table(
    ['hospital', 'by bank', 'in cash', 'settled bills', 'deposits', 'unexplained'],
    books.map((one) => [one.place.hospital, one.inLedger, one.cash, one.receipted, one.deposited, one.suspended]),
  );

export function summary(visits: readonly PlayedVisit[], locked: number, traffic: Traffic | undefined): string {
  const priority = visits.filter(({ plan }) => plan.patient.ageYears < 6 || plan.patient.ageYears >= 75).length;
  const insured = visits.filter(({ plan }) => plan.patient.healthCard !== undefined).length;
  const counts: [string, number][] = [
    ['visits', visits.length],
    ['tickets', new Set(visits.map(({ ticket }) => ticket)).size],
    ['patients under 6 or from 75', priority],
    ['patients with insurance', insured],
    ['bills', visits.length],
    ['records signed and locked', locked],
  ];
  if (traffic) {
    counts.push(
      ['events published', traffic.published],
      ['deliveries handled', traffic.handled],
      ['deliveries tried again', traffic.retries],
      ['dead letters', traffic.dead],
    );
  }
  return table(['what', 'count'], counts);
}
