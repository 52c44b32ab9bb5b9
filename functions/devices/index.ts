import { context } from '../../shared/kernel/doors.ts';
import { enrolDevice } from './enrol-device.ts';
import { listDevices } from './list-devices.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { openDeviceSession } from './open-device-session.ts';
import { placeDevice } from './place-device.ts';
import { readDevice } from './read-device.ts';
import { registerDevice } from './register-device.ts';
import { renewCertificate } from './renew-certificate.ts';
import { renewClaimCode } from './renew-claim-code.ts';
import { revokeDevice } from './revoke-device.ts';

/** Kiosks and boards as callers: known to one hospital, enrolled by a code, proven by a certificate of their own. */
export const devices = context('devices', {
  onHospitalRequested,
  registerDevice,
  listDevices,
  readDevice,
  placeDevice,
  renewClaimCode,
  enrolDevice,
  openDeviceSession,
  renewCertificate,
  revokeDevice,
  onDepartureAdvanced,
});
