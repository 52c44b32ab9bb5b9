import * as z from 'zod';
import { event } from '../kernel/events.ts';
import { TenantId } from '../kernel/ids.ts';

/** Minutes that an operator may look into a hospital, from its approval. */
export const SupportMinutes = z.int().min(5).max(60);

/** An operator asks a hospital to be let in; why is granted to the hospital under the same id. */
export const supportAccessRequested = event(
  'tenants.support-access-requested',
  1,
  z.object({ hospital: TenantId, access: z.string(), minutes: SupportMinutes }),
);
