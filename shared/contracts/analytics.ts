import * as z from 'zod';
import { event } from '../kernel/events.ts';
import { TenantId } from '../kernel/ids.ts';

/** The province's figures know this hospital: its rows have an owner, before there are any. */
export const hospitalListed = event('analytics.hospital-listed', 1, z.object({ hospital: TenantId }));
