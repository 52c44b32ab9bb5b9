import { departureAdvanced } from '../../shared/contracts/departure.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { stepOut } from '../../shared/ports/step-out.ts';
import { kept } from './kept.ts';
import { opened } from './opened.ts';

export const onDepartureAdvanced = reaction(departureAdvanced.billing, {
  summary:
    'What billing keeps of a leaving hospital is handed over, and what no law keeps is removed, a piece at a time',
  emits: [departureAdvanced.billing],
  needs: ['files', 'keys'],
  handle: (advance, world) => stepOut(world, { owner: 'billing', keeps: kept, opened: opened(world.keys) }, advance),
});
