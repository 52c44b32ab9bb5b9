import * as z from 'zod';
import { Act, ticketActUndone } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { TicketId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { isUntouched, undo } from './acts.ts';
import { ActedOn, isOpen } from './ticket.ts';
import { namedIn, ticketAtHand } from './ticket-at-hand.ts';
import { tickets } from './tickets.ts';

export const undoTicket = route('POST /v1/tickets/{ticket}/undo', {
  summary: 'The last act on a ticket is taken back within ten minutes, by whoever did it or by the reception',
  who: ['doctor', 'reception'],
  input: z.strictObject({ ticket: TicketId }),
  output: ActedOn.extend({ undone: Act }),
  refuses: ['not-found', 'ticket-not-open', 'nothing-to-undo', 'undo-not-yours', 'ticket-already-held'],
  emits: [ticketActUndone],
  subject: ({ ticket }) => ticket,
  async handle({ ticket }, world) {
    const found = await ticketAtHand(ticket, world);
    if (isRefusal(found)) return found;
    const kept = tickets(world.table);
    const { flow, saving } = await kept.flow(found.value);
    const undone = undo(found.value, flow, world.now);
    if (isRefusal(undone)) return undone;
    if (undone.by !== world.caller.id && !world.caller.roles.includes('reception')) return refuse('undo-not-yours');
    const made = undone.made && (await kept.find(undone.made));
    if (made && !isUntouched(made.value)) return refuse('nothing-to-undo', 'sent-on');
    const back = undone.ticket;
    const [wasOpen, opens] = [isOpen(found.value), isOpen(back)];
    if (opens && !wasOpen && (await kept.holds(back, back.person))) return refuse('ticket-already-held');
    world.table.commit({
      put: [
        kept.replacing(found, back),
        ...(undone.flow ? [saving(undone.flow)] : []),
        ...(made ? [kept.replacing(made, { ...made.value, state: 'moved' })] : []),
        ...(opens && !wasOpen ? [kept.holding(back)] : []),
      ],
      remove: [
        ...(wasOpen && !opens ? await kept.releasing(back) : []),
        ...(made ? await kept.releasing(made.value) : []),
      ],
      emit: [emit(ticketActUndone, ticket, { ...namedIn(back), act: undone.act })],
    });
    return { ticket, number: back.number, state: back.state, undone: undone.act };
  },
});
