import { encounterOpened } from '../../shared/contracts/encounters.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { begun } from './ticket.ts';
import { tickets } from './tickets.ts';

export const onEncounterOpened = reaction(encounterOpened, {
  summary: 'A begun visit takes its patient out of the hands of the line',
  async handle({ ticket }, world) {
    const kept = tickets(world.table);
    const found = await kept.find(ticket);
    if (!found) throw new Error(`visit opened for an unknown ticket ${ticket}`);
    if (found.value.state !== 'served') world.table.commit({ put: [kept.replacing(found, begun(found.value))] });
  },
});
