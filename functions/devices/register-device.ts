import * as z from 'zod';
import { DeviceKind, DeviceSerial } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { DevicePlace, DeviceView, preregistered, viewOf } from './device.ts';
import { devices, putDevice } from './devices.ts';

export const registerDevice = route('POST /v1/devices', {
  summary: 'An administrator makes one more machine known; it may enrol with a claim code',
  who: ['admin'],
  needs: ['directory'],
  claims: ['device-serial'],
  input: z.strictObject({ serial: DeviceSerial, kind: DeviceKind, place: DevicePlace.optional() }),
  output: DeviceView,
  refuses: ['device-exists', 'device-elsewhere'],
  subject: ({ serial }) => serial,
  async handle({ serial, kind, place }, world) {
    if (await devices(world.table).find(serial)) return refuse('device-exists');
    if (!(await world.directory.claim('device-serial', serial))) return refuse('device-elsewhere');
    const device = preregistered(serial, kind, place);
    world.table.commit({ put: [putDevice(device, 'absent')] });
    return viewOf(device, 0, world.now);
  },
});
