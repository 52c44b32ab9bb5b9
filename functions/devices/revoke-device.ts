import * as z from 'zod';
import { DeviceSerial } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { RevocationReason, revoked } from './device.ts';
import { devices, putDevice } from './devices.ts';

export const revokeDevice = route('POST /v1/devices/{device}/revocation', {
  summary:
    'An administrator shuts a machine out: it gets no session from now on, and one it has ends within 15 minutes',
  who: ['admin'],
  input: z.strictObject({ device: DeviceSerial, reason: RevocationReason }),
  output: z.object({ device: DeviceSerial, state: z.literal('revoked') }),
  refuses: ['not-found'],
  subject: ({ device }) => device,
  async handle({ device, reason }, world) {
    const found = await devices(world.table).find(device);
    if (!found) return refuse('not-found');
    // The first word on it stands.
    if (found.value.state !== 'revoked') {
      const next = revoked(found.value, world.caller.id, reason, world.now);
      world.table.commit({ put: [putDevice(next, found.version)] });
    }
    return { device, state: 'revoked' as const };
  },
});
