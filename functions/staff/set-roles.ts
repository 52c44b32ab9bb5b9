import * as z from 'zod';
import { accessSet, MemberId, StaffRole } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { accessChanges } from './access.ts';
import { changeRoles, Roles } from './member.ts';
import { members } from './members.ts';

export const setRoles = route('PUT /v1/staff/{member}/roles', {
  summary: 'An administrator says what a member may do; at most fifteen minutes later nothing else is possible',
  who: ['admin'],
  input: z.strictObject({ member: MemberId, roles: Roles }),
  output: z.object({ member: MemberId, roles: z.array(StaffRole) }),
  refuses: ['not-found', 'member-left', 'certificate-missing', 'own-access', 'last-admin'],
  emits: [accessSet],
  subject: ({ member }) => member,
  async handle({ member, roles }, { table, caller, now }) {
    const found = await members(table).find(member);
    if (!found) return refuse('not-found');
    const next = changeRoles(found.value, roles, { by: caller.id, now });
    if (isRefusal(next)) return next;
    const changes = await accessChanges(table, [{ found, next, because: 'roles' }]);
    if (isRefusal(changes)) return changes;
    table.commit(changes);
    return { member, roles };
  },
});
