import { hospitalResumed } from '../../shared/contracts/standing.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { setStanding } from './set-standing.ts';

export const onHospitalResumed = reaction(hospitalResumed, {
  summary: 'A resumed hospital is let in again',
  tenant: 'platform',
  needs: ['standings'],
  handle: ({ hospital }, world) => setStanding(world, hospital),
});
