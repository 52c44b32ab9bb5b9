import * as z from 'zod';
import { accessSet, MemberId, StaffRole } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { announced } from './access.ts';
import { adminsWith, Certificate, join, Login, MemberDetails, Roles } from './member.ts';
import { members, sealDetails } from './members.ts';

export const addMember = route('POST /v1/staff', {
  summary: 'An administrator takes somebody into the staff of the hospital; the account follows within seconds',
  who: ['admin'],
  input: z.strictObject({ login: Login, ...MemberDetails.shape, certificate: Certificate.optional(), roles: Roles }),
  output: z.object({ member: MemberId, login: z.string(), roles: z.array(StaffRole) }),
  refuses: ['login-taken', 'certificate-missing'],
  emits: [accessSet],
  needs: ['keys'],
  subject: (_, { member }) => member,
  async handle({ login, certificate, roles, ...details }, world) {
    const kept = members(world.table);
    if (await kept.ofLogin(login)) return refuse('login-taken');
    const sealed = await sealDetails(world.keys, details);
    const member = MemberId.parse(world.newId());
    const joining = { member, login, roles, sealed, ...(certificate !== undefined && { certificate }) };
    const joined = join(joining, { by: world.caller.id, now: world.now });
    if (isRefusal(joined)) return joined;
    const before = await kept.admins();
    world.table.commit({
      put: [...kept.adding(joined), ...kept.replacingAdmins(before, adminsWith(before.members, joined))],
      emit: [announced(joined, 'joined')],
    });
    return { member, login, roles };
  },
});
