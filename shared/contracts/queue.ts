import * as z from 'zod';
import { question } from '../kernel/doors.ts';
import { event } from '../kernel/events.ts';
import { ClinicId, PersonId, ServiceCode, TicketId } from '../kernel/ids.ts';
import { ImportContinued } from '../kernel/import-continued.ts';
import { LocalDay } from '../kernel/time.ts';

/** Priority in line by law; a lower number goes first. 0 emergency, 1 priority class, 2 booked, 3 ordinary. */
export const Priority = z.int().min(0).max(3);

export const clinicsOpened = event('queue.clinics-opened', 1, z.object({ clinics: z.int() }));

export const ticketIssued = event(
  'queue.ticket-issued',
  1,
  z.object({
    ticket: TicketId,
    clinic: ClinicId,
    person: PersonId,
    number: z.int().positive(),
    priority: Priority,
    channel: z.enum(['kiosk', 'desk']),
  }),
);

export const ticketCalled = event(
  'queue.ticket-called',
  1,
  z.object({
    ticket: TicketId,
    clinic: ClinicId,
    person: PersonId,
    number: z.int().positive(),
    waitedSeconds: z.int(),
  }),
);

/** What people do with a ticket of a line; everything else is done by events. */
export const Act = z.enum(['call', 'recall', 'skip', 'no-show', 'return', 'transfer']);
export type Act = z.infer<typeof Act>;

const ofTicket = { ticket: TicketId, clinic: ClinicId, person: PersonId, number: z.int().positive() };

/** Called once more, since nobody came; `calls` counts them all. */
export const ticketRecalled = event('queue.ticket-recalled', 1, z.object({ ...ofTicket, calls: z.int().positive() }));

/** Did not answer and waits again, a few places farther back. */
export const ticketSkipped = event('queue.ticket-skipped', 1, z.object({ ...ofTicket, calls: z.int().positive() }));

/** Was called so many times in vain and is not in the line any more. */
export const ticketMissed = event('queue.ticket-missed', 1, z.object({ ...ofTicket, calls: z.int().positive() }));

export const ticketReturned = event(
  'queue.ticket-returned',
  1,
  z.object({ ...ofTicket, after: z.enum(['tests', 'absence']) }),
);

/** Sent on to clinic `to`, where the patient holds ticket `made`; the old one goes on when the patient `stays` too. */
export const ticketTransferred = event(
  'queue.ticket-transferred',
  1,
  z.object({ ...ofTicket, to: ClinicId, made: TicketId, stays: z.boolean() }),
);

export const ticketActUndone = event('queue.ticket-act-undone', 1, z.object({ ...ofTicket, act: Act }));

/** A clinic calls nobody more on this day and gives out no number; so many who waited were not seen. */
export const clinicClosed = event(
  'queue.clinic-closed',
  1,
  z.object({ clinic: ClinicId, day: LocalDay, waiting: z.int() }),
);

export const clinicReopened = event('queue.clinic-reopened', 1, z.object({ clinic: ClinicId, day: LocalDay }));

const clock = z.string().regex(/^\d{2}:\d{2}$/);
const ofAppointment = { appointment: z.string(), clinic: ClinicId, person: PersonId };
/** A day and a time of day, HH:MM, in Viet Nam. */
const slot = { ...ofAppointment, day: LocalDay, time: clock };

export const appointmentBooked = event(
  'queue.appointment-booked',
  1,
  z.object({ ...slot, channel: z.enum(['desk', 'phone']) }),
);

export const appointmentMoved = event(
  'queue.appointment-moved',
  1,
  z.object({ ...slot, fromDay: LocalDay, fromTime: clock }),
);

export const appointmentCancelled = event('queue.appointment-cancelled', 1, z.object(slot));

/** A booked patient came and took a number; `inTime` is within half an hour of the time. */
export const appointmentArrived = event(
  'queue.appointment-arrived',
  1,
  z.object({ ...ofAppointment, ticket: TicketId, inTime: z.boolean() }),
);

export const bookingRulesSet = event(
  'queue.booking-rules-set',
  1,
  z.object({ clinic: ClinicId, perHour: z.int(), perDay: z.int() }),
);

/** Rows of a file of appointments are worked off up to `from`; those behind it are next. */
export const appointmentImportContinued = event('queue.appointment-import-continued', 1, ImportContinued);

/** The ticket that a doctor holds in hand: who was called, where, and which examination it is. */
export const calledTicket = question(
  'queue.called-ticket',
  z.object({ ticket: TicketId }),
  z.object({
    state: z.enum(['unknown', 'waiting', 'called', 'missed', 'moved', 'served']),
    person: PersonId.optional(),
    clinic: ClinicId.optional(),
    examination: ServiceCode.optional(),
  }),
);
