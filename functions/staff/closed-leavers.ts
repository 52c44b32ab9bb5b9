import { accessSet } from '../../shared/contracts/staff.ts';
import { schedule } from '../../shared/kernel/doors.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { announced } from './access.ts';
import { hasLeft } from './member.ts';
import { members } from './members.ts';

/** Each takes two items of a write; the rest waits for the next hour. */
const batch = 40;

export const closedLeavers = schedule(60, {
  summary: 'Whoever’s last day is over has left, and the account is closed',
  tenants: 'each',
  emits: [accessSet],
  async handle({ table, now, caller }) {
    const kept = members(table);
    const gone = (await kept.gone(localDay(now), batch))
      // The index may lag behind the item; the commit would refuse the old version anyway.
      .filter(({ value }) => value.state === 'active')
      .map((found) => ({ found, next: hasLeft(found.value, { by: caller.id, now }) }));
    if (gone.length === 0) return;
    table.commit({
      // An administrator with a last day was no longer counted among those who stay: nobody is missing now.
      put: gone.map(({ found, next }) => kept.replacing(found, next)),
      emit: gone.map(({ next }) => announced(next, 'left')),
    });
  },
});
