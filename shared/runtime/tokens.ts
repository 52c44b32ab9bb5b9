import * as jose from 'jose';
import * as z from 'zod';
import { type Caller, Role } from '../kernel/caller.ts';
import { platform, province, TenantId } from '../kernel/ids.ts';

/** What an access token says of its bearer; on AWS the server sets these claims when the token is made. */
const Claims = z.object({
  sub: z.string().regex(/^[A-Za-z0-9:_-]{1,80}$/),
  hospital: TenantId,
  roles: z.array(Role).min(1),
});

export interface TokenRules {
  readonly issuer: string;
  readonly keys: jose.JWTVerifyGetKey;
}

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
    const { payload } = await jose.jwtVerify(token, rules.keys, {
      issuer: rules.issuer,
      algorithms: ['ES256', 'RS256'],
      currentDate: now,
      requiredClaims: ['exp'],
    });
    const claims = Claims.safeParse(payload);
    if (!claims.success) return undefined;
    const { sub: id, hospital: tenant } = claims.data;
    const roles = claims.data.roles.filter((role) => belongs(role, tenant));
    return roles.length > 0 ? { id, roles, tenant } : undefined;
  } catch (error) {
    if (error instanceof jose.errors.JOSEError) return undefined;
    throw error;
  }
}
