import * as z from 'zod';
import { ticketMissed } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TicketId } from '../../shared/kernel/ids.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { noShow } from './acts.ts';
import { ActedOn } from './ticket.ts';
import { actorOf, namedIn, ticketAtHand } from './ticket-at-hand.ts';
import { tickets } from './tickets.ts';

export const missTicket = route('POST /v1/tickets/{ticket}/no-show', {
  summary: 'A patient called three times in vain leaves the line and may return or take a new number',
  who: ['doctor', 'reception'],
  input: z.strictObject({ ticket: TicketId }),
  output: ActedOn,
  refuses: ['not-found', 'ticket-not-open', 'ticket-not-called', 'visit-begun', 'too-few-calls'],
  emits: [ticketMissed],
  subject: ({ ticket }) => ticket,
  async handle({ ticket }, world) {
    const found = await ticketAtHand(ticket, world);
    if (isRefusal(found)) return found;
    const missed = noShow(found.value, actorOf(world));
    if (isRefusal(missed)) return missed;
    const { number, state, calls = 1 } = missed;
    const kept = tickets(world.table);
    world.table.commit({
      put: [kept.replacing(found, missed)],
      remove: await kept.releasing(missed),
      emit: [emit(ticketMissed, ticket, { ...namedIn(missed), calls })],
    });
    return { ticket, number, state };
  },
});
