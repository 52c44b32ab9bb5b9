import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ClinicId } from '../../shared/kernel/ids.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { members, namesOf } from './members.ts';
import { Shift } from './roster.ts';
import { rosters } from './rosters.ts';

/** Members read at once. */
const atOnce = 40;

export const readRoster = route('GET /v1/rosters/{day}', {
  summary: 'Who works on a day, and where, with names; nobody while the day is not planned',
  who: ['admin', 'reception', 'doctor'],
  input: z.strictObject({ day: LocalDay, clinic: ClinicId.optional() }),
  output: z.object({
    day: LocalDay,
    shifts: z.array(Shift.extend({ name: z.string().optional() })),
    setAt: Instant.optional(),
  }),
  needs: ['keys'],
  async handle({ day, clinic }, { table, keys }) {
    const roster = (await rosters(table).find(day))?.value;
    const shifts = (roster?.shifts ?? []).filter((shift) => clinic === undefined || shift.clinic === clinic);
    const named = [...new Set(shifts.map(({ member }) => member))];
    const found = await inParts(named, atOnce, members(table).find);
    const names = await namesOf(
      keys,
      found.flatMap((item) => (item ? [item.value] : [])),
    );
    return { day, shifts: shifts.map((shift) => ({ ...shift, name: names.get(shift.member) })), setAt: roster?.setAt };
  },
});
