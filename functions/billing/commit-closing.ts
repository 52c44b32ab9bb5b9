import { localDay } from '../../shared/kernel/time.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { putEntry } from './journals.ts';
import { entryOf } from './ledger.ts';
import { differencePostings, dropPostings, shortageOf, type TillSession } from './till.ts';
import { putSession, tillSessions } from './till-sessions.ts';
import { putWorkItem } from './work-items.ts';

type Closing = NonNullable<TillSession['closing']>;

/**
 * Closes a counted session for good: the difference on over-short, all that was counted in to the safe, and the seats of
 * till and cashier free again, in one commit; whatever is short, however little, counts for its cashier's day and is a case. The next float comes out of the safe, so a drawer is empty between two
 * sessions and nobody answers for somebody else's cash.
 */
export async function commitClosing(session: Item<TillSession>, closing: Closing, world: World): Promise<TillSession> {
  const { till, cashier, session: id } = session.value;
  const { difference, counted } = closing;
  const [at, day] = [world.now.toISOString(), localDay(world.now)];
  const closed = { ...session.value, state: 'closed' as const, closing, closedAt: at };
  const post = { at, day, till, session: id };
  const over = entryOf({
    ...post,
    id: world.newId(),
    kind: 'till-closed',
    postings: differencePostings(till, difference),
  });
  const drop = entryOf({ ...post, id: world.newId(), kind: 'cash-dropped', postings: dropPostings(till, counted) });
  const seats = await tillSessions(world.table).seats(till, cashier);
  const entries = [over, drop].filter(({ postings }) => postings.length > 0);
  const short = shortageOf(difference);
  const missed = short > 0 ? [(await tillSessions(world.table).shortOf(cashier, day)).adding(short)] : [];
  const work = { id: world.newId(), kind: 'till-short' as const, at, amount: short, session: id };
  world.table.commit({
    put: [
      putSession(closed, session.version),
      ...seats.put({}),
      ...entries.map(putEntry),
      ...missed,
      ...(short > 0 ? [putWorkItem(work)] : []),
    ],
  });
  return closed;
}
