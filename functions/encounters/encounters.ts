import type { EncounterId, TicketId } from '../../shared/kernel/ids.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import type { Encounter } from './encounter.ts';

const encounterKey = (encounter: EncounterId): Key => ({ pk: `ENCOUNTER#${encounter}`, sk: 'ENCOUNTER' });
const ticketKey = (ticket: TicketId): Key => ({ pk: `TICKET#${ticket}`, sk: 'ENCOUNTER' });

/** The visits of one hospital. */
export const encounters = (table: TableReads) => ({
  find: (encounter: EncounterId) => table.get<Encounter>(encounterKey(encounter)),
  /** The visit that this ticket led to. */
  ofTicket: (ticket: TicketId) => table.get<{ encounter: EncounterId }>(ticketKey(ticket)),
  /** A new visit, with the item that keeps its ticket from opening a second one. */
  opening: (encounter: Encounter): Put[] => [
    { key: encounterKey(encounter.encounter), value: encounter, expect: 'absent' },
    { key: ticketKey(encounter.ticket), value: { encounter: encounter.encounter }, expect: 'absent' },
  ],
  change: (before: Item<Encounter>, after: Encounter): Put => ({
    key: before.key,
    value: after,
    expect: before.version,
  }),
});
