import * as z from 'zod';
import type { Act } from '../../shared/contracts/queue.ts';
import { type ClinicId, type PersonId, type ServiceCode, TicketId } from '../../shared/kernel/ids.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Flow, Waiting } from './line.ts';

/** A number in the line of one clinic on one Vietnamese day. */
export interface Ticket extends Waiting {
  readonly ticket: TicketId;
  readonly clinic: ClinicId;
  readonly day: LocalDay;
  readonly person: PersonId;
  readonly examination: ServiceCode;
  /** `missed` was called in vain, `moved` stands in another clinic's line under another ticket. */
  readonly state: 'waiting' | 'called' | 'missed' | 'moved' | 'served';
  readonly issuedAt: string;
  readonly calledAt?: string;
  readonly calledBy?: string;
  readonly servedAt?: string;
  /** Calls out of the line and repeated ones, since the ticket was issued or its patient came back. */
  readonly calls?: number;
  /** A visit was begun with it; such a ticket cannot be moved any more. */
  readonly visited?: boolean;
  /** The doctor has the patient since the last call out of the line. */
  readonly inRoom?: boolean;
  /** The ticket that sent this patient here. */
  readonly sentBy?: TicketId;
  readonly lastAct?: LastAct;
}

/** What it takes to undo: the ticket as it stood, without what was done before. */
interface LastAct {
  readonly act: Act;
  readonly by: string;
  readonly at: string;
  readonly before: Omit<Ticket, 'lastAct'>;
  /** For a call: the flow before it. */
  readonly flow?: Flow;
  /** For a transfer: the ticket that it made. */
  readonly made?: TicketId;
}

/** The answer of a door that acts on a ticket. */
export const ActedOn = z.object({
  ticket: TicketId,
  number: z.int().positive(),
  state: z.enum(['waiting', 'called', 'missed', 'moved', 'served']),
});

const secondsBetween = (from: string, to: Date): number => Math.floor((to.getTime() - Date.parse(from)) / 1000);

/** The ticket without the memory of what was done last. */
export function settled({ lastAct: _, ...ticket }: Ticket): Omit<Ticket, 'lastAct'> {
  return ticket;
}

export const served = (ticket: Ticket, at: Date): Ticket => ({
  ...settled(ticket),
  state: 'served',
  servedAt: at.toISOString(),
});

/**
 * The patient is with the doctor, whatever the line had noted in the meantime; what was done before cannot be undone
 * any more.
 */
export const begun = (ticket: Ticket): Ticket => ({
  ...settled(ticket),
  ...(ticket.state !== 'moved' && { state: 'called', inRoom: true }),
  visited: true,
});

/** Its patient waits or was called: no second number for this clinic and day. */
export const isOpen = ({ state }: Ticket): boolean => state === 'waiting' || state === 'called';

/** Whole seconds from the ticket, or from the place that its patient was last given, to this instant. */
export const waitedSeconds = (ticket: Ticket, at: Date): number =>
  Math.max(0, secondsBetween(ticket.place?.since ?? ticket.issuedAt, at));
