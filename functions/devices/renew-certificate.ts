import * as z from 'zod';
import { DeviceSerial } from '../../shared/contracts/tenants.ts';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { Assertion, proven, provenRefusals, renewalAudience } from './assertion.ts';
import { CertificatePem, readCertificate } from './certificate.ts';
import { Fingerprint, renewed } from './device.ts';
import { putDevice } from './devices.ts';
import { pin } from './pin.ts';

export const renewCertificate = route('POST /v1/device-certificates/{fingerprint}/renewal', {
  summary: 'A machine replaces its certificate before it ends, proving itself by the old key',
  who: 'anyone',
  tenantFrom: { directory: 'device', parameter: 'fingerprint' },
  needs: ['directory'],
  claims: ['device'],
  input: z.strictObject({ fingerprint: Fingerprint, assertion: Assertion, certificate: CertificatePem }),
  output: z.object({ device: DeviceSerial, fingerprint: Fingerprint, endsAt: Instant }),
  refuses: [...provenRefusals, 'certificate-unfit', 'certificate-used'],
  subject: (_, { device }) => device,
  async handle({ fingerprint: old, assertion, certificate: pem }, world) {
    const proof = await proven(old, assertion, renewalAudience, world);
    if (isRefusal(proof)) return proof;
    const { found, claims, mark } = proof;
    const { device } = found.value;
    const certificate = readCertificate(pem, device, world.now);
    if (isRefusal(certificate)) return certificate;
    const { fingerprint, endsAt } = certificate;
    // Else who overheard the assertion could bring a certificate of his own.
    if (claims.next !== fingerprint) return refuse('assertion-invalid', 'other-certificate');
    const pinned = await pin(certificate, device, world);
    if (isRefusal(pinned)) return pinned;
    const next = renewed(found.value, { fingerprint, endsAt }, world.now);
    world.table.commit({ put: [putDevice(next, found.version), ...pinned, mark] });
    return { device, fingerprint, endsAt };
  },
});
