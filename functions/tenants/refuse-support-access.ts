import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { AccessId, decide, SupportAccess } from './support-access.ts';
import { supportAccesses } from './support-accesses.ts';

export const refuseSupportAccess = route('POST /v1/support-accesses/{access}/refusal', {
  summary: "An administrator refuses an operator's request",
  who: ['admin'],
  input: z.strictObject({ access: AccessId }),
  output: SupportAccess,
  refuses: ['not-found', 'access-decided', 'access-expired'],
  subject: ({ access }) => access,
  async handle({ access }, { table, caller, now }) {
    const { find, replacing } = supportAccesses(table);
    const found = await find(access);
    if (!found) return refuse('not-found');
    const decided = decide(found.value, 'refused', caller.id, now);
    if (isRefusal(decided)) return decided;
    table.commit({ put: [replacing(found, decided)] });
    return decided;
  },
});
