import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { dong, sumDong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { unfinishedDay } from './days.ts';
import { byBill, lastDayOf, Month, MonthView, openOf } from './insurer-month.ts';
import { insurerMonths, putMonth } from './insurer-months.ts';
import { putEntry } from './journals.ts';
import { accounts, credit, debit, entryOf } from './ledger.ts';
import type { Netting } from './netting.ts';
import { linesOf, nettingOfMonth, nettings, putNettings } from './nettings.ts';
import { isBeforeBooks } from './next-snapshot.ts';
import { snapshots } from './snapshots.ts';

export const claimInsurerMonth = route('POST /v1/insurer-months/{month}/claim', {
  summary: 'An administrator fixes what the insurer is asked for a month that is over',
  who: ['admin'],
  input: z.strictObject({ month: Month }),
  output: MonthView,
  refuses: ['day-not-over', 'month-before-books', 'balances-not-ready', 'month-claimed', 'nothing-claimed'],
  subject: ({ month }) => month,
  async handle({ month }, world) {
    const { table, now, caller } = world;
    if (await insurerMonths(table).get(month)) return refuse('month-claimed');
    const last = lastDayOf(month);
    if (last >= unfinishedDay(now)) return refuse('day-not-over');
    if (await isBeforeBooks(last, localDay(now), table)) return refuse('month-before-books');
    if ((await snapshots(table).head(last))?.value.isComplete !== true) return refuse('balances-not-ready');
    const netted = await nettingOfMonth(month, table);
    const before = await linesOf(month, table);
    const bills = byBill([...before.bills, ...netted.map(({ bill, amount }) => [bill, amount] as const)]);
    if (bills.size === 0 && before.carried === 0 && netted.length === 0) return refuse('nothing-claimed');
    const claimed = sumDong([...bills.values(), before.carried]);
    const takenBack = sumDong([...[...bills.values()].filter((amount) => amount < 0), before.carried]);
    const by = { claimedAt: now.toISOString(), claimedBy: caller.id };
    const nothing = { paid: dong(0), cut: dong(0), takenBack };
    const made = { month, state: 'claimed', claimed, bills: bills.size, ...by, ...nothing } as const;
    const put = [putMonth(made, 'absent'), ...putNettings(month, netted), await nettings(table).turn()];
    table.commit({ put: [...put, ...backEntries(month, netted, world)] });
    return { ...made, open: openOf(made) };
  },
});

/** A cut that was a loss, of a bill that the hospital has lessened since: the loss is taken back, not lost twice. */
function backEntries(month: string, netted: readonly Netting[], { now, newId }: World): Put[] {
  const back = sumDong(netted.map(({ amount }) => amount));
  if (back === 0) return [];
  const postings = [debit(accounts.insurerReceivable, back), credit(accounts.claimLoss, back)];
  const posted = { id: newId(), at: now.toISOString(), day: localDay(now) };
  return [putEntry(entryOf({ ...posted, kind: 'insurer-cut', month, postings }))];
}
