import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { bills } from './bills.ts';
import { RequestVersion } from './request-version.ts';
import { voidRequests } from './void-requests.ts';

export const readVoid = route('GET /v1/bills/{bill}/void', {
  summary: 'A desk sees who asked that a bill is voided and why: what a decision is given on',
  who: ['cashier', 'admin'],
  input: z.strictObject({ bill: BillId }),
  output: z.object({
    bill: BillId,
    total: Dong,
    reason: z.string(),
    state: z.enum(['requested', 'approved', 'rejected']),
    requestedAt: Instant,
    requestedBy: z.string(),
    decidedAt: Instant.optional(),
    decidedBy: z.string().optional(),
    /** To be given with the decision. */
    version: RequestVersion,
  }),
  refuses: ['not-found'],
  subject: ({ bill }) => bill,
  async handle({ bill }, { table }) {
    const request = await voidRequests(table).get(bill);
    const found = await bills(table).get(bill);
    if (!request || !found) return refuse('not-found');
    const { entry: _, ...asked } = request.value;
    return { ...asked, total: found.value.total, version: request.version };
  },
});
