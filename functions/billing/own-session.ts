import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
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
