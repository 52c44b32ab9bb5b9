import { encounterClosed } from '../../shared/contracts/encounters.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { served, serviceSeconds } from './ticket.ts';
import { tickets } from './tickets.ts';
import { paceAfter } from './wait.ts';

export const onEncounterClosed = reaction(encounterClosed, {
  summary: 'A closed visit ends its ticket, frees the patient for a new one and tells the clinic how long it took',
  async handle({ ticket }, world, envelope) {
    const kept = tickets(world.table);
    const found = await kept.find(ticket);
    if (!found) throw new Error(`visit closed for an unknown ticket ${ticket}`);
    if (found.value.state === 'served') return;
    const closedAt = new Date(envelope.at);
    const took = serviceSeconds(found.value, closedAt);
    const { pace, saving } = await kept.pace(found.value.clinic);
    world.table.commit({
      put: [
        kept.replacing(found, served(found.value, closedAt)),
        ...(took === undefined ? [] : [saving(paceAfter(pace, took))]),
      ],
      remove: await kept.releasing(found.value),
    });
  },
});
