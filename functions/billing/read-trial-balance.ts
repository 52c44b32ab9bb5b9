import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { accountsFor } from './hidden-cash.ts';
import { journals } from './journals.ts';
import { trialBalance } from './ledger.ts';

export const readTrialBalance = route('GET /v1/ledger/trial-balance', {
  summary: 'Debits and credits of a day by account; together they are zero; a cashier sees all cash as one line',
  who: ['cashier', 'admin'],
  input: z.strictObject({ day: LocalDay.optional() }),
  output: z.object({
    day: LocalDay,
    entries: z.int(),
    accounts: z.array(z.object({ account: z.string(), debit: Dong, credit: Dong, balance: Dong })),
    /** Sum of all balances. */
    total: Dong,
  }),
  refuses: ['amount-too-large'],
  async handle({ day }, world) {
    const on = day ?? localDay(world.now);
    const entries = await journals(world.table).of(on);
    const accounts = trialBalance(entries);
    if (isRefusal(accounts)) return accounts;
    const shown = accountsFor(world.caller, accounts);
    if (isRefusal(shown)) return shown;
    const total = accounts.reduce((sum, one) => sum + BigInt(one.balance), 0n);
    return {
      day: on,
      entries: entries.length,
      accounts: shown,
      total: dong(Number(total)),
    };
  },
});
