import { statementImportContinued } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { dropImport } from '../../shared/ports/importing.ts';
import { decidedOn, ImportDecided, ImportDecision } from './import-request.ts';
import { putStatementRequest, statementRequests } from './statement-requests.ts';

export const decideStatementImport = route('POST /v1/bank-statements/{import}/decision', {
  summary:
    'An administrator, not the one who brought it, lets a bank statement settle money that no callback told of, or does not',
  who: ['admin'],
  input: ImportDecision,
  output: ImportDecided,
  refuses: ['not-found', 'statement-decided', 'request-changed', 'needs-another-person'],
  emits: [statementImportContinued],
  needs: ['keys'],
  status: 200,
  subject: (input) => input.import,
  async handle(said, world) {
    const { import: id, approve } = said;
    const found = await statementRequests(world.table).get(id);
    if (!found) return refuse('not-found');
    const decided = decidedOn(found, said, world, 'statement-decided');
    if (isRefusal(decided)) return decided;
    if (!approve) await dropImport(id, world);
    world.table.commit({
      put: [putStatementRequest(decided, found.version)],
      emit: approve ? [emit(statementImportContinued, id, { import: id, from: 0 })] : [],
    });
    return { import: id, state: decided.state };
  },
});
