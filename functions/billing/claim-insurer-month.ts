import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { dong, sumDong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { unfinishedDay } from './days.ts';
import { byBill, lastDayOf, Month, MonthView, openOf } from './insurer-month.ts';
import { insurerMonths, putMonth } from './insurer-months.ts';
import { snapshots } from './snapshots.ts';

export const claimInsurerMonth = route('POST /v1/insurer-months/{month}/claim', {
  summary: 'An administrator fixes what the insurer is asked for a month that is over',
  who: ['admin'],
  input: z.strictObject({ month: Month }),
  output: MonthView,
  refuses: ['day-not-over', 'balances-not-ready', 'month-claimed', 'nothing-claimed'],
  subject: ({ month }) => month,
  async handle({ month }, { table, now, caller }) {
    if (await insurerMonths(table).get(month)) return refuse('month-claimed');
    const last = lastDayOf(month);
    if (last >= unfinishedDay(now)) return refuse('day-not-over');
    if ((await snapshots(table).head(last))?.value.isComplete !== true) return refuse('balances-not-ready');
    const bills = byBill(await snapshots(table).claimed(month));
    const claimed = sumDong([...bills.values()]);
    if (claimed <= 0) return refuse('nothing-claimed');
    const by = { claimedAt: now.toISOString(), claimedBy: caller.id };
    const nothing = { paid: dong(0), cut: dong(0) };
    const made = { month, state: 'claimed', claimed, bills: bills.size, ...by, ...nothing } as const;
    table.commit({ put: [putMonth(made, 'absent')] });
    return { ...made, open: openOf(made) };
  },
});
