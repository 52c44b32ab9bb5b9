import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Condition, Item, Key, Put, Table } from '../../shared/ports/table.ts';
import type { Roster } from './roster.ts';

const rosterKey = (day: LocalDay): Key => ({ pk: `ROSTER#${day}`, sk: 'ROSTER' });
const expected = (found: Item<Roster> | undefined) => found?.version ?? 'absent';

/** One item for each day: a day is planned as a whole. */
export const rosters = (table: Table) => ({
  find: (day: LocalDay): Promise<Item<Roster> | undefined> => table.get<Roster>(rosterKey(day)),
  setting: (found: Item<Roster> | undefined, roster: Roster): Put => ({
    key: rosterKey(roster.day),
    value: roster,
    expect: expected(found),
  }),
  unchanged: (day: LocalDay, found: Item<Roster> | undefined): Condition => ({
    key: rosterKey(day),
    expect: expected(found),
  }),
});
