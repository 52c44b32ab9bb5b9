import type { ClinicId, PersonId, ServiceCode, TicketId } from '../../shared/kernel/ids.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Waiting } from './line.ts';

/** A number in the line of one clinic on one Vietnamese day. */
export interface Ticket extends Waiting {
  readonly ticket: TicketId;
  readonly clinic: ClinicId;
  readonly day: LocalDay;
  readonly person: PersonId;
  readonly examination: ServiceCode;
  readonly state: 'waiting' | 'called' | 'served';
  readonly issuedAt: string;
  readonly calledAt?: string;
  readonly calledBy?: string;
  readonly servedAt?: string;
}

const secondsBetween = (from: string, to: Date): number => Math.floor((to.getTime() - Date.parse(from)) / 1000);

export const called = (ticket: Ticket, by: string, at: Date): Ticket => ({
  ...ticket,
  state: 'called',
  calledAt: at.toISOString(),
  calledBy: by,
});

export const served = (ticket: Ticket, at: Date): Ticket => ({
  ...ticket,
  state: 'served',
  servedAt: at.toISOString(),
});

/** Whole seconds from the ticket to this instant. */
export const waitedSeconds = (ticket: Ticket, at: Date): number => Math.max(0, secondsBetween(ticket.issuedAt, at));

/** Whole seconds with the doctor until this instant; undefined for a patient who was never called. */
export const serviceSeconds = (ticket: Ticket, at: Date): number | undefined =>
  ticket.calledAt === undefined ? undefined : secondsBetween(ticket.calledAt, at);
