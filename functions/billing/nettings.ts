import { type Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import { claimedIn } from './claimed.ts';
import { dayAfter } from './days.ts';
import { byBill } from './insurer-month.ts';
import { insurerMonths } from './insurer-months.ts';
import { journals } from './journals.ts';
import { type Netting, nettingOf, type OfMonth } from './netting.ts';
import { type ClaimedBills, snapshots } from './snapshots.ts';

/** What a settled month had too little to bear, taken off the claim of a later one. Dong, less than zero. */
interface Carried {
  readonly from: string;
  readonly into: string;
  readonly amount: Dong;
}

const pk = 'INSURER-NETTINGS';
const turnKey = { pk, sk: 'TURN' };
/** Some 130 bytes each. */
const rowsPerPart = 2_000;
const mostParts = 10_000;

/** The months from one to another, both included. */
function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let [year = 0, number = 0] = from.split('-').map(Number); ; number = (number % 12) + 1) {
    const month = `${year}-${String(number).padStart(2, '0')}`;
    if (month > to) return months;
    months.push(month);
    if (number === 12) year += 1;
  }
}

export const nettings = (table: TableReads) => ({
  async all(): Promise<Netting[]> {
    const parts = await readAll<{ rows: readonly Netting[] }>(table, { pk, prefix: 'ROWS#' }, mostParts);
    return parts.flatMap(({ rows }) => rows);
  },
  carried: (): Promise<readonly Carried[]> => readAll<Carried>(table, { pk, prefix: 'CARRIED#' }, mostParts),
  /** Of two that claim or cut at once the second looks anew. */
  async turn(): Promise<Put> {
    const before = await table.get<{ turn: number }>(turnKey);
    return { key: turnKey, value: { turn: (before?.value.turn ?? 0) + 1 }, expect: before?.version ?? 'absent' };
  },
});

export const putNettings = (id: string, made: readonly Netting[]): Put[] =>
  Array.from({ length: Math.ceil(made.length / rowsPerPart) }, (_, part) => ({
    key: { pk, sk: `ROWS#${id}#${String(part).padStart(3, '0')}` },
    value: { rows: made.slice(part * rowsPerPart, (part + 1) * rowsPerPart) },
    expect: 'absent',
  }));

export const putCarried = (carried: Carried): Put => ({
  key: { pk, sk: `CARRIED#${carried.from}` },
  value: carried,
  expect: 'absent',
});

/** What a month asks for by bill, nettings included, and what earlier months left to it. */
export async function linesOf(
  month: string,
  table: TableReads,
): Promise<{ readonly bills: ReadonlyMap<string, Dong>; readonly carried: Dong }> {
  const netted = (await nettings(table).all()).filter(({ into }) => into === month);
  const asked = await snapshots(table).claimed(month);
  const carried = (await nettings(table).carried()).filter(({ into }) => into === month);
  return {
    bills: byBill([...asked, ...netted.map(({ bill, amount }) => [bill, amount] as const)]),
    carried: sumDong(carried.map(({ amount }) => amount)),
  };
}

/** What entries of a month asked for, those of days that are not summed up yet included. */
async function askedIn(month: string, today: LocalDay, table: TableReads): Promise<ClaimedBills> {
  const asked = [...(await snapshots(table).claimed(month))];
  const newest = (await snapshots(table).newest())?.value.day;
  if (newest === undefined) return asked;
  for (let day = dayAfter(newest); day <= today; day = dayAfter(day))
    if (day.startsWith(month)) asked.push(...claimedIn(await journals(table).of(day)));
  return asked;
}

const takenOff = (month: string, asked: ClaimedBills): OfMonth[] =>
  [...byBill(asked)].flatMap(([bill, amount]) => (amount < 0 ? [{ bill, month, amount: dong(-amount) }] : []));

/** What of these cuts of one month the hospital has taken off its bills since, up to now. */
export async function nettingOfCuts(
  cuts: readonly OfMonth[],
  month: string,
  today: LocalDay,
  table: TableReads,
): Promise<Netting[]> {
  const bills = new Set(cuts.map(({ bill }) => bill));
  const now = today.slice(0, 7);
  const reductions: OfMonth[] = [];
  const claimed = new Set<string>();
  for (const later of monthsBetween(month, now).slice(1)) {
    if (await insurerMonths(table).get(later)) claimed.add(later);
    reductions.push(...takenOff(later, await askedIn(later, today, table)).filter(({ bill }) => bills.has(bill)));
  }
  const made = nettingOf(cuts, reductions, await nettings(table).all());
  return made.map((one) => ({ ...one, into: claimed.has(one.line) ? now : one.line }));
}

/** What a month takes off bills that the insurer had cut, as a loss, in earlier months. */
export async function nettingOfMonth(month: string, table: TableReads): Promise<Netting[]> {
  const reductions = takenOff(month, await snapshots(table).claimed(month));
  const begin = (await snapshots(table).begin())?.slice(0, 7);
  if (reductions.length === 0 || begin === undefined) return [];
  const bills = new Set(reductions.map(({ bill }) => bill));
  const cuts: OfMonth[] = [];
  for (const earlier of monthsBetween(begin, month).slice(0, -1))
    cuts.push(...(await insurerMonths(table).cuts(earlier)).filter(({ bill }) => bills.has(bill)));
  const made = nettingOf(cuts, reductions, await nettings(table).all());
  return made.map((one) => ({ ...one, into: month }));
}
