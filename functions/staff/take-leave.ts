import * as z from 'zod';
import { accessSet, MemberId } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { accessChanges } from './access.ts';
import { leave, Member } from './member.ts';
import { members } from './members.ts';

export const takeLeave = route('POST /v1/staff/{member}/leaving', {
  summary: 'An administrator enters the last day of a member; today or earlier closes the account at once',
  who: ['admin'],
  input: z.strictObject({
    member: MemberId,
    /** Null takes it back: the member stays. */
    lastDay: LocalDay.nullable(),
  }),
  output: Member.pick({ member: true, state: true, lastDay: true }),
  refuses: ['not-found', 'member-left', 'own-access', 'last-admin'],
  emits: [accessSet],
  subject: ({ member }) => member,
  async handle({ member, lastDay }, { table, caller, now }) {
    const found = await members(table).find(member);
    if (!found) return refuse('not-found');
    const next = leave(found.value, lastDay, localDay(now), { by: caller.id, now });
    if (isRefusal(next)) return next;
    const changes = await accessChanges(table, [{ found, next, because: 'left' }]);
    if (isRefusal(changes)) return changes;
    table.commit(changes);
    return next;
  },
});
