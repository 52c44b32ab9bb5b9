import { claimsOpened } from '../../shared/contracts/devices.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { reaction } from '../../shared/kernel/doors.ts';
import { emit } from '../../shared/kernel/events.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { preregistered } from './device.ts';
import { devices, putDevice } from './devices.ts';

const atOnce = 10;

export const onHospitalRequested = reaction(hospitalRequested, {
  summary: 'A new hospital knows the machines that it was asked for with; each may enrol when its code is given out',
  tenant: 'named',
  needs: ['directory'],
  claims: ['device-serial'],
  emits: [claimsOpened],
  async handle({ hospital, devices: asked = [] }, world) {
    const kept = devices(world.table);
    const wanted = [...new Map(asked.map((one) => [one.serial, one])).values()];
    const fresh = await inParts(wanted, atOnce, async ({ serial, kind }) => {
      // The hospital waits, and the letter lies with the operator, who finds out whose machine it is.
      if (!(await world.directory.claim('device-serial', serial))) {
        throw new Error(`device ${serial} belongs to another hospital than ${hospital}`);
      }
      return (await kept.find(serial)) ? [] : [putDevice(preregistered(serial, kind, undefined), 'absent')];
    });
    world.table.commit({
      put: fresh.flat(),
      emit: [emit(claimsOpened, hospital, { devices: wanted.length })],
    });
  },
});
