import * as z from 'zod';
import { ticketRecalled } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TicketId } from '../../shared/kernel/ids.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { recall } from './acts.ts';
import { ActedOn } from './ticket.ts';
import { actorOf, namedIn, ticketAtHand } from './ticket-at-hand.ts';
import { tickets } from './tickets.ts';

export const recallTicket = route('POST /v1/tickets/{ticket}/recall', {
  summary: 'A patient who did not come in is called once more',
  who: ['doctor', 'reception'],
  input: z.strictObject({ ticket: TicketId }),
  output: ActedOn.extend({ calls: z.int().positive() }),
  refuses: ['not-found', 'ticket-not-open', 'ticket-not-called', 'visit-begun'],
  emits: [ticketRecalled],
  subject: ({ ticket }) => ticket,
  async handle({ ticket }, world) {
    const found = await ticketAtHand(ticket, world);
    if (isRefusal(found)) return found;
    const recalled = recall(found.value, actorOf(world));
    if (isRefusal(recalled)) return recalled;
    const { number, state, calls = 1 } = recalled;
    world.table.commit({
      put: [tickets(world.table).replacing(found, recalled)],
      emit: [emit(ticketRecalled, ticket, { ...namedIn(recalled), calls })],
    });
    return { ticket, number, state, calls };
  },
});
