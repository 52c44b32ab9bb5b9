import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { TillSession } from './till.ts';
import { mostMovements, tillSessions } from './till-sessions.ts';

/** The open session at this till, when it is the caller's own: nobody takes cash into somebody else's drawer. */
export async function ownSession(
  till: string,
  { table, caller }: World,
): Promise<Item<TillSession> | Refusal<'till-closed' | 'not-your-till' | 'till-full'>> {
  const session = await tillSessions(table).at(till);
  if (session?.value.state !== 'open') return refuse('till-closed');
  if (session.value.cashier !== caller.id) return refuse('not-your-till');
  return session.value.moved >= mostMovements ? refuse('till-full') : session;
}

/**
 * The own session, opened today: what is taken and paid belongs to the day on which it was counted. Out of an older one
 * cash only goes to the safe.
 */
export async function ownSessionOfToday(
  till: string,
  world: World,
): Promise<Item<TillSession> | Refusal<'till-closed' | 'not-your-till' | 'till-full' | 'session-of-another-day'>> {
  const session = await ownSession(till, world);
  if (isRefusal(session)) return session;
  return session.value.day === localDay(world.now) ? session : refuse('session-of-another-day', session.value.day);
}
