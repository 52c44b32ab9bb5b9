import { hospitalProvisioned, keysMade } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onKeysMade = reaction(keysMade, {
  summary: 'The platform notes that a new hospital has its own keys',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: ({ signingKey }, world, { tenant }) => stepDone(world, tenant, 'keys', { signingKey }),
});
