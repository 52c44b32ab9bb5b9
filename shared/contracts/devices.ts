import * as z from 'zod';
import { event } from '../kernel/events.ts';

/** The machines that a hospital was asked for with are known to it: each may enrol once an administrator lets it. */
export const claimsOpened = event('devices.claims-opened', 1, z.object({ devices: z.int().min(0) }));
