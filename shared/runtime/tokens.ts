import * as jose from 'jose';
import * as z from 'zod';
import { type Caller, Role } from '../kernel/caller.ts';
import { platform, province, TenantId } from '../kernel/ids.ts';
import { sessionMinutesOf } from '../kernel/session-limits.ts';

/** What an access token says of its bearer; on AWS the server sets these claims when the token is made. */
const Claims = z.object({
  sub: z.string().regex(/^[A-Za-z0-9:_-]{1,80}$/),
  hospital: TenantId,
  roles: z.array(Role).min(1),
  iat: z.number(),
  /** Seconds; when the bearer signed in with all that is asked for. Renewing a token does not move it. */
  auth_time: z.number().optional(),
  /** Cognito says what a token is for; a token of identity opens nothing. */
  token_use: z.literal('access'),
});

/** Somebody whose tokens are believed, and for which roles: a pool of people can't make machines, nor the other way. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly keys: jose.JWTVerifyGetKey;
  readonly roles: readonly Role[];
}
export type TokenRules = readonly TrustedIssuer[];

/** Roles that a machine holds, and those that a person does. */
export const machineRoles: readonly Role[] = ['kiosk', 'board'];
export const personRoles: readonly Role[] = Role.options.filter((role) => !machineRoles.includes(role));

/** The operator is at home on the platform only, the province at the province, everyone else at a hospital. */
function belongs(role: Role, tenant: TenantId): boolean {
  // The system acts inside, a provider proves itself at its door: nobody holds a token that says so.
  if (role === 'system' || role === 'provider') return false;
  if (role === 'operator') return tenant === platform;
  if (role === 'province') return tenant === province;
  return tenant !== platform && tenant !== province;
}

/** The verified caller, or undefined when the token is missing a claim, expired, or not ours. */
export async function callerOf(token: string, rules: TokenRules, now: Date): Promise<Caller | undefined> {
  try {
    // Read before it is verified, and only to choose whose keys must verify it.
    const said = jose.decodeJwt(token).iss;
    const trusted = rules.find(({ issuer }) => issuer === said);
    if (!trusted) return undefined;
    const { payload } = await jose.jwtVerify(token, trusted.keys, {
      issuer: trusted.issuer,
      algorithms: ['ES256', 'RS256'],
      currentDate: now,
      requiredClaims: ['exp', 'iat'],
    });
    const claims = Claims.safeParse(payload);
    if (!claims.success) return undefined;
    const { sub: id, hospital: tenant, iat, auth_time: signedInAt = iat } = claims.data;
    const roles = claims.data.roles.filter((role) => trusted.roles.includes(role) && belongs(role, tenant));
    if (roles.length === 0) return undefined;
    const minutes = (now.getTime() / 1000 - signedInAt) / 60;
    return minutes < sessionMinutesOf(roles) ? { id, roles, tenant } : undefined;
  } catch (error) {
    if (error instanceof jose.errors.JOSEError) return undefined;
    throw error;
  }
}
