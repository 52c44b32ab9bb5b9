import { optionsSet } from '../../shared/contracts/imaging.ts';
import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepDone } from './step-done.ts';

export const onOptionsSet = reaction(optionsSet, {
  summary: 'The platform notes what a new hospital takes part in',
  tenant: 'platform',
  emits: [hospitalProvisioned],
  handle: (options, world, { tenant }) => stepDone(world, tenant, 'options', options),
});
