import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { unfinishedDay } from './days.ts';
import { hospitals } from './hospitals.ts';
import { isBeforeBooks } from './next-snapshot.ts';
import { reconcileDay } from './reconcile-day.ts';
import { mostBreaks, Reconciliation } from './reconciliation.ts';
import { putClosing } from './reconciliations.ts';
import { noLineSince, statementLines } from './statement-lines.ts';

export const closeReconciliation = route('POST /v1/reconciliations/{day}/closing', {
  summary: 'An administrator closes a day whose differences are all looked after; from then on it stays as it is',
  who: ['admin'],
  input: z.strictObject({ day: LocalDay }),
  output: Reconciliation,
  refuses: [
    'account-missing',
    'amount-too-large',
    'day-not-over',
    'day-before-books',
    'day-closed',
    'breaks-unowned',
    'too-many-breaks',
  ],
  subject: ({ day }) => day,
  async handle({ day }, { table, now, caller }) {
    // Entries are posted on the day it is, so none can come to a day that is over.
    if (day >= unfinishedDay(now)) return refuse('day-not-over');
    const hospital = await hospitals(table).get();
    if (!hospital) return refuse('account-missing');
    const { account } = hospital.payTo;
    const lines = await statementLines(table).day(account, day);
    const found = await reconcileDay(day, hospital, table);
    if (isRefusal(found)) return found;
    if (found.state === 'closed') return refuse('day-closed');
    const isQuiet = found.bank.lines + found.ledger.entries + found.others.length === 0;
    if (isQuiet && (await isBeforeBooks(day, localDay(now), table))) return refuse('day-before-books');
    if (found.breakCount > mostBreaks) return refuse('too-many-breaks', `breaks-${found.breakCount}`);
    if (found.unowned > 0) return refuse('breaks-unowned', `breaks-${found.unowned}`);
    const closed = { ...found, state: 'closed', closedAt: now.toISOString(), closedBy: caller.id } as const;
    table.commit({ put: [putClosing(account, closed)], expect: [noLineSince(account, day, lines)] });
    return closed;
  },
});
