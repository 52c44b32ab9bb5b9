import * as z from 'zod';
import { MemberId, StaffRole } from '../../shared/contracts/staff.ts';
import { ClinicId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { type LocalDay, localDay, startOfDay } from '../../shared/kernel/time.ts';
import type { Member } from './member.ts';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Who works where, from when to when; an end that is not later than the beginning lies on the next morning. */
export const Shift = z.strictObject({ member: MemberId, clinic: ClinicId, role: StaffRole, from: Clock, to: Clock });
export type Shift = z.infer<typeof Shift>;

/** More shifts than any hospital has on one day. */
const mostShifts = 400;
export const Shifts = z.array(Shift).max(mostShifts);

/** Who works at the hospital on one day. */
export interface Roster {
  readonly day: LocalDay;
  readonly shifts: readonly Shift[];
  readonly setAt: string;
  readonly setBy: string;
}

const minutesOfDay = 24 * 60;
const minute = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const dayAway = (day: LocalDay, days: number): LocalDay =>
  localDay(new Date(startOfDay(day).getTime() + days * minutesOfDay * 60_000));
/** The days whose shifts can reach into this one, and into which its own can. */
export const neighbours = (day: LocalDay): readonly [before: LocalDay, after: LocalDay] => [
  dayAway(day, -1),
  dayAway(day, 1),
];

interface Span {
  readonly member: MemberId;
  readonly from: number;
  readonly to: number;
}

/** Minutes counted from the beginning of the planned day. */
const spansOf = (shifts: readonly Shift[], daysAway: number): Span[] =>
  shifts.map(({ member, from, to }) => {
    const begins = daysAway * minutesOfDay + minute(from);
    const length = (minute(to) - minute(from) + minutesOfDay) % minutesOfDay || minutesOfDay;
    return { member, from: begins, to: begins + length };
  });

/** Nobody in two places at once, not even where one shift reaches past midnight. */
function overlapping(
  shifts: readonly Shift[],
  before: readonly Shift[],
  after: readonly Shift[],
): MemberId | undefined {
  const own = new Set(shifts.map(({ member }) => member));
  const spans = [...spansOf(before, -1), ...spansOf(shifts, 0), ...spansOf(after, 1)].filter(({ member }) =>
    own.has(member),
  );
  for (const ofOne of Map.groupBy(spans, ({ member }) => member).values()) {
    const inOrder = ofOne.toSorted((a, b) => a.from - b.from);
    for (const [at, span] of inOrder.entries()) {
      const next = inOrder[at + 1];
      if (next && next.from < span.to) return span.member;
    }
  }
  return undefined;
}

type RosterRefusal = Refusal<'day-over' | 'member-not-at-work' | 'role-not-held' | 'shifts-overlap'>;

/**
 * What stands against a plan; undefined when nothing does.
 * @param members everybody whom the shifts name, as far as the hospital knows them
 * @param around the shifts of the day before and of the day after
 */
export function hindrance(
  { day, shifts }: Pick<Roster, 'day' | 'shifts'>,
  members: ReadonlyMap<MemberId, Member>,
  around: readonly [before: readonly Shift[], after: readonly Shift[]],
  today: LocalDay,
): RosterRefusal | undefined {
  // Who worked on a day that is over is a fact and no plan.
  if (day < today) return refuse('day-over');
  for (const { member, role } of shifts) {
    const known = members.get(member);
    const isThere = known?.state === 'active' && (known.lastDay === undefined || known.lastDay >= day);
    if (!isThere) return refuse('member-not-at-work', member);
    if (!known.roles.includes(role)) return refuse('role-not-held', member);
  }
  const twice = overlapping(shifts, ...around);
  return twice === undefined ? undefined : refuse('shifts-overlap', twice);
}
