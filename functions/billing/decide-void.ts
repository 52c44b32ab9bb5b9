import * as z from 'zod';
import { billVoided } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { bills } from './bills.ts';
import { commitVoid } from './commit-void.ts';
import { RequestVersion, unlessSeen } from './request-version.ts';
import { putVoidRequest, voidRequests } from './void-requests.ts';

export const decideVoid = route('POST /v1/bills/{bill}/void/decision', {
  summary: 'An administrator, not the one who asked, voids a bill or lets it stand; the visit may then be billed anew',
  who: ['admin'],
  input: z.strictObject({ bill: BillId, approve: z.boolean(), version: RequestVersion }),
  output: z.object({ bill: BillId, state: z.enum(['approved', 'rejected']), entry: z.string().optional() }),
  refuses: [
    'not-found',
    'void-decided',
    'request-changed',
    'needs-another-person',
    'bill-void',
    'bill-has-payments',
    'bill-already-paid',
  ],
  emits: [billVoided],
  subject: ({ bill }) => bill,
  async handle({ bill, approve, version }, world) {
    const request = await voidRequests(world.table).get(bill);
    const found = await bills(world.table).get(bill);
    if (!request || !found) return refuse('not-found');
    if (request.value.state !== 'requested') return refuse('void-decided');
    const changed = unlessSeen(version, request);
    if (changed) return changed;
    if (request.value.requestedBy === world.caller.id) return refuse('needs-another-person');
    const decided = { ...request.value, decidedAt: world.now.toISOString(), decidedBy: world.caller.id };
    if (!approve) {
      world.table.commit({ put: [putVoidRequest({ ...decided, state: 'rejected' }, request.version)] });
      return { bill, state: 'rejected' as const };
    }
    const entry = await commitVoid(found, { ...decided, state: 'approved' }, request.version, world);
    return isRefusal(entry) ? entry : { bill, state: 'approved' as const, entry };
  },
});
