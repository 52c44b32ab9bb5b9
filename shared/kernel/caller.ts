import * as z from 'zod';
import { TenantId } from './ids.ts';
import { roles } from './roles.ts';

export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** The verified caller of a request. `id` is opaque: a staff number, a device id, never a name. */
export const Caller = z.object({ id: z.string(), roles: z.array(Role), tenant: TenantId.optional() });
export type Caller = z.infer<typeof Caller>;

/** Whoever acts when no person does: a reaction or a schedule. */
export const systemCaller = (door: string): Caller => ({ id: door, roles: ['system'] });
export const anonymous: Caller = { id: 'anonymous', roles: [] };
