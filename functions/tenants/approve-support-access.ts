import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { AccessId, decide, SupportAccess } from './support-access.ts';
import { supportAccesses } from './support-accesses.ts';

export const approveSupportAccess = route('POST /v1/support-accesses/{access}/approval', {
  summary: 'An administrator lets the operator who asked look into the hospital, for the minutes asked for',
  who: ['admin'],
  input: z.strictObject({ access: AccessId }),
  output: SupportAccess,
  refuses: ['not-found', 'access-decided', 'access-expired'],
  subject: ({ access }) => access,
  async handle({ access }, { table, caller, now }) {
    const { find, replacing } = supportAccesses(table);
    const found = await find(access);
    if (!found) return refuse('not-found');
    const decided = decide(found.value, 'approved', caller.id, now);
    if (isRefusal(decided)) return decided;
    table.commit({ put: [replacing(found, decided)] });
    return decided;
  },
});
