import { departureAdvanced } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepOut } from '../../shared/ports/step-out.ts';
import { kept } from './kept.ts';

export const onDepartureAdvanced = reaction(departureAdvanced.tenants, {
  summary:
    'What tenants keeps of a leaving hospital is handed over, and what no law keeps is removed, a piece at a time',
  emits: [departureAdvanced.tenants],
  needs: ['files'],
  handle: (advance, world) => stepOut(world, { owner: 'tenants', keeps: kept }, advance),
});
