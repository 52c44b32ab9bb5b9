import { inParts } from '../../shared/kernel/in-parts.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { claimedIn } from './claimed.ts';
import { dayAfter } from './days.ts';
import { journals } from './journals.ts';
import type { Entry } from './ledger.ts';
import { type AccountDay, depositsOf, snapshotAfter } from './snapshot.ts';
import { putHead, rowsPerPart, type SnapshotHead, snapshots } from './snapshots.ts';
import { putWorkItem } from './work-items.ts';

/** Parts of one write, which takes 4 MB: 24,000 accounts. */
const partsPerWrite = 12;
/** Of a claimed bill's id and amount, some 60 bytes. */
const billsPerPart = 3_000;
/** How far back books may begin that nobody has summed up yet. A hospital that comes is seen within half an hour. */
const lookBackDays = 400;
const atOnce = 40;

/** The first day of the last 400 on which an entry was posted, before `until`. */
export async function firstDayOf(until: LocalDay, table: TableReads): Promise<LocalDay | undefined> {
  const days = Array.from({ length: lookBackDays }, (_, n) => dayAfter(until, n - lookBackDays));
  const posted = await inParts(days, atOnce, (day) => journals(table).isMoved(day));
  return days.find((_, n) => posted[n]);
}

/** Whether a day lies before the first of the hospital's books: nothing was posted then that could be looked after. */
export async function isBeforeBooks(day: LocalDay, today: LocalDay, table: TableReads): Promise<boolean> {
  const first = (await snapshots(table).begin()) ?? (await firstDayOf(today, table));
  return first === undefined || day < first;
}

/**
 * The next piece of work on the snapshots, in one commit; nothing when every day before `today` has one. A day is summed
 * up from the day before and its own entries, some parts at a time when it has very many accounts. Before the following
 * day is begun, the entries of the last one are counted again: one that came after its snapshot is put right and a
 * person is told.
 */
export async function nextSnapshot(today: LocalDay, world: World): Promise<void> {
  const { table } = world;
  const newest = await snapshots(table).newest();
  if (!newest) {
    const first = (await firstDayOf(today, table)) ?? dayAfter(today, -1);
    return writeSnapshot(first, [], await journals(table).of(first), undefined, world);
  }
  const { day, isComplete, countedAt, entries } = newest.value;
  const next = dayAfter(day);
  if (isComplete && next >= today) return;
  const posted = await journals(table).of(day);
  const at = world.now.toISOString();
  if (isComplete && (countedAt !== undefined || posted.length === entries)) {
    if (countedAt === undefined) table.commit({ put: [putHead({ ...newest.value, countedAt: at }, newest.version)] });
    const before = await snapshots(table).rows(newest.value);
    return writeSnapshot(next, before, await journals(table).of(next), undefined, world);
  }
  const dayBefore = await snapshots(table).before(dayAfter(day, -1));
  const before = dayBefore ? await snapshots(table).rows(dayBefore) : [];
  await writeSnapshot(day, before, posted, newest, world);
  if (isComplete) table.commit({ put: [putWorkItem({ id: world.newId(), kind: 'entry-after-snapshot', at })] });
}

async function writeSnapshot(
  day: LocalDay,
  before: readonly AccountDay[],
  entries: readonly Entry[],
  begun: { readonly version: number; readonly value: SnapshotHead } | undefined,
  world: World,
): Promise<void> {
  const kept = snapshots(world.table);
  const rows = snapshotAfter(before, entries);
  const parts = Array.from({ length: Math.ceil(rows.length / rowsPerPart) }, (_, n) =>
    rows.slice(n * rowsPerPart, (n + 1) * rowsPerPart),
  );
  const goesOn = begun !== undefined && !begun.value.isComplete && begun.value.entries === entries.length;
  const from = goesOn ? begun.value.written : 0;
  const written = Math.min(parts.length, from + partsPerWrite);
  const put: Put[] = [];
  for (const [n, part] of parts.slice(from, written).entries()) put.push(await kept.puttingPart(day, from + n, part));
  if (from === 0) put.push(...(await claimedPuts(day, entries, world)));
  const head: SnapshotHead = {
    day,
    at: world.now.toISOString(),
    entries: entries.length,
    accounts: rows.length,
    firsts: parts.flatMap(([first]) => (first ? [first.account] : [])),
    written,
    isComplete: written === parts.length,
    deposits: depositsOf(rows),
  };
  world.table.commit({ put: [...put, putHead(head, begun?.version ?? 'absent')] });
}

async function claimedPuts(day: LocalDay, entries: readonly Entry[], world: World): Promise<Put[]> {
  const bills = claimedIn(entries);
  const put: Put[] = [];
  for (let at = 0; at < bills.length; at += billsPerPart) {
    put.push(await snapshots(world.table).puttingClaimed(day, at / billsPerPart, bills.slice(at, at + billsPerPart)));
  }
  return put;
}
