import { hospitalListed } from '../../shared/contracts/analytics.ts';
import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onHospitalListed = reaction(hospitalListed, {
  summary: 'The platform notes that the province will see the figures of a new hospital',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: ({ hospital }, world) => stepDone(world, hospital, 'dashboards', {}),
});
