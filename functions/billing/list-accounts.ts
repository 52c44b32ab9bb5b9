import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import { AccountName } from './account-statement.ts';
import { balancesAt } from './balances.ts';
import { accountsFor } from './hidden-cash.ts';

export const listAccounts = route('GET /v1/accounts', {
  summary:
    "The hospital's chart of accounts with balances at the end of a day; deposits of patients are told as a sum, to a cashier all cash too",
  who: ['cashier', 'admin'],
  input: z.strictObject({
    day: LocalDay.optional(),
    limit: z.coerce.number().int().min(1).max(500).default(500),
    /** The last account of the page before. */
    after: AccountName.optional(),
  }),
  output: z.object({
    day: LocalDay,
    /** Debits and credits of the day, and the balance at its end: debits less credits of all time. */
    accounts: z.array(z.object({ account: z.string(), debit: Dong, credit: Dong, balance: Dong })),
    deposits: z.object({ accounts: z.int(), debit: Dong, credit: Dong, balance: Dong }),
    /** Sum of all balances: 0. */
    total: Dong,
    next: z.string().optional(),
  }),
  refuses: ['period-not-right', 'balances-not-ready', 'amount-too-large'],
  async handle({ day, limit, after = '' }, world) {
    const on = day ?? localDay(world.now);
    if (on > localDay(world.now)) return refuse('period-not-right');
    const found = await balancesAt(on, world.table);
    if (isRefusal(found)) return found;
    const shown = accountsFor(world.caller, found.accounts);
    if (isRefusal(shown)) return shown;
    const behind = shown.filter(({ account }) => account > after);
    const accounts = behind.slice(0, limit);
    const last = accounts.at(-1);
    return {
      day: on,
      accounts,
      deposits: found.deposits,
      total: found.total,
      ...(last && behind.length > limit && { next: last.account }),
    };
  },
});
