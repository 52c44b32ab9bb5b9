import * as z from 'zod';
import { balanceImportContinued } from '../../shared/contracts/billing.ts';
import { personBySource } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { ImportChecked, ImportInput, oneAtATimeRefusals, startImport } from '../../shared/ports/importing.ts';
import { balanceFile } from './balance-file.ts';
import { balanceRequests, putBalanceRequest, requestOf } from './balance-request.ts';

export const importBalances = route('POST /v1/balance-imports', {
  summary:
    'A hospital that moves in checks its file of open balances and then has it posted, when another person lets it',
  who: ['admin'],
  input: ImportInput,
  output: ImportChecked.extend({
    /** `awaiting`: applied, and nothing of it is posted before another administrator decides. */
    state: z.enum(['awaiting', ...ImportChecked.shape.state.options]),
  }),
  refuses: oneAtATimeRefusals,
  emits: [balanceImportContinued],
  asks: [personBySource],
  needs: ['keys'],
  subject: (_, started) => started.import,
  async handle(input, world) {
    let isHeld = false;
    const started = await startImport(balanceFile, input, world, (id, fit) => {
      const fresh = fit.flatMap(({ is, facts }) => (is === 'new' ? [facts] : []));
      if (fresh.length === 0) return undefined;
      isHeld = true;
      return putBalanceRequest(requestOf(id, fresh, world), 'absent');
    });
    if (isRefusal(started)) return started;
    const before = started.import === undefined ? undefined : await balanceRequests(world.table).get(started.import);
    return isHeld || before?.value.state === 'requested' ? { ...started, state: 'awaiting' as const } : started;
  },
});
