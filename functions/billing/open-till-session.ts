import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { floatLimit } from './cash-rules.ts';
import { putEntry } from './journals.ts';
import { entryOf } from './ledger.ts';
import { dropPostings, TillCode, TillSession } from './till.ts';
import { putSession, tillSessions } from './till-sessions.ts';

export const openTillSession = route('POST /v1/till-sessions', {
  summary: 'A cashier sits down at a till with a counted float out of the safe',
  who: ['cashier'],
  input: z.strictObject({ till: TillCode, float: z.int().min(0).max(9_999_999_999).pipe(Dong) }),
  output: TillSession,
  refuses: ['float-too-large', 'till-taken', 'cashier-elsewhere'],
  subject: (_, { session }) => session,
  async handle({ till, float }, { table, now, caller, newId }) {
    const most = floatLimit(localDay(now));
    if (float > most) return refuse('float-too-large', String(most));
    const seats = await tillSessions(table).seats(till, caller.id);
    if (seats.till !== undefined) return refuse('till-taken');
    if (seats.cashier !== undefined) return refuse('cashier-elsewhere', seats.cashier);
    const [at, day, session] = [now.toISOString(), localDay(now), newId()];
    const opened = {
      ...{ session, till, cashier: caller.id, day, openedAt: at, float, moved: 0 },
      state: 'open' as const,
    };
    const postings = dropPostings(till, dong(-float));
    const entry = entryOf({ id: newId(), at, day, kind: 'float-issued', postings, till, session });
    table.commit({
      put: [putSession(opened, 'absent'), ...seats.put({ session }), ...(float > 0 ? [putEntry(entry)] : [])],
    });
    return opened;
  },
});
