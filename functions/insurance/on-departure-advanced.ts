import { departureAdvanced } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { auditKept, stepOut } from '../../shared/ports/step-out.ts';
import { opened } from './opened.ts';

export const onDepartureAdvanced = reaction(departureAdvanced.insurance, {
  summary: 'What insurance keeps of a leaving hospital is handed over and then removed, a piece at a time',
  emits: [departureAdvanced.insurance],
  needs: ['files', 'keys'],
  handle: (advance, world) =>
    stepOut(world, { owner: 'insurance', keeps: [auditKept], opened: opened(world.keys) }, advance),
});
