import * as z from 'zod';
import { MemberId } from '../../shared/contracts/staff.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { members } from './members.ts';

/**
 * A PUT and not a POST: the answer to a POST is kept for its repetition, and a password must be kept nowhere. Repeated,
 * it gives a new password, and the one before is worth nothing.
 */
export const handOverPassword = route('PUT /v1/staff/{member}/password', {
  summary:
    'An administrator gets a password to hand over, for a first sign-in or a forgotten one; it must be changed then',
  who: ['admin'],
  input: z.strictObject({ member: MemberId }),
  output: z.object({ member: MemberId, login: z.string(), password: z.string() }),
  refuses: ['not-found', 'member-left', 'account-awaited'],
  needs: ['accounts'],
  subject: ({ member }) => member,
  async handle({ member }, world) {
    const kept = members(world.table);
    const found = await kept.find(member);
    if (!found) return refuse('not-found');
    const { login, state } = found.value;
    if (state === 'left') return refuse('member-left');
    const password = await world.accounts.newPassword(login);
    if (password === undefined) return refuse('account-awaited');
    // Nothing of it is stored; the item is written so that the audit shows who handed it over, and to whom.
    world.table.commit({ put: [kept.replacing(found, found.value)] });
    return { member, login, password };
  },
});
