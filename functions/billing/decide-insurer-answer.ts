import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { Month, openOf } from './insurer-month.ts';
import { insurerMonths, putAnswer, putMonth } from './insurer-months.ts';
import { putEntry } from './journals.ts';
import { accounts, credit, debit, entryOf } from './ledger.ts';

export const decideInsurerAnswer = route('POST /v1/insurer-months/{month}/answers/{answer}/decision', {
  summary: "An administrator, not the one who brought it, takes the insurer's answer: what it cut is a loss",
  who: ['admin'],
  input: z.strictObject({ month: Month, answer: z.string().regex(/^[0-9a-f-]{1,64}$/), approve: z.boolean() }),
  output: z.object({ answer: z.string(), state: z.enum(['approved', 'rejected']), entry: z.string().optional() }),
  refuses: ['not-found', 'answer-decided', 'needs-another-person', 'month-settled', 'more-than-open'],
  subject: ({ answer }) => answer,
  async handle({ month, answer, approve }, world) {
    const { table, now, caller } = world;
    const found = await insurerMonths(table).answer(month, answer);
    const kept = await insurerMonths(table).get(month);
    if (!found || !kept) return refuse('not-found');
    if (found.value.state !== 'requested') return refuse('answer-decided');
    if (found.value.requestedBy === caller.id) return refuse('needs-another-person');
    const decided = { ...found.value, decidedAt: now.toISOString(), decidedBy: caller.id };
    if (!approve) {
      table.commit({ put: [putAnswer({ ...decided, state: 'rejected' }, found.version)] });
      return { answer, state: 'rejected' as const };
    }
    const { cut } = found.value;
    if (kept.value.state === 'settled') return refuse('month-settled');
    if (cut > openOf(kept.value)) return refuse('more-than-open', `open-${openOf(kept.value)}`);
    if (cut === 0) {
      table.commit({ put: [putAnswer({ ...decided, state: 'approved' }, found.version)] });
      return { answer, state: 'approved' as const };
    }
    const entry = entryOf({
      id: world.newId(),
      at: now.toISOString(),
      day: localDay(now),
      kind: 'insurer-cut',
      month,
      postings: [debit(accounts.claimLoss, cut), credit(accounts.insurerReceivable, cut)],
    });
    table.commit({
      put: [
        putAnswer({ ...decided, state: 'approved', entry: entry.id }, found.version),
        putMonth({ ...kept.value, cut: dong(kept.value.cut + cut) }, kept.version),
        putEntry(entry),
      ],
    });
    return { answer, state: 'approved' as const, entry: entry.id };
  },
});
