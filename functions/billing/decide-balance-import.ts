import * as z from 'zod';
import { balanceImportContinued } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { ImportId } from '../../shared/kernel/import-continued.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { dropImport } from '../../shared/ports/importing.ts';
import { balanceRequests, putBalanceRequest } from './balance-request.ts';
import { RequestVersion, unlessSeen } from './request-version.ts';
import { ResolutionNote } from './work-item.ts';

export const decideBalanceImport = route('POST /v1/balance-imports/{import}/decision', {
  summary: 'An administrator, not the one who brought it, lets a file of open balances be posted, or does not',
  who: ['admin'],
  input: z.strictObject({
    import: ImportId,
    approve: z.boolean(),
    version: RequestVersion,
    reason: ResolutionNote.optional(),
  }),
  output: z.object({ import: ImportId, state: z.enum(['approved', 'declined']) }),
  refuses: ['not-found', 'balances-decided', 'request-changed', 'needs-another-person'],
  emits: [balanceImportContinued],
  needs: ['keys'],
  status: 200,
  subject: (input) => input.import,
  async handle({ import: id, approve, version, reason }, world) {
    const found = await balanceRequests(world.table).get(id);
    if (!found) return refuse('not-found');
    if (found.value.state !== 'requested') return refuse('balances-decided');
    const changed = unlessSeen(version, found);
    if (changed) return changed;
    if (found.value.requestedBy === world.caller.id) return refuse('needs-another-person');
    const state = approve ? ('approved' as const) : ('declined' as const);
    const by = { decidedAt: world.now.toISOString(), decidedBy: world.caller.id };
    if (!approve) await dropImport(id, world);
    world.table.commit({
      put: [
        putBalanceRequest({ ...found.value, state, ...by, ...(reason !== undefined && { reason }) }, found.version),
      ],
      emit: approve ? [emit(balanceImportContinued, id, { import: id, from: 0 })] : [],
    });
    return { import: id, state };
  },
});
