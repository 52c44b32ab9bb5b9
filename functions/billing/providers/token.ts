import { errors, jwtVerify, SignJWT } from 'jose';
import type { Authenticity } from './notice.ts';

/** Of the samples on api.vietqr.vn, "API Get Token". */
const tokenSeconds = 300;
const tokenAlgorithm = 'HS512';
/** HS512 wants a key as long as its hash (RFC 7518 section 3.2). */
const shortestSecret = 64;

/** Terms of the bearer tokens that we give to a provider which then reports with them. Bound to one hospital's address: `audience` is the unguessable id of the path. */
interface TokenTerms {
  /** The first signs; all are accepted, so that one can replace the other. At least 64 bytes of UTF-8 each. */
  readonly secrets: readonly string[];
  readonly audience: string;
  readonly now: Date;
  /** How long a token that is issued is good for: five minutes unless said otherwise. */
  readonly seconds?: number;
}
interface TokenReply {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}
type TokenDoubt = 'header-missing' | 'header-malformed' | 'token-expired' | 'token-wrong';

/** The answer to a good token request. @throws RangeError without a secret of 64 bytes: a fault of configuration. */
export async function issueToken(username: string, terms: TokenTerms): Promise<TokenReply> {
  const { secrets, audience, now, seconds: life = tokenSeconds } = terms;
  const [key] = keysOf(secrets);
  if (key === undefined) throw new RangeError('a token secret needs at least 64 bytes');
  const seconds = Math.floor(now.getTime() / 1000);
  const access_token = await new SignJWT()
    .setProtectedHeader({ alg: tokenAlgorithm, typ: 'JWT' })
    .setSubject(username)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + life)
    .sign(key);
  return { access_token, token_type: 'Bearer', expires_in: life };
}

/** Checks the `Authorization: Bearer` of a callback against the tokens that `issueToken` gave for this address. */
export async function checkToken(
  authorization: string | undefined,
  { secrets, audience, now }: TokenTerms,
): Promise<Authenticity<TokenDoubt>> {
  if (authorization === undefined) return { ok: false, reason: 'header-missing' };
  const token = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization.trim())?.[1];
  if (token === undefined) return { ok: false, reason: 'header-malformed' };
  let doubt: TokenDoubt = 'token-wrong';
  for (const key of keysOf(secrets)) {
    try {
      const terms = { algorithms: [tokenAlgorithm], audience, currentDate: now, requiredClaims: ['exp', 'sub'] };
      await jwtVerify(token, key, terms);
      return { ok: true };
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      if (error instanceof errors.JWTExpired) doubt = 'token-expired';
    }
  }
  return { ok: false, reason: doubt };
}

const keysOf = (secrets: readonly string[]): Uint8Array[] =>
  secrets.map((secret) => new TextEncoder().encode(secret)).filter((key) => key.length >= shortestSecret);
