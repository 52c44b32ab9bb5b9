import type { Act } from '../../shared/contracts/queue.ts';
import type { ClinicId, ServiceCode, TicketId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { type Flow, flowAfter, placeBehind, type Waiting } from './line.ts';
import { isOpen, settled, type Ticket } from './ticket.ts';

/** Who acts, and when. */
interface Actor {
  readonly by: string;
  readonly at: Date;
}

/** So many calls in vain make a no-show. */
const callsBeforeNoShow = 3;
/** Who does not answer stands behind so many, and is not called again at once. */
const skippedBehind = 3;
/** Later than this the hall has moved on. */
const minutesToUndo = 10;

type Change = Omit<Partial<Ticket>, 'lastAct'>;
type More = Pick<NonNullable<Ticket['lastAct']>, 'flow' | 'made'>;

function acted(act: Act, ticket: Ticket, { by, at }: Actor, change: Change, more: More = {}): Ticket {
  const before = settled(ticket);
  return { ...before, ...change, lastAct: { act, by, at: at.toISOString(), before, ...more } };
}

/** Called and not yet with the doctor. */
const awaited = ({ state, inRoom }: Ticket): Refusal<'ticket-not-called' | 'visit-begun'> | undefined =>
  state !== 'called' ? refuse('ticket-not-called', state) : inRoom ? refuse('visit-begun') : undefined;

/** The next of the line goes to this doctor. The flow is saved with the ticket, so that calls happen one by one. */
export function call(ticket: Ticket, flow: Flow, actor: Actor): { ticket: Ticket; flow: Flow } {
  const calls = (ticket.calls ?? 0) + 1;
  const change: Change = {
    state: 'called',
    calledAt: actor.at.toISOString(),
    calledBy: actor.by,
    calls,
    inRoom: false,
  };
  return {
    ticket: acted('call', ticket, actor, change, { flow }),
    flow: { ...flowAfter(flow, ticket, actor.by, actor.at), lastCalled: ticket.ticket },
  };
}

/** Called once more, by the same doctor; the board shows it on top again. */
export function recall(ticket: Ticket, actor: Actor): Ticket | Refusal<'ticket-not-called' | 'visit-begun'> {
  return (
    awaited(ticket) ??
    acted('recall', ticket, actor, { calledAt: actor.at.toISOString(), calls: (ticket.calls ?? 1) + 1 })
  );
}

/** Does not answer: stands in the own lane again, behind the next three of it. */
export function skip(
  ticket: Ticket,
  line: readonly Waiting[],
  actor: Actor,
): Ticket | Refusal<'ticket-not-called' | 'visit-begun'> {
  const sent = ticket.place?.sent ?? false;
  const place = placeBehind(ticket, line, skippedBehind, actor.at, sent);
  return awaited(ticket) ?? acted('skip', ticket, actor, { state: 'waiting', place });
}

/** Was called three times in vain and gives the place up; the number is free to be taken anew. */
export function noShow(
  ticket: Ticket,
  actor: Actor,
): Ticket | Refusal<'ticket-not-called' | 'visit-begun' | 'too-few-calls'> {
  const refused = awaited(ticket);
  if (refused) return refused;
  if ((ticket.calls ?? 1) < callsBeforeNoShow) return refuse('too-few-calls', String(callsBeforeNoShow));
  return acted('no-show', ticket, actor, { state: 'missed' });
}

/**
 * Back in the line: after tests at the end of the priority lane, since the hospital sent this patient away; after an
 * absence at the end of the own lane. Neither overtakes anybody of the lane.
 */
export function comeBack(ticket: Ticket, line: readonly Waiting[], actor: Actor): Ticket | Refusal<'ticket-not-away'> {
  const fromTests = ticket.state === 'called' && ticket.inRoom === true;
  if (!fromTests && ticket.state !== 'missed') return refuse('ticket-not-away', ticket.state);
  const sent = fromTests || (ticket.place?.sent ?? false);
  const place = placeBehind(ticket, line, line.length, actor.at, sent);
  return acted('return', ticket, actor, { state: 'waiting', place, calls: 0 });
}

interface Onward {
  readonly clinic: ClinicId;
  /** The patient is to be seen here too; otherwise the ticket ends. */
  readonly stays: boolean;
}

/** A ticket with which a visit was begun can only stay: the second clinic belongs to the same coming. */
export function keptFrom(
  ticket: Ticket,
  { clinic, stays }: Onward,
): Refusal<'ticket-not-open' | 'visit-begun' | 'same-clinic'> | undefined {
  if (!isOpen(ticket)) return refuse('ticket-not-open', ticket.state);
  if (clinic === ticket.clinic) return refuse('same-clinic');
  return ticket.visited && !stays ? refuse('visit-begun') : undefined;
}

/** The ticket in the other clinic's line: what it is called, and who waits there. */
interface Beyond extends Onward {
  readonly made: TicketId;
  readonly examination: ServiceCode;
  readonly number: number;
  readonly line: readonly Waiting[];
}

/**
 * Sent on to another clinic, where a ticket of its own stands at the end of the priority lane (an emergency: with the
 * emergencies).
 */
export function transfer(
  ticket: Ticket,
  to: Beyond,
  actor: Actor,
): { from: Ticket; made: Ticket } | NonNullable<ReturnType<typeof keptFrom>> {
  const refused = keptFrom(ticket, to);
  if (refused) return refused;
  const { day, person, priority } = ticket;
  const mine = { priority, number: to.number };
  const place = placeBehind(mine, to.line, to.line.length, actor.at, true);
  const made: Ticket = {
    ...{ ticket: to.made, clinic: to.clinic, day, person, examination: to.examination, state: 'waiting' },
    ...{ ...mine, place, issuedAt: actor.at.toISOString(), sentBy: ticket.ticket },
  };
  const from = acted('transfer', ticket, actor, to.stays ? {} : { state: 'moved' }, { made: to.made });
  return { from, made };
}

/** A ticket made by a transfer that is undone before anything was done with it. */
export const isUntouched = ({ state, lastAct, visited }: Ticket): boolean =>
  state === 'waiting' && lastAct === undefined && !visited;

/**
 * The ticket as it stood before the last act, and the flow as well if that was a call and nobody was called since:
 * otherwise the turns that others took in the meantime stay taken. One act back, within ten minutes.
 */
export function undo(
  ticket: Ticket,
  flow: Flow,
  at: Date,
): { ticket: Ticket; flow?: Flow; act: Act; by: string; made?: TicketId } | Refusal<'nothing-to-undo'> {
  const { lastAct } = ticket;
  if (!lastAct || at.getTime() - Date.parse(lastAct.at) > minutesToUndo * 60_000) return refuse('nothing-to-undo');
  const closed = flow.closedAt === undefined ? {} : { closedAt: flow.closedAt };
  const turnsBack = lastAct.flow && flow.lastCalled === ticket.ticket ? { flow: { ...lastAct.flow, ...closed } } : {};
  return {
    ticket: lastAct.before,
    act: lastAct.act,
    by: lastAct.by,
    ...turnsBack,
    ...(lastAct.made !== undefined && { made: lastAct.made }),
  };
}
