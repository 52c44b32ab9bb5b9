import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { commitClosing } from './commit-closing.ts';
import { RequestVersion, unlessSeen } from './request-version.ts';
import { SessionId, TillSession } from './till.ts';
import { putSession, tillSessions } from './till-sessions.ts';
import { ResolutionNote } from './work-item.ts';

export const decideTillClosing = route('POST /v1/till-sessions/{session}/closing/decision', {
  summary:
    'An administrator who neither sat at the till nor counted it confirms a large difference, or has it counted anew',
  who: ['admin'],
  input: z.strictObject({ session: SessionId, approve: z.boolean(), version: RequestVersion, note: ResolutionNote }),
  output: TillSession,
  refuses: ['not-found', 'closing-not-waiting', 'request-changed', 'needs-another-person'],
  subject: ({ session }) => session,
  async handle({ session, approve, version, note }, world) {
    const found = await tillSessions(world.table).find(session);
    if (!found) return refuse('not-found');
    const { closing, ...before } = found.value;
    if (before.state !== 'counted' || !closing) return refuse('closing-not-waiting');
    const changed = unlessSeen(version, found);
    if (changed) return changed;
    if ([before.cashier, closing.countedBy].includes(world.caller.id)) return refuse('needs-another-person');
    const decided = { ...closing, decidedBy: world.caller.id, note };
    if (approve) return commitClosing(found, decided, world);
    const again = { ...before, state: 'open' as const, recounted: [...(before.recounted ?? []), decided] };
    world.table.commit({ put: [putSession(again, found.version)] });
    return again;
  },
});
