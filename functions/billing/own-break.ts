import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { hospitals } from './hospitals.ts';
import { reconcileDay } from './reconcile-day.ts';
import { BreakId } from './reconciliation.ts';
import { putNote, reconciliations, stillOpen } from './reconciliations.ts';

export const ownBreak = route('POST /v1/reconciliations/{day}/breaks/{break}/owner', {
  summary:
    'A member of staff takes on a difference between bank and ledger, or takes it over: nobody is named by another',
  who: ['cashier', 'admin'],
  input: z.strictObject({ day: LocalDay, break: BreakId }),
  output: z.object({ break: BreakId, owner: z.string() }),
  refuses: ['account-missing', 'amount-too-large', 'not-found', 'day-closed', 'break-resolved'],
  subject: (input) => input.break,
  async handle({ day, break: id }, { table, now, caller }) {
    const hospital = await hospitals(table).get();
    if (!hospital) return refuse('account-missing');
    const { account } = hospital.payTo;
    const found = await reconcileDay(day, hospital, table);
    if (isRefusal(found)) return found;
    if (found.state === 'closed') return refuse('day-closed');
    if (!found.breaks.some((one) => one.break === id)) return refuse('not-found');
    const before = await reconciliations(table).note(account, day, id);
    if (before?.value.resolution) return refuse('break-resolved');
    const note = { break: id, owner: caller.id, ownedAt: now.toISOString(), ownedBy: caller.id };
    table.commit({
      put: [putNote(account, day, note, before?.version ?? 'absent')],
      expect: [stillOpen(account, day)],
    });
    return { break: id, owner: caller.id };
  },
});
