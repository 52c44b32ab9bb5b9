import * as z from 'zod';
import { event } from '../kernel/events.ts';
import { TenantId } from '../kernel/ids.ts';

/** Why the operator stops a hospital's work on the platform. */
export const SuspensionReason = z.enum(['contract', 'security', 'authority', 'own-request']);

export const hospitalSuspended = event(
  'tenants.hospital-suspended',
  1,
  z.object({ hospital: TenantId, reason: SuspensionReason }),
);

export const hospitalResumed = event('tenants.hospital-resumed', 1, z.object({ hospital: TenantId }));
