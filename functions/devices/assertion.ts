import { X509Certificate } from 'node:crypto';
import * as jose from 'jose';
import * as z from 'zod';
import { isRefusal, type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Item, Put } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Device } from './device.ts';
import { devices, type Pinned, putAssertion } from './devices.ts';

/** A compact JWS; three parts of base64url. */
export const Assertion = z
  .string()
  .max(2_000)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);

/** What an assertion is for: one made for a session changes no certificate. */
export const sessionAudience = 'urn:smart-hospital:device-sessions';
export const renewalAudience = 'urn:smart-hospital:device-renewals';

/** Seconds that an assertion lives, and that a device's clock may be wrong. */
const mostSeconds = 60;
/** An assertion is fit from a minute before its time to a minute after it; its mark stays longer. */
const markSeconds = 5 * mostSeconds;

const Claims = z.object({
  iat: z.int(),
  exp: z.int(),
  jti: z.string().regex(/^[\w-]{8,64}$/),
  /** The name that the device gave to its present start. */
  boot: z
    .string()
    .regex(/^[\w-]{8,64}$/)
    .optional(),
  /** Fingerprint of the certificate that shall follow. */
  next: z.string().optional(),
});
type Claims = z.infer<typeof Claims>;

/**
 * Reads a client assertion (RFC 7523, 2.2 and 3): a JWT signed (ES256) by the key of the device's certificate, which
 * the header names by `x5t#S256` (RFC 7515, 4.1.8); issuer and subject are the device's serial.
 */
async function readAssertion(
  assertion: string,
  audience: string,
  { fingerprint, device, pem }: Pinned,
  now: Date,
): Promise<Claims | Refusal<'assertion-invalid'>> {
  try {
    const { payload, protectedHeader } = await jose.jwtVerify(assertion, new X509Certificate(pem).publicKey, {
      algorithms: ['ES256'],
      audience,
      issuer: device,
      subject: device,
      currentDate: now,
    });
    if (protectedHeader['x5t#S256'] !== Buffer.from(fingerprint, 'hex').toString('base64url')) {
      return refuse('assertion-invalid', 'other-certificate');
    }
    const claims = Claims.safeParse(payload);
    if (!claims.success) return refuse('assertion-invalid', 'claims');
    const { iat, exp } = claims.data;
    const age = Math.floor(now.getTime() / 1000) - iat;
    if (Math.abs(age) > mostSeconds) return refuse('assertion-invalid', 'clock');
    return exp - iat > mostSeconds ? refuse('assertion-invalid', 'lives-too-long') : claims.data;
  } catch (error) {
    // Which of the standard's checks failed is told by its code, never by a value.
    if (error instanceof jose.errors.JWTExpired) return refuse('assertion-invalid', 'clock');
    if (error instanceof jose.errors.JOSEError) return refuse('assertion-invalid', 'proof');
    throw error;
  }
}

/** A device that proved itself, and the mark by which its assertion can't prove it again. */
interface Proven {
  readonly found: Item<Device>;
  readonly claims: Claims;
  readonly mark: Put;
}
export const provenRefusals = ['device-unknown', 'device-revoked', 'assertion-invalid'] as const;

/** Who revoked a device or replaced its certificate is told only to who has the key. */
export async function proven(
  fingerprint: string,
  assertion: string,
  audience: string,
  world: World,
): Promise<Proven | Refusal<(typeof provenRefusals)[number]>> {
  const kept = devices(world.table);
  const pinned = await kept.certificate(fingerprint);
  const found = pinned && (await kept.find(pinned.device));
  if (!pinned || !found) return refuse('device-unknown');
  const claims = await readAssertion(assertion, audience, pinned, world.now);
  if (isRefusal(claims)) return claims;
  if (await kept.assertionWasUsed(fingerprint, claims.jti)) return refuse('assertion-invalid', 'used');
  const { state, certificate } = found.value;
  if (state === 'revoked') return refuse('device-revoked');
  if (certificate?.fingerprint !== fingerprint) return refuse('device-unknown', 'certificate-replaced');
  if (world.now.getTime() > Date.parse(certificate.endsAt)) return refuse('device-unknown', 'certificate-ended');
  const expires = Math.floor(world.now.getTime() / 1000) + markSeconds;
  return { found, claims, mark: putAssertion(fingerprint, claims.jti, expires) };
}
