import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { Month, MonthView, openOf } from './insurer-month.ts';
import { insurerMonths } from './insurer-months.ts';
import { linesOf } from './nettings.ts';

export const readInsurerMonth = route('GET /v1/insurer-months/{month}', {
  summary: 'What the insurer owes for a month: claimed, paid, cut and open',
  who: ['cashier', 'admin'],
  input: z.strictObject({ month: Month }),
  output: MonthView.extend({
    answers: z.array(
      z.object({
        answer: z.string(),
        state: z.enum(['requested', 'approved', 'rejected']),
        bills: z.int(),
        claimed: Dong,
        accepted: Dong,
        cut: Dong,
        requestedAt: Instant,
        requestedBy: z.string(),
        decidedAt: Instant.optional(),
        decidedBy: z.string().optional(),
      }),
    ),
  }),
  async handle({ month }, { table }) {
    const kept = insurerMonths(table);
    const answers = [...(await kept.answers(month))];
    const found = (await kept.get(month))?.value;
    if (found) return { ...found, open: openOf(found), answers };
    const { bills, carried } = await linesOf(month, table);
    const claimed = sumDong([...bills.values(), carried]);
    const nothing = dong(0);
    return {
      month,
      state: 'open' as const,
      claimed,
      bills: bills.size,
      paid: nothing,
      cut: nothing,
      open: claimed,
      answers,
    };
  },
});
