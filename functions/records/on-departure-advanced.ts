import { departureAdvanced } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepOut } from '../../shared/ports/step-out.ts';
import { custody, kept } from './kept.ts';

export const onDepartureAdvanced = reaction(departureAdvanced.records, {
  summary:
    'What records keeps of a leaving hospital is handed over, and what no law keeps is removed, a piece at a time',
  emits: [departureAdvanced.records],
  needs: ['files'],
  handle: (advance, world) => stepOut(world, { owner: 'records', keeps: kept, custody }, advance),
});
