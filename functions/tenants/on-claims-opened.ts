import { claimsOpened } from '../../shared/contracts/devices.ts';
import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onClaimsOpened = reaction(claimsOpened, {
  summary: 'The platform notes that a new hospital knows its machines',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: ({ devices }, world, { tenant }) => stepDone(world, tenant, 'devices', { devices }),
});
