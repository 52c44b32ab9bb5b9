import type { TicketId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Ticket } from './ticket.ts';
import { tickets } from './tickets.ts';

/** A ticket of today, on which people may act. */
export async function ticketAtHand(
  ticket: TicketId,
  world: World,
): Promise<Item<Ticket> | Refusal<'not-found' | 'ticket-not-open'>> {
  const found = await tickets(world.table).find(ticket);
  if (!found) return refuse('not-found');
  return found.value.day === localDay(world.now) ? found : refuse('ticket-not-open', 'other-day');
}

/** What every event on a ticket says of it. */
export const namedIn = ({ ticket, clinic, person, number }: Ticket) => ({ ticket, clinic, person, number });

export const actorOf = ({ caller, now }: World) => ({ by: caller.id, at: now });
