import { clinicsOpened } from '../../shared/contracts/queue.ts';
import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onClinicsOpened = reaction(clinicsOpened, {
  summary: 'The platform notes that a new hospital has its clinics',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: ({ clinics }, world, { tenant }) => stepDone(world, tenant, 'clinics', { clinics }),
});
