import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { CheckedAnswer, checkAnswer } from './check-insurer-answer.ts';
import { cuttableOf, Month } from './insurer-month.ts';
import { insurerMonths, putAnswer, putBills, putMonth } from './insurer-months.ts';

export const answerInsurerMonth = route('POST /v1/insurer-months/{month}/answers', {
  summary: "The insurer's answer, bill by bill, is checked against what was claimed and then waits for another person",
  who: ['admin'],
  input: z.strictObject({
    month: Month,
    /** Columns bill, claimed, accepted, reason; the whole text of the file, at most 1 MB. */
    csv: z.string(),
    /** `digest` of the check of this very text. Without it nothing is stored. */
    apply: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  }),
  output: CheckedAnswer.extend({ state: z.enum(['checked', 'requested']), answer: z.string().optional() }),
  refuses: [
    'csv-not-utf8',
    'csv-unreadable',
    'csv-header',
    'csv-too-long',
    'import-changed',
    'import-has-errors',
    'month-not-claimed',
    'month-settled',
    'more-than-open',
  ],
  needs: ['keys'],
  subject: ({ month }) => month,
  async handle({ month, csv, apply }, world) {
    const { table, now, caller } = world;
    const found = await insurerMonths(table).get(month);
    if (!found) return refuse('month-not-claimed');
    if (found.value.state === 'settled') return refuse('month-settled');
    const read = await checkAnswer(month, csv, world);
    if (isRefusal(read)) return read;
    const { refused: _, refusedRows, digest, ...sums } = read.checked;
    if (apply === undefined) return { state: 'checked' as const, ...read.checked };
    if (apply !== digest) return refuse('import-changed');
    if (refusedRows > 0) return refuse('import-has-errors', `rows-${refusedRows}`);
    const cuttable = cuttableOf(found.value);
    if (sums.cut > cuttable) return refuse('more-than-open', `open-${cuttable}`);
    const answer = world.newId();
    const bills = putBills(month, answer, read.answers);
    const asked = { requestedAt: now.toISOString(), requestedBy: caller.id, parts: bills.length };
    // The month is written too: of two answers at once the second is checked again, so that no bill is answered twice.
    const put = [putAnswer({ answer, month, state: 'requested', ...sums, ...asked }, 'absent'), ...bills];
    table.commit({ put: [...put, putMonth(found.value, found.version)] });
    return { state: 'requested' as const, ...read.checked, answer };
  },
});
