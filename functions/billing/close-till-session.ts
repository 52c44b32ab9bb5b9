import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { differenceLimit } from './cash-rules.ts';
import { commitClosing } from './commit-closing.ts';
import {
  blindView,
  countedOf,
  expectedOf,
  isBlindFor,
  isWithin,
  NoteCount,
  SessionId,
  TillSessionView,
} from './till.ts';
import { putSession, tillSessions } from './till-sessions.ts';

export const closeTillSession = route('POST /v1/till-sessions/{session}/closing', {
  summary: 'A cashier counts the drawer by notes and hands it in; a large difference waits for another person',
  who: ['cashier', 'admin'],
  input: z.strictObject({ session: SessionId, count: NoteCount }),
  output: TillSessionView,
  refuses: ['not-found', 'not-your-till', 'till-closed'],
  subject: ({ session }) => session,
  async handle({ session, count }, world) {
    const found = await tillSessions(world.table).find(session);
    if (!found) return refuse('not-found');
    const { caller, now } = world;
    // An administrator counts for a cashier who went home.
    if (found.value.cashier !== caller.id && !caller.roles.includes('admin')) return refuse('not-your-till');
    if (found.value.state !== 'open') return refuse('till-closed');
    const counted = countedOf(count);
    const expected = expectedOf(found.value.float, await tillSessions(world.table).movements(session));
    const difference = dong(counted - expected);
    const closing = {
      ...{ count, counted, expected, difference },
      ...{ countedAt: now.toISOString(), countedBy: caller.id },
    };
    const day = localDay(now);
    const { short } = await tillSessions(world.table).shortOf(found.value.cashier, day);
    // A count that was sent back told that it was wrong: what is counted next is another person's to judge.
    const isFirst = (found.value.recounted ?? []).length === 0;
    if (isFirst && isWithin(difference, short, differenceLimit(day))) return commitClosing(found, closing, world);
    const waiting = { ...found.value, state: 'counted' as const, closing };
    world.table.commit({ put: [putSession(waiting, found.version)] });
    return isBlindFor(waiting, caller) ? blindView(waiting) : waiting;
  },
});
