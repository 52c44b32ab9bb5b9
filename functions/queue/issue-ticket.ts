import * as z from 'zod';
import { personFacts } from '../../shared/contracts/identity.ts';
import { ticketIssued } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { ClinicId, PersonId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { newTicket, TicketSlip, ticketRefusals } from './new-ticket.ts';
import { StatedGround } from './priority.ts';

export const issueTicket = route('POST /v1/clinics/{clinic}/tickets', {
  summary: 'A patient takes a number for a clinic and learns how many are ahead and how long it will take',
  who: ['kiosk', 'reception'],
  input: z.strictObject({ clinic: ClinicId, person: PersonId, ground: StatedGround.optional() }),
  output: TicketSlip,
  refuses: [...ticketRefusals, 'priority-needs-staff'],
  emits: [ticketIssued],
  asks: [personFacts],
  subject: (_, { ticket }) => ticket,
  async handle(input, world) {
    const atDesk = world.caller.roles.includes('reception');
    if (input.ground !== undefined && !atDesk) return refuse('priority-needs-staff');
    const made = await newTicket(input, world);
    if (isRefusal(made)) return made;
    world.table.commit({ put: made.put, emit: [made.emit] });
    return made.slip;
  },
});
