import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { AccessId, SupportAccess } from './support-access.ts';
import { supportAccesses } from './support-accesses.ts';

export const listSupportAccesses = route('GET /v1/support-accesses', {
  summary: "The hospital's administrators see which operators asked to look into it, newest first",
  who: ['admin'],
  input: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), after: AccessId.optional() }),
  output: z.object({ items: z.array(SupportAccess), next: AccessId.optional() }),
  handle: ({ limit, after }, { table }) => supportAccesses(table).list(limit, after),
});
