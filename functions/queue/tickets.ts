import type { ClinicId, PersonId, TicketId } from '../../shared/kernel/ids.ts';
import { type LocalDay, startOfDay } from '../../shared/kernel/time.ts';
import type { Item, Key, Put, Remove, Table } from '../../shared/ports/table.ts';
import { type Flow, laneOf, lanes, stillFlow } from './line.ts';
import type { Ticket } from './ticket.ts';
import { type Pace, unknownPace } from './wait.ts';

/** A clinic on a day: lines, numbers and flows never reach into the next. */
interface ClinicDay {
  readonly clinic: ClinicId;
  readonly day: LocalDay;
}

const on = ({ clinic, day }: ClinicDay): string => `${clinic}#${day}`;
const ticketKey = (ticket: TicketId): Key => ({ pk: `TICKET#${ticket}`, sk: 'TICKET' });
const numberKey = (at: ClinicDay): Key => ({ pk: `NUMBER#${on(at)}`, sk: 'NUMBER' });
const holdKey = (at: ClinicDay, person: PersonId): Key => ({ pk: `HOLD#${on(at)}`, sk: person });
const flowKey = (at: ClinicDay): Key => ({ pk: `FLOW#${on(at)}`, sk: 'FLOW' });
const paceKey = (clinic: ClinicId): Key => ({ pk: `PACE#${clinic}`, sk: 'PACE' });

const lanePrefix = (lane: (typeof lanes)[number]): string => `${lanes.indexOf(lane)}#`;
const numberDigits = 6;
const digits = (number: number): string => String(number).padStart(numberDigits, '0');
/** Waiting tickets lie in lanes as `byPlace` has them, called ones by the time of their call; others need no index. */
const indexOf = (ticket: Ticket): Pick<Put, 'index1'> => {
  const number = digits(ticket.number);
  const { place } = ticket;
  const standing = place ? `${digits(place.behind)}#${place.since}#${number}` : number;
  if (ticket.state === 'waiting')
    return { index1: { pk: `LINE#${on(ticket)}`, sk: `${lanePrefix(laneOf(ticket))}${standing}` } };
  if (ticket.state === 'called')
    return { index1: { pk: `CALLED#${on(ticket)}`, sk: `${ticket.calledAt ?? ''}#${number}` } };
  return {};
};

/** Nobody counts a longer line; then `waiting` means "at least so many". */
const longestLine = 500;
/** Enough at the head of a lane although the index may still show some who were just called. */
const headOfLane = 20;
/** Holds and flows mean nothing after their day; they may lie a while for whoever looks into a fault. */
const keptDays = 3;
const expiryOf = (day: LocalDay): number => startOfDay(day).getTime() / 1000 + keptDays * 86_400;

const holding = (ticket: Ticket): Put => ({
  key: holdKey(ticket, ticket.person),
  value: { ticket: ticket.ticket },
  expect: 'absent',
  expires: expiryOf(ticket.day),
});

export const tickets = (table: Table) => {
  const hold = (ticket: Ticket) => table.get<{ ticket: TicketId }>(holdKey(ticket, ticket.person));
  return {
    find: (ticket: TicketId): Promise<Item<Ticket> | undefined> => table.get<Ticket>(ticketKey(ticket)),
    /** Unique and rising from 1 for this clinic and day. A lost race leaves a gap, never a repeat. */
    nextNumber: (at: ClinicDay): Promise<number> => table.next(numberKey(at)),
    holds: async (at: ClinicDay, person: PersonId): Promise<boolean> =>
      (await table.get(holdKey(at, person))) !== undefined,

    /** All who wait, at most 500. */
    async line(at: ClinicDay): Promise<Ticket[]> {
      const page = await table.query<Ticket>({ index: 'index1', pk: `LINE#${on(at)}`, limit: longestLine });
      return page.items.map((item) => item.value);
    },
    /** The first few of each lane: whoever is next is among them. */
    async heads(at: ClinicDay): Promise<Ticket[]> {
      const pk = `LINE#${on(at)}`;
      const pages = await Promise.all(
        lanes.map((lane) => table.query<Ticket>({ index: 'index1', pk, prefix: lanePrefix(lane), limit: headOfLane })),
      );
      return pages.flatMap((page) => page.items.map((item) => item.value));
    },
    /** Those with a doctor or on the way there, latest call first. */
    async lastCalled(at: ClinicDay, limit: number): Promise<Ticket[]> {
      const pk = `CALLED#${on(at)}`;
      const page = await table.query<Ticket>({ index: 'index1', pk, descending: true, limit });
      return page.items.map((item) => item.value);
    },

    /** The ticket and the item that makes a second open one for this person, clinic and day impossible. */
    adding: (ticket: Ticket): Put[] => [
      { key: ticketKey(ticket.ticket), value: ticket, expect: 'absent', ...indexOf(ticket) },
      holding(ticket),
    ],
    holding,
    replacing: (found: Item<Ticket>, ticket: Ticket): Put => ({
      key: found.key,
      value: ticket,
      expect: found.version,
      ...indexOf(ticket),
    }),
    /** Lets the person take a number for this clinic again; nothing when that is so already. */
    async releasing(ticket: Ticket): Promise<Remove[]> {
      const found = await hold(ticket);
      return found?.value.ticket === ticket.ticket ? [{ key: found.key, expect: found.version }] : [];
    },

    async flow(at: ClinicDay): Promise<{ flow: Flow; saving: (next: Flow) => Put }> {
      const key = flowKey(at);
      const found = await table.get<Flow>(key);
      const saving = (next: Flow): Put => ({
        key,
        value: next,
        expect: found?.version ?? 'absent',
        expires: expiryOf(at.day),
      });
      return { flow: found?.value ?? stillFlow, saving };
    },
    async pace(clinic: ClinicId): Promise<{ pace: Pace; saving: (next: Pace) => Put }> {
      const key = paceKey(clinic);
      const found = await table.get<Pace>(key);
      const saving = (next: Pace): Put => ({ key, value: next, expect: found?.version ?? 'absent' });
      return { pace: found?.value ?? unknownPace, saving };
    },
  };
};
