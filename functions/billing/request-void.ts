import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { bills } from './bills.ts';
import { voidBill } from './reckoning.ts';
import { putVoidRequest, voidRequests } from './void-requests.ts';
import { ResolutionNote } from './work-item.ts';

export const requestVoid = route('POST /v1/bills/{bill}/void', {
  summary: 'A cashier asks that a bill on which nothing was paid is voided; another person decides',
  who: ['cashier', 'admin'],
  input: z.strictObject({ bill: BillId, reason: ResolutionNote }),
  output: z.object({ bill: BillId, state: z.literal('requested') }),
  refuses: ['not-found', 'void-waiting', 'bill-void', 'bill-has-payments', 'bill-already-paid'],
  subject: ({ bill }) => bill,
  async handle({ bill, reason }, { table, now, caller, newId }) {
    const found = await bills(table).get(bill);
    if (!found) return refuse('not-found');
    const at = now.toISOString();
    const possible = voidBill(found.value, { id: newId(), at, day: localDay(now) });
    if (isRefusal(possible)) return possible;
    const before = await voidRequests(table).get(bill);
    if (before?.value.state === 'requested') return refuse('void-waiting');
    const asked = { bill, reason, requestedAt: at, requestedBy: caller.id, state: 'requested' } as const;
    table.commit({ put: [putVoidRequest(asked, before?.version ?? 'absent')] });
    return { bill, state: 'requested' as const };
  },
});
