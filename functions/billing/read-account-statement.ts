import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { AccountName, Movement, statementPage } from './account-statement.ts';
import { unlessShown } from './hidden-cash.ts';

export const readAccountStatement = route('GET /v1/accounts/{account}/statement', {
  summary: 'What moved on an account of the ledger, with the balance before, behind each entry and at the end',
  who: ['cashier', 'admin'],
  input: z.strictObject({
    account: AccountName,
    /** First and last Vietnamese day, at most 31 days. */
    from: LocalDay,
    to: LocalDay,
    limit: z.coerce.number().int().min(1).max(500).default(200),
    after: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}#[0-9TZ:.#a-f-]{0,80}$/)
      .optional(),
  }),
  output: z.object({
    account: AccountName,
    from: LocalDay,
    to: LocalDay,
    opening: Dong,
    closing: Dong,
    movements: z.array(Movement),
    next: z.string().optional(),
  }),
  refuses: ['period-too-long', 'period-not-right', 'balances-not-ready', 'amount-too-large', 'till-account-hidden'],
  subject: ({ account }) => account,
  async handle(input, world) {
    const hidden = unlessShown(world.caller, input.account);
    if (hidden) return hidden;
    const page = await statementPage(input, world);
    if (isRefusal(page)) return page;
    const { account, from, to } = input;
    return { account, from, to, ...page, movements: [...page.movements] };
  },
});
