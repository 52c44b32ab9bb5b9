import * as z from 'zod';
import { MemberId } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Member, MemberDetails } from './member.ts';
import { detailsOf, members } from './members.ts';

export const readMember = route('GET /v1/staff/{member}', {
  summary: 'An administrator reads what the hospital knows of one member of its staff',
  who: ['admin'],
  input: z.strictObject({ member: MemberId }),
  output: Member.omit({ sealed: true, subject: true })
    .extend(MemberDetails.partial().shape)
    .extend({ hasAccount: z.boolean() }),
  refuses: ['not-found'],
  needs: ['keys'],
  subject: ({ member }) => member,
  async handle({ member }, world) {
    const found = await members(world.table).find(member);
    if (!found) return refuse('not-found');
    const details = await detailsOf(world.keys, found.value);
    return { ...found.value, ...details?.reveal(), hasAccount: found.value.subject !== undefined };
  },
});
