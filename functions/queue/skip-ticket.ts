import * as z from 'zod';
import { ticketSkipped } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TicketId } from '../../shared/kernel/ids.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { skip } from './acts.ts';
import { ActedOn } from './ticket.ts';
import { actorOf, namedIn, ticketAtHand } from './ticket-at-hand.ts';
import { tickets } from './tickets.ts';

export const skipTicket = route('POST /v1/tickets/{ticket}/skip', {
  summary: 'A called patient who does not answer stands behind the next three and is called again then',
  who: ['doctor', 'reception'],
  input: z.strictObject({ ticket: TicketId }),
  output: ActedOn,
  refuses: ['not-found', 'ticket-not-open', 'ticket-not-called', 'visit-begun'],
  emits: [ticketSkipped],
  subject: ({ ticket }) => ticket,
  async handle({ ticket }, world) {
    const found = await ticketAtHand(ticket, world);
    if (isRefusal(found)) return found;
    const kept = tickets(world.table);
    const skipped = skip(found.value, await kept.line(found.value), actorOf(world));
    if (isRefusal(skipped)) return skipped;
    const { number, state, calls = 1 } = skipped;
    world.table.commit({
      put: [kept.replacing(found, skipped)],
      emit: [emit(ticketSkipped, ticket, { ...namedIn(skipped), calls })],
    });
    return { ticket, number, state };
  },
});
