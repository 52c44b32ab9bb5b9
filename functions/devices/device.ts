import * as z from 'zod';
import { DeviceKind, DeviceSerial } from '../../shared/contracts/tenants.ts';
import { Instant } from '../../shared/kernel/time.ts';

export const DeviceState = z.enum(['claimable', 'enrolled', 'revoked']);
export type DeviceState = z.infer<typeof DeviceState>;
/** Where a device stands: a clinic's code, or a word of the hospital's own for a hall or a gate. */
export const DevicePlace = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
export const RevocationReason = z.enum(['lost', 'stolen', 'suspicious', 'retired']);
/** SHA-256 of the certificate's DER, lower-case hex. */
export const Fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

/** The right to enrol once. The code itself is kept nowhere, only its keyed digest. */
export interface Claim {
  readonly id: string;
  readonly digest: string;
  readonly expiresAt: string;
}

/** A machine of this hospital. Its serial is its id: the directory lets a serial belong to one hospital only. */
export interface Device {
  readonly device: string;
  readonly kind: DeviceKind;
  readonly place?: string;
  readonly state: DeviceState;
  readonly claim?: Claim;
  readonly certificate?: { readonly fingerprint: string; readonly endsAt: string; readonly enrolledAt: string };
  readonly revoked?: { readonly at: string; readonly by: string; readonly reason: z.infer<typeof RevocationReason> };
  readonly lastSessionAt?: string;
  /** What it called its last starts, newest first. */
  readonly boots: readonly string[];
  /** An earlier start spoke again after a later one: somebody runs a copy. */
  readonly twoPlaces: boolean;
}

const day = 86_400_000;
const claimDays = 7;
const endsSoonDays = 30;
const keptBoots = 8;
/** Codes that may be tried on one claim: five of 2^60. */
export const mostTries = 5;

export const preregistered = (device: string, kind: DeviceKind, place: string | undefined): Device => ({
  device,
  kind,
  ...(place !== undefined && { place }),
  state: 'claimable',
  boots: [],
  twoPlaces: false,
});

/** A new claim takes the place of the one before, its wrong tries with it. A certificate in use stays so until it is used. */
export const claimed = (device: Device, id: string, digest: string, now: Date): Device & { claim: Claim } => ({
  ...device,
  claim: { id, digest, expiresAt: new Date(now.getTime() + claimDays * day).toISOString() },
});

/** Enrolled, whether for the first time, anew or after a revocation: the claim is spent, earlier certificates end. */
export function enrolled(device: Device, certificate: { fingerprint: string; endsAt: string }, now: Date): Device {
  const { claim: _spent, revoked: _lifted, ...rest } = device;
  const pinned = { ...certificate, enrolledAt: now.toISOString() };
  return { ...rest, state: 'enrolled', certificate: pinned, boots: [], twoPlaces: false };
}

/** The same machine under its next certificate; what was noticed about it stays. */
export const renewed = (device: Device, certificate: { fingerprint: string; endsAt: string }, now: Date): Device => ({
  ...device,
  certificate: { ...certificate, enrolledAt: now.toISOString() },
});

export function revoked(device: Device, by: string, reason: z.infer<typeof RevocationReason>, now: Date): Device {
  const { claim: _withdrawn, ...rest } = device;
  return { ...rest, state: 'revoked', revoked: { at: now.toISOString(), by, reason } };
}

/**
 * Notes a session. A machine that restarts gives itself a new name for the start and never goes back to an old one; two
 * machines with one key take turns.
 */
export function opened(device: Device, boot: string | undefined, now: Date): Device {
  const lastSessionAt = now.toISOString();
  if (boot === undefined) return { ...device, lastSessionAt };
  const isBack = boot !== device.boots[0] && device.boots.includes(boot);
  const boots = [boot, ...device.boots.filter((one) => one !== boot)].slice(0, keptBoots);
  return { ...device, lastSessionAt, boots, twoPlaces: device.twoPlaces || isBack };
}

/** A device as an administrator sees it. */
export const DeviceView = z.object({
  device: DeviceSerial,
  kind: DeviceKind,
  place: DevicePlace.optional(),
  state: DeviceState,
  claim: z.object({ state: z.enum(['none', 'open', 'locked', 'ended']), expiresAt: Instant.optional() }),
  certificate: z
    .object({ fingerprint: Fingerprint, endsAt: Instant, enrolledAt: Instant, endsSoon: z.boolean() })
    .optional(),
  revoked: z.object({ at: Instant, by: z.string(), reason: RevocationReason }).optional(),
  lastSessionAt: Instant.optional(),
  twoPlaces: z.boolean(),
});

/** @param tries how often a code was tried on the device's claim */
export function viewOf(device: Device, tries: number, now: Date): z.input<typeof DeviceView> {
  const { claim, certificate, boots: _inner, ...shown } = device;
  return {
    ...shown,
    claim: claim ? { state: claimState(claim, tries, now), expiresAt: claim.expiresAt } : { state: 'none' },
    ...(certificate && {
      certificate: { ...certificate, endsSoon: Date.parse(certificate.endsAt) - now.getTime() <= endsSoonDays * day },
    }),
  };
}

export const hasEnded = ({ expiresAt }: Claim, now: Date): boolean => now.getTime() >= Date.parse(expiresAt);

const claimState = (claim: Claim, tries: number, now: Date): 'open' | 'locked' | 'ended' =>
  hasEnded(claim, now) ? 'ended' : tries >= mostTries ? 'locked' : 'open';
