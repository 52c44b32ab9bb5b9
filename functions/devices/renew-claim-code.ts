import * as z from 'zod';
import { DeviceSerial } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { digestOf, makeCode } from './claim-code.ts';
import { claimed } from './device.ts';
import { devices, putDevice } from './devices.ts';

/** PUT, because the answer to a POST is kept for repetitions of its key, and this code must be kept nowhere. */
export const renewClaimCode = route('PUT /v1/devices/{device}/claim-code', {
  summary: 'An administrator gets a code with which a machine enrols once, within seven days; it is shown only now',
  who: ['admin'],
  needs: ['keys'],
  input: z.strictObject({ device: DeviceSerial }),
  output: z.object({ device: DeviceSerial, code: z.string(), expiresAt: Instant }),
  refuses: ['not-found'],
  subject: ({ device }) => device,
  async handle({ device }, world) {
    const found = await devices(world.table).find(device);
    if (!found) return refuse('not-found');
    const id = world.newId();
    const code = await makeCode(world.newId(), world.keys);
    const next = claimed(found.value, id, await digestOf(id, code, world.keys), world.now);
    world.table.commit({ put: [putDevice(next, found.version)] });
    return { device, code, expiresAt: next.claim.expiresAt };
  },
});
