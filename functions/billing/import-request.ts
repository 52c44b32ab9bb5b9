import * as z from 'zod';
import { ImportId } from '../../shared/kernel/import-continued.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { ImportProgress } from '../../shared/ports/importing.ts';
import type { Item } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { RequestVersion, unlessSeen } from './request-version.ts';
import { ResolutionNote } from './work-item.ts';

/** Who asked that a file is taken, and who decided on it: never the same person. */
export const importRequest = {
  state: z.enum(['requested', 'approved', 'declined']),
  requestedAt: Instant,
  requestedBy: z.string(),
  decidedAt: Instant.optional(),
  decidedBy: z.string().optional(),
  reason: z.string().optional(),
};
type ImportRequest = z.output<z.ZodObject<typeof importRequest>> & { readonly import: string };

/** What a second administrator says of an import that waits. */
export const ImportDecision = z.strictObject({
  import: ImportId,
  approve: z.boolean(),
  version: RequestVersion,
  reason: ResolutionNote.optional(),
});
export const ImportDecided = z.object({ import: ImportId, state: z.enum(['approved', 'declined']) });

/** The request as it is decided now, by somebody who saw it as it stands and is not the one who asked. */
export function decidedOn<R extends ImportRequest, C extends 'statement-decided' | 'balances-decided'>(
  { value, version }: Item<R>,
  said: z.output<typeof ImportDecision>,
  { now, caller }: World,
  already: C,
): (R & { readonly state: 'approved' | 'declined' }) | Refusal<C | 'request-changed' | 'needs-another-person'> {
  if (value.state !== 'requested') return refuse(already);
  const changed = unlessSeen(said.version, { version });
  if (changed) return changed;
  if (value.requestedBy === caller.id) return refuse('needs-another-person');
  return {
    ...value,
    state: said.approve ? 'approved' : 'declined',
    decidedAt: now.toISOString(),
    decidedBy: caller.id,
    ...(said.reason !== undefined && { reason: said.reason }),
  };
}

/** States of an import that needs another person. */
export const importStates = z.enum(['awaiting', 'declined', ...ImportProgress.shape.state.options]);

/** How far an import is, with what a second person decides or decided. */
export function withRequest<R extends ImportRequest>(
  progress: z.output<typeof ImportProgress>,
  { value, version }: Item<R>,
) {
  const { import: _, ...request } = value;
  const waits = { requested: 'awaiting', approved: progress.state, declined: 'declined' } as const;
  return { ...progress, state: waits[value.state], request: { ...request, version } };
}
