import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { hospitals } from './hospitals.ts';
import { reconcileDay } from './reconcile-day.ts';
import { BreakId, BreakOutcome } from './reconciliation.ts';
import { putNote, reconciliations } from './reconciliations.ts';
import { ResolutionNote } from './work-item.ts';

export const resolveBreak = route('POST /v1/reconciliations/{day}/breaks/{break}/resolution', {
  summary: 'Somebody says how a difference between bank and ledger ended, also after the day was closed',
  who: ['cashier', 'admin'],
  input: z.strictObject({ day: LocalDay, break: BreakId, outcome: BreakOutcome, note: ResolutionNote }),
  output: z.object({ break: BreakId, outcome: BreakOutcome, at: Instant, by: z.string() }),
  refuses: ['account-missing', 'amount-too-large', 'not-found', 'break-resolved'],
  subject: (input) => input.break,
  async handle({ day, break: id, outcome, note }, { table, now, caller }) {
    const hospital = await hospitals(table).get();
    if (!hospital) return refuse('account-missing');
    const { account } = hospital.payTo;
    const before = await reconciliations(table).note(account, day, id);
    if (before?.value.resolution) return refuse('break-resolved');
    const at = now.toISOString();
    const found = await reconcileDay(day, hospital, table);
    if (isRefusal(found)) return found;
    // What somebody took on may be gone since, just because it was mended.
    if (!before && !found.breaks.some((one) => one.break === id)) return refuse('not-found');
    const owned = before?.value ?? { break: id, owner: caller.id, ownedAt: at, ownedBy: caller.id };
    const resolution = { outcome, note, at, by: caller.id };
    table.commit({ put: [putNote(account, day, { ...owned, resolution }, before?.version ?? 'absent')] });
    return { break: id, outcome, at, by: caller.id };
  },
});
