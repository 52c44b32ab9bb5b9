import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { PageReply } from '../../shared/kernel/replies.ts';
import { csvOf, csvType } from '../../shared/kernel/table-file.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { AccountName } from './account-statement.ts';
import { statementRows } from './account-statement-rows.ts';
import { unlessShown } from './hidden-cash.ts';

export const exportAccountStatement = route('GET /v1/accounts/{account}/statement.csv', {
  summary: 'The whole statement of an account as a table for a spreadsheet',
  who: ['cashier', 'admin'],
  dialect: 'page',
  input: z.strictObject({ account: AccountName, from: LocalDay, to: LocalDay }),
  output: PageReply,
  refuses: ['period-too-long', 'period-not-right', 'balances-not-ready', 'amount-too-large', 'till-account-hidden'],
  subject: ({ account }) => account,
  async handle(input, world) {
    const hidden = unlessShown(world.caller, input.account);
    if (hidden) return hidden;
    const rows = await statementRows(input, world);
    return isRefusal(rows) ? rows : { contentType: csvType, body: csvOf(rows) };
  },
});
