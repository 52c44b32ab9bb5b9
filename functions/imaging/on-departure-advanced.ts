import { departureAdvanced } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepOut } from '../../shared/ports/step-out.ts';
import { custody, kept } from './kept.ts';

export const onDepartureAdvanced = reaction(departureAdvanced.imaging, {
  summary:
    'What imaging keeps of a leaving hospital is handed over, and what no law keeps is removed, a piece at a time',
  emits: [departureAdvanced.imaging],
  needs: ['files'],
  handle: (advance, world) => stepOut(world, { owner: 'imaging', keeps: kept, custody }, advance),
});
