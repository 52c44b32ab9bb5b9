import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { RequestVersion } from './request-version.ts';
import { blindView, byKind, expectedOf, isBlindFor, Movement, SessionId, TillSessionView } from './till.ts';
import { tillSessions } from './till-sessions.ts';

export const readTillSession = route('GET /v1/till-sessions/{session}', {
  summary:
    'A cashier reads the own session, an administrator any; what the drawer should hold its cashier learns when it is closed',
  who: ['cashier', 'admin'],
  input: z.strictObject({ session: SessionId }),
  output: TillSessionView.extend({
    /** Cash that should be in the drawer, or was when it was counted. Its cashier counts blind: absent until it is closed. */
    expected: Dong.optional(),
    kinds: z.array(z.object({ kind: z.string(), count: z.int(), amount: Dong })).optional(),
    movements: z.array(Movement),
    receipts: z.array(z.string()),
    /** To be given with the decision on a closing. */
    version: RequestVersion,
  }),
  refuses: ['not-found', 'not-your-till'],
  async handle({ session }, { table, caller }) {
    const found = await tillSessions(table).find(session);
    if (!found) return refuse('not-found');
    if (found.value.cashier !== caller.id && !caller.roles.includes('admin')) return refuse('not-your-till');
    const movements = await tillSessions(table).movements(session);
    const sums = {
      expected: found.value.closing?.expected ?? expectedOf(found.value.float, movements),
      kinds: byKind(movements),
    };
    return {
      ...(isBlindFor(found.value, caller) ? blindView(found.value) : { ...found.value, ...sums }),
      movements: [...movements],
      receipts: movements.flatMap(({ receipt }) => (receipt === undefined ? [] : [receipt])),
      version: found.version,
    };
  },
});
