import * as z from 'zod';
import { rosterSet } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { members } from './members.ts';
import { hindrance, neighbours, Shifts } from './roster.ts';
import { rosters } from './rosters.ts';

/** Members read at once. */
const atOnce = 40;

export const setRoster = route('PUT /v1/rosters/{day}', {
  summary: 'An administrator plans who works in which clinic on a day; what was planned before is replaced',
  who: ['admin'],
  input: z.strictObject({ day: LocalDay, shifts: Shifts }),
  output: z.object({ day: LocalDay, shifts: z.int() }),
  refuses: ['day-over', 'member-not-at-work', 'role-not-held', 'shifts-overlap'],
  emits: [rosterSet],
  subject: ({ day }) => day,
  async handle({ day, shifts }, { table, caller, now }) {
    const named = [...new Set(shifts.map(({ member }) => member))];
    const found = await inParts(named, atOnce, members(table).find);
    const known = new Map(found.flatMap((item) => (item ? [[item.value.member, item.value] as const] : [])));
    const kept = rosters(table);
    const [before, after] = neighbours(day);
    const [old, previous, next] = await Promise.all([kept.find(day), kept.find(before), kept.find(after)]);
    const around = [previous?.value.shifts ?? [], next?.value.shifts ?? []] as const;
    const refused = hindrance({ day, shifts }, known, around, localDay(now));
    if (refused) return refused;
    table.commit({
      put: [kept.setting(old, { day, shifts, setAt: now.toISOString(), setBy: caller.id })],
      // Somebody who plans the day before at this moment could put the same person somewhere past midnight.
      expect: [kept.unchanged(before, previous), kept.unchanged(after, next)],
      emit: [emit(rosterSet, day, { day, shifts: shifts.length })],
    });
    return { day, shifts: shifts.length };
  },
});
