import * as z from 'zod';
import { DeviceSerial } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { DeviceView, viewOf } from './device.ts';
import { devices } from './devices.ts';

export const readDevice = route('GET /v1/devices/{device}', {
  summary: 'An administrator sees one machine',
  who: ['admin'],
  input: z.strictObject({ device: DeviceSerial }),
  output: DeviceView,
  refuses: ['not-found'],
  async handle({ device }, world) {
    const kept = devices(world.table);
    const found = (await kept.find(device))?.value;
    if (!found) return refuse('not-found');
    return viewOf(found, found.claim ? await kept.tries(found.claim.id) : 0, world.now);
  },
});
