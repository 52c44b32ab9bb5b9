import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { putEntry } from './journals.ts';
import { entryOf } from './ledger.ts';
import { ownSession } from './own-session.ts';
import { CashAmount, dropPostings, expectedOf, SessionId, TillCode } from './till.ts';
import { putMovement, tillSessions } from './till-sessions.ts';

export const dropCash = route('POST /v1/tills/{till}/drops', {
  summary: 'A cashier hands cash out of the own drawer in to the safe while the till stays open',
  who: ['cashier'],
  input: z.strictObject({ till: TillCode, amount: CashAmount }),
  output: z.object({ session: SessionId, movement: z.string(), amount: Dong }),
  refuses: ['till-closed', 'not-your-till', 'till-full', 'drawer-too-small'],
  subject: (_, { session }) => session,
  async handle({ till, amount }, world) {
    const session = await ownSession(till, world);
    if (isRefusal(session)) return session;
    const { session: id, float } = session.value;
    const expected = expectedOf(float, await tillSessions(world.table).movements(id));
    // How much it should hold is not said: its cashier counts it blind.
    if (expected < amount) return refuse('drawer-too-small');
    const [at, day, movement] = [world.now.toISOString(), localDay(world.now), world.newId()];
    const postings = dropPostings(till, amount);
    const entry = entryOf({ id: movement, at, day, kind: 'cash-dropped', postings, till, session: id });
    const moved = { movement, at, kind: 'drop' as const, amount: dong(-amount) };
    world.table.commit({ put: [...putMovement(session, moved), putEntry(entry)] });
    return { session: id, movement, amount };
  },
});
