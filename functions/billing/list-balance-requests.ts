import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BalanceRequest, balanceRequests } from './balance-request.ts';
import { RequestVersion } from './request-version.ts';

export const listBalanceRequests = route('GET /v1/balance-imports', {
  summary: 'An administrator sees the files of open balances that wait for the decision of a second person',
  who: ['admin'],
  input: z.strictObject({}),
  output: z.object({ items: z.array(BalanceRequest.omit({ balances: true }).extend({ version: RequestVersion })) }),
  async handle(_, { table }) {
    const items = await balanceRequests(table).waiting();
    return { items: items.map(({ value: { balances: _, ...request }, version }) => ({ ...request, version })) };
  },
});
