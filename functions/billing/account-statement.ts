import * as z from 'zod';
import { type Dong, Dong as DongSchema, dong } from '../../shared/kernel/money.ts';
import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay, localDay } from '../../shared/kernel/time.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { dayAfter, daysBetween } from './days.ts';
import { exact, told } from './exact.ts';
import { journals } from './journals.ts';
import type { Entry } from './ledger.ts';
import { firstDayOf } from './next-snapshot.ts';
import { type SnapshotHead, snapshots } from './snapshots.ts';

/** Days of one statement, and days that may lie between a snapshot and the question. */
const mostDays = 31;
/** Ledger entries looked at for one page: a day of a busy hospital. */
const mostEntries = 20_000;

/** An account of the ledger: `receivable:patient`, `bank:970436:0123456789`, `deposit:<person>`, `over-short`. */
export const AccountName = z.string().regex(/^[a-z][a-z-]{1,20}(:[A-Za-z0-9._:-]{1,100})?$/);

/** One entry as it moved the account. Dong; `balance` is the account's behind it. */
export const Movement = z.object({
  entry: z.string(),
  at: Instant,
  day: LocalDay,
  kind: z.string(),
  reference: z.string().optional(),
  bill: z.string().optional(),
  debit: DongSchema,
  credit: DongSchema,
  balance: DongSchema,
});
export type Movement = z.infer<typeof Movement>;

interface StatementPage {
  /** At the begin of the first day, and at the end of the last: now, when that is today. */
  readonly opening: Dong;
  readonly closing: Dong;
  readonly movements: readonly Movement[];
  /** The last entry that was looked at, when there may be more. */
  readonly next?: string;
}

interface Asked {
  readonly account: string;
  readonly from: LocalDay;
  readonly to: LocalDay;
  readonly limit: number;
  /** `<day>#<instant>#<entry>`: `next` of the page before. */
  readonly after?: string | undefined;
}

type Unanswered = Refusal<'period-too-long' | 'period-not-right' | 'balances-not-ready' | 'amount-too-large'>;

/**
 * Balances start from the snapshot of a day, and only the days behind it are read; of days with a snapshot, only those
 * on which the account moved. So a page costs no more than the days it shows, however old the books are.
 */
export async function statementPage(
  asked: Asked,
  world: Pick<World, 'table' | 'now'>,
): Promise<StatementPage | Unanswered> {
  const { account, from, to, limit, after = '' } = asked;
  if (from > to || to > localDay(world.now)) return refuse('period-not-right');
  if (daysBetween(from, to) >= mostDays) return refuse('period-too-long', `days-${mostDays}`);
  const { table } = world;
  const opening = await balanceAtEnd(account, dayAfter(from, -1), table);
  const closing = await balanceAtEnd(account, to, table);
  if (isRefusal(opening)) return opening;
  if (isRefusal(closing)) return closing;
  const resumed = after === '' ? from : LocalDay.safeParse(after.slice(0, 10)).data;
  if (resumed === undefined || resumed < from || resumed > to) return refuse('period-not-right');
  let balance = resumed === from ? opening : await balanceAtEnd(account, dayAfter(resumed, -1), table);
  if (isRefusal(balance)) return balance;
  const movements: Movement[] = [];
  let looked = 0;
  for (let day = resumed; day <= to; day = dayAfter(day)) {
    if (!(await mayMove(account, day, table))) continue;
    const entries = await journals(table).of(day);
    for (const entry of entries) {
      const place = `${day}#${entry.at}#${entry.id}`;
      const moved = movementOf(account, entry, balance);
      if (moved === undefined) continue;
      if (isRefusal(moved)) return moved;
      balance = moved.balance;
      if (place <= after) continue;
      movements.push(moved);
      if (movements.length === limit) {
        const isLast = day === to && entry === entries.at(-1);
        return { opening, closing, movements, ...(!isLast && { next: place }) };
      }
    }
    looked += entries.length;
    if (looked >= mostEntries && day < to) return { opening, closing, movements, next: `${dayAfter(day)}#` };
  }
  return { opening, closing, movements };
}

function movementOf(account: string, entry: Entry, before: Dong): Movement | Refusal<'amount-too-large'> | undefined {
  const postings = entry.postings.filter((posting) => posting.account === account);
  if (postings.length === 0) return undefined;
  const amount = postings.reduce((sum, posting) => sum + posting.amount, 0);
  // Rounding begins only above the bound.
  if (!Number.isSafeInteger(amount) || !Number.isSafeInteger(before + amount)) return refuse('amount-too-large');
  const { id, at, day, kind, reference, bill } = entry;
  return {
    entry: id,
    at,
    day,
    kind,
    ...(reference !== undefined && { reference }),
    ...(bill !== undefined && { bill }),
    debit: dong(Math.max(amount, 0)),
    credit: dong(Math.max(-amount, 0)),
    balance: dong(before + amount),
  };
}

/** Where a day has a snapshot, that says whether the account moved. */
async function mayMove(account: string, day: LocalDay, table: TableReads): Promise<boolean> {
  const head = (await snapshots(table).head(day))?.value;
  if (!head?.isComplete) return true;
  const row = await snapshots(table).row(head, account);
  return row !== undefined && (row.debit !== 0 || row.credit !== 0);
}

/**
 * The newest snapshot up to a day, and the days behind it that have to be read; undefined when those are too many, as
 * the snapshots are being caught up on.
 */
export async function baseFor(
  day: LocalDay,
  table: TableReads,
): Promise<{ readonly head: SnapshotHead | undefined; readonly days: readonly LocalDay[] } | undefined> {
  const head = await snapshots(table).before(day);
  // The first snapshot is of the first day with entries: before it there were none.
  const begin = head ? undefined : await snapshots(table).begin();
  if (begin !== undefined && begin > day) return { head, days: [] };
  const first = head ? dayAfter(head.day) : await firstDayOf(dayAfter(day), table);
  const count = first === undefined ? 0 : Math.max(0, daysBetween(first, day) + 1);
  if (first === undefined || count === 0) return { head, days: [] };
  return count > mostDays ? undefined : { head, days: Array.from({ length: count }, (_, n) => dayAfter(first, n)) };
}

/** The balance of an account at the end of a day. */
async function balanceAtEnd(
  account: string,
  day: LocalDay,
  table: TableReads,
): Promise<Dong | Refusal<'balances-not-ready' | 'amount-too-large'>> {
  const base = await baseFor(day, table);
  if (!base) return refuse('balances-not-ready');
  let balance = BigInt((base.head && (await snapshots(table).row(base.head, account))?.balance) ?? 0);
  for (const one of base.days)
    for (const { postings } of await journals(table).of(one))
      for (const posting of postings) if (posting.account === account) balance += BigInt(posting.amount);
  return told(exact(balance)) ?? refuse('amount-too-large');
}
