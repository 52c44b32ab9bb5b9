import * as z from 'zod';
import { TenantId } from './ids.ts';

/** Who may stand at a door. `provider` is a bank or portal that proves itself by its own signature inside the door. */
export const Role = z.enum([
  'kiosk',
  'board',
  'reception',
  'doctor',
  'cashier',
  'admin',
  'patient',
  'province',
  'operator',
  'provider',
  'system',
]);
export type Role = z.infer<typeof Role>;

/** The verified caller of a request. `id` is opaque: a staff number, a device id, never a name. */
export const Caller = z.object({ id: z.string(), roles: z.array(Role), tenant: TenantId.optional() });
export type Caller = z.infer<typeof Caller>;

/** Whoever acts when no person does: a reaction or a schedule. */
export const systemCaller = (door: string): Caller => ({ id: door, roles: ['system'] });
export const anonymous: Caller = { id: 'anonymous', roles: [] };
