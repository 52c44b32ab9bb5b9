import * as z from 'zod';
import { personFacts } from '../../shared/contracts/identity.ts';
import { Priority, ticketIssued } from '../../shared/contracts/queue.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ClinicId, PersonId, TicketId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { BilingualName } from './clinic.ts';
import { clinics } from './clinics.ts';
import { PriorityReason, priorityOn, StatedGround } from './priority.ts';
import { tickets } from './tickets.ts';
import { outlookOf } from './wait.ts';

export const issueTicket = route('POST /v1/clinics/{clinic}/tickets', {
  summary: 'A patient takes a number for a clinic and learns how many are ahead and how long it will take',
  who: ['kiosk', 'reception'],
  input: z.strictObject({ clinic: ClinicId, person: PersonId, ground: StatedGround.optional() }),
  output: z.object({
    ticket: TicketId,
    number: z.int().positive(),
    clinic: ClinicId,
    clinicName: BilingualName,
    room: z.string(),
    ahead: z.int().min(0),
    expectedWaitMinutes: z.int().min(0),
    priority: Priority,
    priorityReason: PriorityReason.optional(),
  }),
  refuses: ['clinic-unknown', 'person-unknown', 'ticket-already-held', 'priority-needs-staff'],
  emits: [ticketIssued],
  asks: [personFacts],
  subject: (_, { ticket }) => ticket,
  async handle({ clinic, person, ground }, world) {
    const atDesk = world.caller.roles.includes('reception');
    if (ground !== undefined && !atDesk) return refuse('priority-needs-staff');
    const place = await clinics(world.table).find(clinic);
    if (!place) return refuse('clinic-unknown');
    const facts = await world.ask(personFacts, { person });
    if (!facts.known) return refuse('person-unknown');
    const at = { clinic, day: localDay(world.now) };
    const kept = tickets(world.table);
    if (await kept.holds(at, person)) return refuse('ticket-already-held');
    const [line, { flow }, { pace }] = await Promise.all([kept.line(at), kept.flow(at), kept.pace(clinic)]);
    const { priority, reason: priorityReason } = priorityOn(at.day, { birthDate: facts.birthDate, ground });
    const number = await kept.nextNumber(at);
    const hall = { line, flow, pace, averageMinutes: place.averageMinutes, now: world.now };
    const outlook = outlookOf({ priority, number }, hall);
    const ticket = TicketId.parse(world.newId());
    const issued = { ticket, ...at, person, number, priority, examination: place.examination };
    world.table.commit({
      put: kept.adding({ ...issued, state: 'waiting', issuedAt: world.now.toISOString() }),
      emit: [
        emit(ticketIssued, ticket, { ticket, clinic, person, number, priority, channel: atDesk ? 'desk' : 'kiosk' }),
      ],
    });
    const where = { clinic, clinicName: place.name, room: place.room };
    return { ticket, number, ...where, ...outlook, priority, priorityReason };
  },
});
