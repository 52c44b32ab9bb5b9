import * as z from 'zod';
import { DeviceSerial } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { DeviceState, DeviceView, viewOf } from './device.ts';
import { devices } from './devices.ts';

const atOnce = 20;

export const listDevices = route('GET /v1/devices', {
  summary: 'An administrator sees the machines of the hospital: which may enrol, which serve, whose certificate ends',
  who: ['admin'],
  input: z.strictObject({
    state: DeviceState.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    after: DeviceSerial.optional(),
  }),
  output: z.object({ items: z.array(DeviceView), next: DeviceSerial.optional() }),
  async handle({ state, limit, after }, world) {
    const kept = devices(world.table);
    const page = await kept.list(state, limit, after);
    const items = await inParts(page.devices, atOnce, async (device) =>
      viewOf(device, device.claim ? await kept.tries(device.claim.id) : 0, world.now),
    );
    return { items, next: page.next };
  },
});
