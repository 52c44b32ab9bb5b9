import { channelsTested } from '../../shared/contracts/billing.ts';
import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onChannelsTested = reaction(channelsTested, {
  summary: 'The platform notes that banks can report to a new hospital',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: ({ channels }, world, { tenant }) => stepDone(world, tenant, 'payments', { channels }),
});
