import { balanceImportContinued } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { dropImport } from '../../shared/ports/importing.ts';
import { balanceRequests, putBalanceRequest } from './balance-request.ts';
import { decidedOn, ImportDecided, ImportDecision } from './import-request.ts';

export const decideBalanceImport = route('POST /v1/balance-imports/{import}/decision', {
  summary: 'An administrator, not the one who brought it, lets a file of open balances be posted, or does not',
  who: ['admin'],
  input: ImportDecision,
  output: ImportDecided,
  refuses: ['not-found', 'balances-decided', 'request-changed', 'needs-another-person'],
  emits: [balanceImportContinued],
  needs: ['keys'],
  status: 200,
  subject: (input) => input.import,
  async handle(said, world) {
    const { import: id, approve } = said;
    const found = await balanceRequests(world.table).get(id);
    if (!found) return refuse('not-found');
    const decided = decidedOn(found, said, world, 'balances-decided');
    if (isRefusal(decided)) return decided;
    if (!approve) await dropImport(id, world);
    world.table.commit({
      put: [putBalanceRequest(decided, found.version)],
      emit: approve ? [emit(balanceImportContinued, id, { import: id, from: 0 })] : [],
    });
    return { import: id, state: decided.state };
  },
});
