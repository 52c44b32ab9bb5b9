import * as z from 'zod';
import { ticketIssued, ticketTransferred } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ClinicId, TicketId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { keptFrom, transfer } from './acts.ts';
import { clinics } from './clinics.ts';
import { aheadOf } from './line.ts';
import { ActedOn } from './ticket.ts';
import { actorOf, namedIn, ticketAtHand } from './ticket-at-hand.ts';
import { tickets } from './tickets.ts';

export const transferTicket = route('POST /v1/tickets/{ticket}/transfer', {
  summary: 'A patient is sent on to another clinic of the hospital, instead of this one or as a second one',
  who: ['doctor', 'reception'],
  input: z.strictObject({ ticket: TicketId, to: ClinicId, stays: z.boolean().default(false) }),
  output: ActedOn.extend({
    made: z.object({
      ticket: TicketId,
      number: z.int().positive(),
      clinic: ClinicId,
      room: z.string(),
      ahead: z.int(),
    }),
  }),
  refuses: [
    ...(['not-found', 'ticket-not-open', 'visit-begun', 'same-clinic'] as const),
    ...(['clinic-unknown', 'clinic-closed', 'ticket-already-held'] as const),
  ],
  emits: [ticketTransferred, ticketIssued],
  subject: ({ ticket }) => ticket,
  async handle({ ticket, to: clinic, stays }, world) {
    const found = await ticketAtHand(ticket, world);
    if (isRefusal(found)) return found;
    const refused = keptFrom(found.value, { clinic, stays });
    if (refused) return refused;
    const there = await clinics(world.table).find(clinic);
    if (!there) return refuse('clinic-unknown');
    const { day, person } = found.value;
    const [kept, at] = [tickets(world.table), { clinic, day }];
    const [line, { flow }, held] = await Promise.all([kept.line(at), kept.flow(at), kept.holds(at, person)]);
    if (flow.closedAt !== undefined) return refuse('clinic-closed');
    if (held) return refuse('ticket-already-held');
    const named = { made: TicketId.parse(world.newId()), number: await kept.nextNumber(at) };
    const moved = transfer(found.value, { ...named, ...there, line, stays }, actorOf(world));
    if (isRefusal(moved)) return moved;
    const { from, made } = moved;
    world.table.commit({
      put: [kept.replacing(found, from), ...kept.adding(made)],
      remove: stays ? [] : await kept.releasing(from),
      emit: [
        emit(ticketTransferred, ticket, { ...namedIn(from), to: clinic, made: made.ticket, stays }),
        emit(ticketIssued, made.ticket, { ...namedIn(made), priority: made.priority, channel: 'desk' }),
      ],
    });
    const shown = {
      ticket: made.ticket,
      number: made.number,
      clinic,
      room: there.room,
      ahead: aheadOf(made, line, flow),
    };
    return { ticket, number: from.number, state: from.state, made: shown };
  },
});
