import * as z from 'zod';
import { MemberId } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { Member } from './member.ts';
import { members, namesOf } from './members.ts';

const Listed = Member.pick({ member: true, login: true, roles: true, state: true, certificate: true, lastDay: true });

export const listMembers = route('GET /v1/staff', {
  summary: 'An administrator sees who works at the hospital, or who has left it',
  who: ['admin'],
  input: z.strictObject({
    state: Member.shape.state.default('active'),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    after: MemberId.optional(),
  }),
  output: z.object({ items: z.array(Listed.extend({ name: z.string().optional() })), next: MemberId.optional() }),
  needs: ['keys'],
  async handle({ state, limit, after }, world) {
    const { listed, next } = await members(world.table).list(state, limit, after);
    const names = await namesOf(world.keys, listed);
    return { items: listed.map((one) => ({ ...one, name: names.get(one.member) })), next };
  },
});
