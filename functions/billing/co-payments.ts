import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';

const keyOf = (person: string, day: LocalDay) => ({ pk: `COPAY#${person}`, sk: `YEAR#${day.slice(0, 4)}` });

/**
 * What a patient co-paid by the bills of one year, by the day of the visit. It follows the bills: each commit of a bill
 * changes it by what the bill's co-payment changes.
 */
export const coPayments = (table: TableReads) => ({
  /** Dong of the year of this day. */
  ofYear: async (person: string, day: LocalDay): Promise<Dong> =>
    dong((await table.get<{ sum: Dong }>(keyOf(person, day)))?.value.sum ?? 0),
  /** The write that changes the sum by `amount` dong; none when nothing changes. */
  async adding(person: string, day: LocalDay, amount: number): Promise<Put[]> {
    if (amount === 0) return [];
    const key = keyOf(person, day);
    const before = await table.get<{ sum: Dong }>(key);
    const sum = dong((before?.value.sum ?? 0) + amount);
    return [{ key, value: { sum }, expect: before?.version ?? 'absent' }];
  },
});
