import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { Month, MonthView, openOf } from './insurer-month.ts';
import { insurerMonths, putMonth } from './insurer-months.ts';
import { putCarried } from './nettings.ts';

export const closeInsurerMonth = route('POST /v1/insurer-months/{month}/closing', {
  summary:
    'An administrator closes a month of which everything is paid or cut; what is less than zero goes into the next claim',
  who: ['admin'],
  input: z.strictObject({ month: Month }),
  output: MonthView,
  refuses: ['month-not-claimed', 'month-settled', 'month-still-open', 'answer-waiting'],
  subject: ({ month }) => month,
  async handle({ month }, { table, now, caller }) {
    const found = await insurerMonths(table).get(month);
    if (!found) return refuse('month-not-claimed');
    if (found.value.state === 'settled') return refuse('month-settled');
    const open = openOf(found.value);
    if (open > 0) return refuse('month-still-open', `open-${open}`);
    const answers = await insurerMonths(table).answers(month);
    if (answers.some(({ state }) => state === 'requested')) return refuse('answer-waiting');
    const settled = { ...found.value, state: 'settled', settledAt: now.toISOString(), settledBy: caller.id } as const;
    if (open === 0) {
      table.commit({ put: [putMonth(settled, found.version)] });
      return { ...settled, open };
    }
    // The month that runs is not over, so it was not claimed yet.
    const carried = putCarried({ from: month, into: localDay(now).slice(0, 7), amount: open });
    table.commit({ put: [putMonth({ ...settled, carried: open }, found.version), carried] });
    return { ...settled, carried: open, open: dong(0) };
  },
});
