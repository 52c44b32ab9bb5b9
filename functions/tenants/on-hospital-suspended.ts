import { hospitalSuspended } from '../../shared/contracts/standing.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { setStanding } from './set-standing.ts';

export const onHospitalSuspended = reaction(hospitalSuspended, {
  summary: 'A suspended hospital is refused at every door but the callbacks of banks and public pages',
  tenant: 'platform',
  needs: ['standings'],
  handle: ({ hospital }, world) => setStanding(world, hospital),
});
