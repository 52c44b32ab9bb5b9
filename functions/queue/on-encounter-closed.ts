import { encounterClosed } from '../../shared/contracts/encounters.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { served } from './ticket.ts';
import { tickets } from './tickets.ts';

export const onEncounterClosed = reaction(encounterClosed, {
  summary: 'A closed visit ends its ticket and frees the patient for a new one',
  async handle({ ticket }, world, envelope) {
    const kept = tickets(world.table);
    const found = await kept.find(ticket);
    if (!found) throw new Error(`visit closed for an unknown ticket ${ticket}`);
    if (found.value.state === 'served') return;
    const closedAt = new Date(envelope.at);
    world.table.commit({
      put: [kept.replacing(found, served(found.value, closedAt))],
      remove: await kept.releasing(found.value),
    });
  },
});
