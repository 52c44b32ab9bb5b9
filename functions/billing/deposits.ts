import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';

const keyOf = (person: string) => ({ pk: `DEPOSIT#${person}`, sk: 'DEPOSIT' });

/** Money the hospital holds for a patient. It can be spent, so it is an item of its own with a version. */
export const deposits = (table: TableReads) => ({
  /** Dong held for the patient now. */
  balance: async (person: string): Promise<Dong> =>
    dong((await table.get<{ balance: Dong }>(keyOf(person)))?.value.balance ?? 0),
  /** The write that adds `amount` dong to the patient's deposit. */
  async adding(person: string, amount: Dong): Promise<Put> {
    const before = await table.get<{ balance: Dong }>(keyOf(person));
    const balance = dong((before?.value.balance ?? 0) + amount);
    return { key: keyOf(person), value: { balance }, expect: before?.version ?? 'absent' };
  },
});
