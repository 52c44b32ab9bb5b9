import * as z from 'zod';
import { MemberId } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Certificate, MemberDetails } from './member.ts';
import { members, sealDetails } from './members.ts';

export const stateDetails = route('PUT /v1/staff/{member}/details', {
  summary: 'An administrator states name, contacts and licence to practise of a member',
  who: ['admin'],
  input: z.strictObject({ member: MemberId, ...MemberDetails.shape, certificate: Certificate.optional() }),
  output: z.object({ member: MemberId }),
  refuses: ['not-found', 'member-left', 'certificate-missing'],
  needs: ['keys'],
  subject: ({ member }) => member,
  async handle({ member, certificate, ...details }, world) {
    const kept = members(world.table);
    const found = await kept.find(member);
    if (!found) return refuse('not-found');
    const { certificate: _, ...known } = found.value;
    if (known.state === 'left') return refuse('member-left');
    if (known.roles.includes('doctor') && certificate === undefined) return refuse('certificate-missing');
    const sealed = await sealDetails(world.keys, details);
    const next = { ...known, sealed, ...(certificate !== undefined && { certificate }) };
    world.table.commit({ put: [kept.replacing(found, next)] });
    return { member };
  },
});
