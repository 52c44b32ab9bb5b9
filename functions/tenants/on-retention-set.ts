import { retentionSet } from '../../shared/contracts/records.ts';
import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onRetentionSet = reaction(retentionSet, {
  summary: 'The platform notes that a new hospital knows how long it keeps records',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: ({ extraYears }, world, { tenant }) => stepDone(world, tenant, 'retention', { extraYears }),
});
