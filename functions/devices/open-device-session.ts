import * as z from 'zod';
import { DeviceKind, DeviceSerial } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { Assertion, proven, provenRefusals, sessionAudience } from './assertion.ts';
import { DevicePlace, Fingerprint, opened } from './device.ts';
import { putDevice } from './devices.ts';

/**
 * PUT, because the answer to a POST is kept for repetitions of its key: the token would lie in the table, and a request
 * that was overheard would get it again. A device that lost the answer makes a new assertion.
 */
export const openDeviceSession = route('PUT /v1/device-sessions/{fingerprint}', {
  summary: 'A machine proves that it holds the key of its certificate and gets an access token for 15 minutes',
  who: 'anyone',
  tenantFrom: { directory: 'device', parameter: 'fingerprint' },
  needs: ['sessions'],
  input: z.strictObject({ fingerprint: Fingerprint, assertion: Assertion }),
  output: z.object({
    device: DeviceSerial,
    token: z.string(),
    expiresInSeconds: z.int().positive(),
    hospital: TenantId,
    kind: DeviceKind,
    place: DevicePlace.optional(),
  }),
  refuses: provenRefusals,
  subject: (_, { device }) => device,
  async handle({ fingerprint, assertion }, world) {
    const proof = await proven(fingerprint, assertion, sessionAudience, world);
    if (isRefusal(proof)) return proof;
    const { found, claims, mark } = proof;
    const { device, kind, place } = found.value;
    world.table.commit({ put: [putDevice(opened(found.value, claims.boot, world.now), found.version), mark] });
    const { token, expiresInSeconds } = await world.sessions.open(device, kind);
    return { device, token, expiresInSeconds, hospital: world.tenant, kind, place };
  },
});
