import * as z from 'zod';
import { personFacts } from '../../shared/contracts/identity.ts';
import { Priority, ticketIssued } from '../../shared/contracts/queue.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ClinicId, type PersonId, TicketId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { World } from '../../shared/ports/world.ts';
import { BilingualName } from './clinic.ts';
import { clinics } from './clinics.ts';
import { PriorityReason, priorityOn, type StatedGround } from './priority.ts';
import { tickets } from './tickets.ts';
import { outlookOf } from './wait.ts';

/** What a ticket says. */
export const TicketSlip = z.object({
  ticket: TicketId,
  number: z.int().positive(),
  clinic: ClinicId,
  clinicName: BilingualName,
  room: z.string(),
  ahead: z.int().min(0),
  expectedWaitMinutes: z.int().min(0),
  priority: Priority,
  priorityReason: PriorityReason.optional(),
});

export const ticketRefusals = ['clinic-unknown', 'clinic-closed', 'person-unknown', 'ticket-already-held'] as const;

interface Asked {
  readonly clinic: ClinicId;
  readonly person: PersonId;
  readonly ground?: StatedGround | undefined;
  /** Comes at the booked time: stands with the booked ones unless the law gives a better place. */
  readonly booked?: boolean;
}
const bookedPlace = 2;

/** A number for this person in the line of today, ready to be saved, and the slip that tells of it. */
export async function newTicket({ clinic, person, ground, booked = false }: Asked, world: World) {
  const place = await clinics(world.table).find(clinic);
  if (!place) return refuse('clinic-unknown');
  const facts = await world.ask(personFacts, { person });
  if (!facts.known) return refuse('person-unknown');
  const at = { clinic, day: localDay(world.now) };
  const kept = tickets(world.table);
  if (await kept.holds(at, person)) return refuse('ticket-already-held');
  const [line, { flow }, { pace }] = await Promise.all([kept.line(at), kept.flow(at), kept.pace(clinic)]);
  if (flow.closedAt !== undefined) return refuse('clinic-closed');
  const lawful = priorityOn(at.day, { birthDate: facts.birthDate, ground });
  const priority = booked ? Math.min(lawful.priority, bookedPlace) : lawful.priority;
  const number = await kept.nextNumber(at);
  const hall = { line, flow, pace, averageMinutes: place.averageMinutes, now: world.now };
  const outlook = outlookOf({ priority, number }, hall);
  const ticket = TicketId.parse(world.newId());
  const issued = { ticket, ...at, person, number, priority, examination: place.examination };
  const channel = world.caller.roles.includes('reception') ? 'desk' : 'kiosk';
  const where = { clinic, clinicName: place.name, room: place.room };
  return {
    put: kept.adding({ ...issued, state: 'waiting', issuedAt: world.now.toISOString() }),
    emit: emit(ticketIssued, ticket, { ticket, clinic, person, number, priority, channel }),
    slip: { ticket, number, ...where, ...outlook, priority, priorityReason: lawful.reason },
  };
}
