import * as z from 'zod';
import { question } from '../kernel/doors.ts';
import { event } from '../kernel/events.ts';
import { ClinicId, PersonId, ServiceCode, TicketId } from '../kernel/ids.ts';
import { ImportContinued } from '../kernel/import-continued.ts';

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

/** Rows of a file of appointments are worked off up to `from`; those behind it are next. */
export const appointmentImportContinued = event('queue.appointment-import-continued', 1, ImportContinued);

/** The ticket that a doctor holds in hand: who was called, where, and which examination it is. */
export const calledTicket = question(
  'queue.called-ticket',
  z.object({ ticket: TicketId }),
  z.object({
    state: z.enum(['unknown', 'waiting', 'called', 'served']),
    person: PersonId.optional(),
    clinic: ClinicId.optional(),
    examination: ServiceCode.optional(),
  }),
);
