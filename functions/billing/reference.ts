import { type LocalDay, localDay } from '../../shared/kernel/time.ts';
import type { Movement } from './arrival.ts';
import { daysBetween } from './days.ts';

/** What is known of a movement that came under a bank's reference before. */
export interface Seen extends Movement {
  /** When it moved by whoever reported it; a statement knows the day only. */
  readonly bankTime: string;
  /** Payment codes in its text that lead somewhere; absent where they were not kept. */
  readonly codes?: readonly string[];
}

/** A report counts days in its own way (booked the evening before, the next morning); further apart are two movements. */
const daysApart = 2;

export const bankDayOf = ({ bankTime }: Pick<Seen, 'bankTime'>): LocalDay => localDay(new Date(bankTime));

const equals = (seen: Movement, now: Movement): boolean =>
  seen.account === now.account && seen.amount === now.amount && seen.direction === now.direction;

/**
 * The same transfer comes again, from the same provider or another: nothing to do. The same reference with another
 * amount, account or direction, or more than two days away: banks give a number out again, so nobody's money is moved
 * until a person has looked.
 */
export const isSameTransfer = (seen: Seen, now: Movement & { readonly at: Date }): boolean =>
  equals(seen, now) && Math.abs(daysBetween(bankDayOf(seen), localDay(now.at))) <= daysApart;

/** A line of a statement; `at` when it was brought, absent while it is not kept. */
interface Line extends Movement {
  readonly day: LocalDay;
  readonly at?: string;
}

/**
 * Which line of a statement each transfer of one reference explains: one at most, and no line twice. A line that says
 * the same goes before one that differs, then what was brought earlier, since its day may be closed by it, then the
 * nearest day, then the earlier.
 */
export function explainedBy<T extends Seen, L extends Line>(
  transfers: readonly T[],
  lines: readonly L[],
): { readonly transfer: T; readonly line: L }[] {
  const open = new Set(lines.toSorted((a, b) => (a.day < b.day ? -1 : 1)));
  return transfers.flatMap((transfer) => {
    const away = (line: L): number => Math.abs(daysBetween(bankDayOf(transfer), line.day));
    const rank = (line: L): string => `${equals(transfer, line) ? 0 : 1} ${line.at ?? '~'} ${away(line)}`;
    const near = [...open].filter((one) => away(one) <= daysApart);
    const [line] = near.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
    if (!line) return [];
    open.delete(line);
    return [{ transfer, line }];
  });
}
