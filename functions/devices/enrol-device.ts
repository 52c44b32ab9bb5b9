import * as z from 'zod';
import { DeviceKind, DeviceSerial } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { CertificatePem, readCertificate } from './certificate.ts';
import { digestOf, judgeTry, triableClaim } from './claim-code.ts';
import { DevicePlace, enrolled, Fingerprint } from './device.ts';
import { devices, putDevice } from './devices.ts';
import { pin } from './pin.ts';

export const enrolDevice = route('POST /v1/device-claims/{serial}/enrolment', {
  summary:
    'A machine brings its claim code and the certificate it made itself, and belongs to the hospital from then on',
  // Whoever has the code; the serial only says at which hospital to look.
  who: 'anyone',
  tenantFrom: { directory: 'device-serial', parameter: 'serial' },
  needs: ['keys', 'directory'],
  claims: ['device'],
  input: z.strictObject({
    serial: DeviceSerial,
    code: z.string().regex(/^[A-Za-z0-9-]{12,20}$/),
    certificate: CertificatePem,
  }),
  output: z.object({
    device: DeviceSerial,
    fingerprint: Fingerprint,
    endsAt: Instant,
    hospital: TenantId,
    kind: DeviceKind,
    place: DevicePlace.optional(),
  }),
  refuses: ['not-found', 'claim-missing', 'claim-locked', 'claim-code-wrong', 'certificate-unfit', 'certificate-used'],
  subject: ({ serial }) => serial,
  async handle({ serial, code, certificate: pem }, world) {
    const kept = devices(world.table);
    const found = await kept.find(serial);
    if (!found) return refuse('not-found');
    const claim = triableClaim(found.value.claim, world.now);
    if (isRefusal(claim)) return claim;
    const certificate = readCertificate(pem, serial, world.now);
    if (isRefusal(certificate)) return certificate;
    const tries = await kept.countTry(claim.id);
    const wrong = judgeTry(claim, tries, await digestOf(claim.id, code, world.keys));
    if (wrong) return wrong;
    const pinned = await pin(certificate, serial, world);
    if (isRefusal(pinned)) return pinned;
    const { fingerprint, endsAt } = certificate;
    const next = enrolled(found.value, { fingerprint, endsAt }, world.now);
    world.table.commit({ put: [putDevice(next, found.version), ...pinned] });
    return { device: serial, fingerprint, endsAt, hospital: world.tenant, kind: next.kind, place: next.place };
  },
});
