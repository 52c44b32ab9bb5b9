import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { AccessId, end, SupportAccess } from './support-access.ts';
import { supportAccesses } from './support-accesses.ts';

export const endSupportAccess = route('POST /v1/support-accesses/{access}/end', {
  summary: 'An administrator ends an approved access before its time',
  who: ['admin'],
  input: z.strictObject({ access: AccessId }),
  output: SupportAccess,
  refuses: ['not-found', 'access-not-approved', 'access-expired'],
  subject: ({ access }) => access,
  async handle({ access }, { table, caller, now }) {
    const { find, replacing } = supportAccesses(table);
    const found = await find(access);
    if (!found) return refuse('not-found');
    const ended = end(found.value, caller.id, now);
    if (isRefusal(ended)) return ended;
    table.commit({ put: [replacing(found, ended)] });
    return ended;
  },
});
