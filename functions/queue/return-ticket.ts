import * as z from 'zod';
import { ticketReturned } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TicketId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { comeBack } from './acts.ts';
import { aheadOf } from './line.ts';
import { ActedOn } from './ticket.ts';
import { actorOf, namedIn, ticketAtHand } from './ticket-at-hand.ts';
import { tickets } from './tickets.ts';

export const returnTicket = route('POST /v1/tickets/{ticket}/return', {
  summary: 'A patient who is back from tests, or comes after having been called in vain, stands in the line again',
  who: ['reception', 'doctor'],
  input: z.strictObject({ ticket: TicketId }),
  output: ActedOn.extend({ ahead: z.int().min(0) }),
  refuses: ['not-found', 'ticket-not-open', 'ticket-not-away', 'clinic-closed', 'ticket-already-held'],
  emits: [ticketReturned],
  subject: ({ ticket }) => ticket,
  async handle({ ticket }, world) {
    const found = await ticketAtHand(ticket, world);
    if (isRefusal(found)) return found;
    const kept = tickets(world.table);
    const [line, { flow }] = await Promise.all([kept.line(found.value), kept.flow(found.value)]);
    if (flow.closedAt !== undefined) return refuse('clinic-closed');
    const back = comeBack(found.value, line, actorOf(world));
    if (isRefusal(back)) return back;
    const wasMissed = found.value.state === 'missed';
    if (wasMissed && (await kept.holds(back, back.person))) return refuse('ticket-already-held');
    const after = wasMissed ? 'absence' : 'tests';
    world.table.commit({
      put: [kept.replacing(found, back), ...(wasMissed ? [kept.holding(back)] : [])],
      emit: [emit(ticketReturned, ticket, { ...namedIn(back), after })],
    });
    return { ticket, number: back.number, state: back.state, ahead: aheadOf(back, line, flow) };
  },
});
