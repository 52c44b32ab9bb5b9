import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { DeviceCertificate } from './certificate.ts';
import { devices, putPinned } from './devices.ts';

/**
 * Takes a certificate for a device, here and in the directory, by which the device is found from then on. Certificate
 * and key serve one device once: neither another device nor a later enrolment may bring them again.
 */
export async function pin(
  { fingerprint, pem, key }: DeviceCertificate,
  device: string,
  world: World,
): Promise<Put[] | Refusal<'certificate-used'>> {
  const kept = devices(world.table);
  if ((await kept.certificate(fingerprint)) || (await kept.keyWasUsed(key))) return refuse('certificate-used');
  if (!(await world.directory.claim('device', fingerprint))) return refuse('certificate-used');
  return putPinned({ fingerprint, device, pem, key });
}
