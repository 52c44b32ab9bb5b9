import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { dong, sumDong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { cuttableOf, Month } from './insurer-month.ts';
import { cutsOf, insurerMonths, putAnswer, putMonth } from './insurer-months.ts';
import { putEntry } from './journals.ts';
import { accounts, credit, debit, entryOf } from './ledger.ts';
import { nettingOfCuts, nettings, putNettings } from './nettings.ts';

export const decideInsurerAnswer = route('POST /v1/insurer-months/{month}/answers/{answer}/decision', {
  summary:
    "An administrator, not the one who brought it, takes the insurer's answer: what it cut and was still owed is a loss",
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
    const cuttable = cuttableOf(kept.value);
    if (cut > cuttable) return refuse('more-than-open', `open-${cuttable}`);
    if (cut === 0) {
      table.commit({ put: [putAnswer({ ...decided, state: 'approved' }, found.version)] });
      return { answer, state: 'approved' as const };
    }
    const cuts = cutsOf(month, await insurerMonths(table).billsOf(found.value));
    // What the hospital took off these bills itself is owed no more: no loss, and no part of a later claim either.
    const netted = await nettingOfCuts(cuts, month, localDay(now), table);
    const loss = dong(cut - sumDong(netted.map(({ amount }) => amount)));
    const entry = entryOf({
      id: world.newId(),
      at: now.toISOString(),
      day: localDay(now),
      kind: 'insurer-cut',
      month,
      postings: [debit(accounts.claimLoss, loss), credit(accounts.insurerReceivable, loss)],
    });
    const posted = loss > 0 ? { entry: entry.id } : {};
    table.commit({
      put: [
        putAnswer({ ...decided, state: 'approved', ...posted }, found.version),
        putMonth({ ...kept.value, cut: dong(kept.value.cut + cut) }, kept.version),
        ...(loss > 0 ? [putEntry(entry)] : []),
        ...putNettings(answer, netted),
        await nettings(table).turn(),
      ],
    });
    return { answer, state: 'approved' as const, ...posted };
  },
});
