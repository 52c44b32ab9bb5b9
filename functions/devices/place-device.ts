import * as z from 'zod';
import { DeviceSerial } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { DevicePlace } from './device.ts';
import { devices, putDevice } from './devices.ts';

export const placeDevice = route('PUT /v1/devices/{device}/place', {
  summary: 'An administrator says where a machine stands',
  who: ['admin'],
  input: z.strictObject({ device: DeviceSerial, place: DevicePlace }),
  output: z.object({ device: DeviceSerial, place: DevicePlace }),
  refuses: ['not-found'],
  subject: ({ device }) => device,
  async handle({ device, place }, world) {
    const found = await devices(world.table).find(device);
    if (!found) return refuse('not-found');
    if (found.value.place !== place) {
      world.table.commit({ put: [putDevice({ ...found.value, place }, found.version)] });
    }
    return { device, place };
  },
});
