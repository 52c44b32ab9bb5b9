import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { AccessId, SupportAccess } from './support-access.ts';
import { supportAccesses } from './support-accesses.ts';

export const readSupportAccess = route('GET /v1/support-accesses/{access}', {
  summary: 'An administrator sees one request and every single thing that was looked at',
  who: ['admin'],
  input: z.strictObject({ access: AccessId }),
  output: SupportAccess.extend({ uses: z.array(z.object({ at: Instant, door: z.string(), seen: z.string() })) }),
  refuses: ['not-found'],
  async handle({ access }, { table }) {
    const { find, uses } = supportAccesses(table);
    const found = await find(access);
    return found ? { ...found.value, uses: await uses(found.value) } : refuse('not-found');
  },
});
