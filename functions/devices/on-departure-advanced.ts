import { departureAdvanced } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { auditKept, stepOut } from '../../shared/ports/step-out.ts';

export const onDepartureAdvanced = reaction(departureAdvanced.devices, {
  summary: 'What devices keeps of a leaving hospital is handed over and then removed, a piece at a time',
  emits: [departureAdvanced.devices],
  needs: ['files'],
  handle: (advance, world) => stepOut(world, { owner: 'devices', keeps: [auditKept] }, advance),
});
