import * as z from 'zod';
import { billState } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { AccessId, hindrance } from './support-access.ts';
import { supportAccesses, useOf } from './support-accesses.ts';

export const supportBill = route('GET /v1/support-accesses/{access}/bills/{bill}', {
  summary: 'With an approved access, the operator sees the state of a bill and what the ledger posted for it',
  who: ['operator'],
  tenantFrom: { directory: 'support-access', parameter: 'access' },
  input: z.strictObject({ access: AccessId, bill: BillId }),
  output: billState.output,
  refuses: ['not-found', 'access-not-approved', 'access-expired'],
  asks: [billState],
  subject: ({ access, bill }) => useOf(access, bill),
  async handle({ access, bill }, world) {
    const found = await supportAccesses(world.table).find(access);
    if (!found) return refuse('not-found');
    const against = hindrance(found.value, world.caller.id, world.now);
    if (against) return against;
    return world.ask(billState, { bill });
  },
});
