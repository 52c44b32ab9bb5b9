import * as z from 'zod';
import { statementImportContinued } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ImportId } from '../../shared/kernel/import-continued.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { dropImport } from '../../shared/ports/importing.ts';
import { RequestVersion, unlessSeen } from './request-version.ts';
import { putStatementRequest, statementRequests } from './statement-requests.ts';
import { ResolutionNote } from './work-item.ts';

export const decideStatementImport = route('POST /v1/bank-statements/{import}/decision', {
  summary:
    'An administrator, not the one who brought it, lets a bank statement settle money that no callback told of, or does not',
  who: ['admin'],
  input: z.strictObject({
    import: ImportId,
    approve: z.boolean(),
    version: RequestVersion,
    reason: ResolutionNote.optional(),
  }),
  output: z.object({ import: ImportId, state: z.enum(['approved', 'declined']) }),
  refuses: ['not-found', 'statement-decided', 'request-changed', 'needs-another-person'],
  emits: [statementImportContinued],
  needs: ['keys'],
  status: 200,
  subject: (input) => input.import,
  async handle({ import: id, approve, version, reason }, world) {
    const found = await statementRequests(world.table).get(id);
    if (!found) return refuse('not-found');
    if (found.value.state !== 'requested') return refuse('statement-decided');
    const changed = unlessSeen(version, found);
    if (changed) return changed;
    if (found.value.requestedBy === world.caller.id) return refuse('needs-another-person');
    const state = approve ? ('approved' as const) : ('declined' as const);
    const decided = {
      ...found.value,
      state,
      decidedAt: world.now.toISOString(),
      decidedBy: world.caller.id,
      ...(reason !== undefined && { reason }),
    };
    if (!approve) await dropImport(id, world);
    world.table.commit({
      put: [putStatementRequest(decided, found.version)],
      emit: approve ? [emit(statementImportContinued, id, { import: id, from: 0 })] : [],
    });
    return { import: id, state };
  },
});
