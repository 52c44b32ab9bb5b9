import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { TillSession } from './till.ts';
import { tillSessions } from './till-sessions.ts';

export const listTillSessions = route('GET /v1/till-sessions', {
  summary:
    'An administrator sees the sessions of a day, or all that are not closed, with what each drawer was counted at',
  who: ['admin'],
  input: z.strictObject({
    day: LocalDay.optional(),
    /** All that are open or counted, of whatever day; `day` is of no account then. */
    open: z.literal('true').optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    after: z
      .string()
      .regex(/^[0-9TZ:.#a-f-]{1,80}$/)
      .optional(),
  }),
  output: z.object({ day: LocalDay, items: z.array(TillSession), next: z.string().optional() }),
  async handle({ day, open, limit, after }, { table, now }) {
    const on = day ?? localDay(now);
    const { sessions, next } = await tillSessions(table).of(open ? 'not-closed' : on, limit, after);
    return { day: on, items: sessions, ...(next && { next }) };
  },
});
