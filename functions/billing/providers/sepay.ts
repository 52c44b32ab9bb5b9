import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { fromLocalText } from '../../../shared/kernel/time.ts';
import {
  Amount,
  type Authenticity,
  badField,
  Content,
  isOneOf,
  OptionalReference,
  parseJson,
  type ReadNotice,
  Reference,
} from './notice.ts';

/**
 * How a hospital's SePay webhook proves itself, as set at SePay: by signature or by a fixed key; the third way, a token
 * that it fetched before, is checked as VietQR.vn's (`token.ts`). SePay also offers to prove nothing; that is not offered
 * here. Two secrets may live at once while one is replaced.
 */
export type SepayAccess =
  | { readonly mode: 'hmac'; readonly secrets: readonly string[] }
  | { readonly mode: 'apikey'; readonly secrets: readonly string[] };

interface SepayRequest {
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it came: JSON that was parsed and written again no longer carries the signature. */
  readonly rawBody: string | Uint8Array;
}

type SepayDoubt =
  | 'no-secret'
  | 'header-missing'
  | 'header-malformed'
  | 'signature-wrong'
  | 'key-wrong'
  | 'outside-window';

/** SePay allows five minutes between the stamp and the receiver's clock, either way. */
const windowMs = 300_000;

/** Whether the call is SePay's (developer.sepay.vn, "Authenticate"). Says nothing on what the money is for. */
export function verifySepay(request: SepayRequest, access: SepayAccess, now: Date): Authenticity<SepayDoubt> {
  const secrets = access.secrets.filter((secret) => secret !== '');
  if (secrets.length === 0) return { ok: false, reason: 'no-secret' };
  return access.mode === 'hmac' ? verifySignature(request, secrets, now) : verifyKey(request, secrets);
}

/** The headers by which SePay would prove this body now: what `verifySepay` must accept. */
export function proveAsSepay(rawBody: string, access: SepayAccess, now: Date): Readonly<Record<string, string>> {
  const [secret = ''] = access.secrets;
  if (access.mode === 'apikey') return { authorization: `Apikey ${secret}` };
  const stamp = String(Math.floor(now.getTime() / 1000));
  const mac = createHmac('sha256', secret).update(`${stamp}.${rawBody}`).digest('hex');
  return { 'x-sepay-timestamp': stamp, 'x-sepay-signature': `sha256=${mac}` };
}

function verifySignature(request: SepayRequest, secrets: readonly string[], now: Date): Authenticity<SepayDoubt> {
  const stamp = header(request, 'x-sepay-timestamp');
  const signature = header(request, 'x-sepay-signature');
  if (stamp === undefined || signature === undefined) return { ok: false, reason: 'header-missing' };
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1];
  if (hex === undefined || !/^\d{1,12}$/.test(stamp)) return { ok: false, reason: 'header-malformed' };
  const given = Buffer.from(hex, 'hex');
  const matches = secrets.map((secret) =>
    timingSafeEqual(given, createHmac('sha256', secret).update(`${stamp}.`).update(request.rawBody).digest()),
  );
  if (!matches.includes(true)) return { ok: false, reason: 'signature-wrong' };
  if (Math.abs(now.getTime() - Number(stamp) * 1000) > windowMs) return { ok: false, reason: 'outside-window' };
  return { ok: true };
}

function verifyKey(request: SepayRequest, secrets: readonly string[]): Authenticity<SepayDoubt> {
  const authorization = header(request, 'authorization');
  if (authorization === undefined) return { ok: false, reason: 'header-missing' };
  const key = /^apikey +(\S+)$/i.exec(authorization.trim())?.[1];
  if (key === undefined) return { ok: false, reason: 'header-malformed' };
  return isOneOf(key, secrets) ? { ok: true } : { ok: false, reason: 'key-wrong' };
}

function header({ headers }: SepayRequest, name: string): string | undefined {
  const found = Object.entries(headers).filter(([key]) => key.toLowerCase() === name);
  return found.length === 1 ? found[0]?.[1] : undefined;
}

const Body = z.object({
  id: Reference,
  /** Absent at some banks: then SePay's own id names the movement. */
  referenceCode: OptionalReference,
  accountNumber: Reference,
  /** The virtual account in front of it; one in another form says nothing of the money. */
  subAccount: OptionalReference.catch(undefined),
  code: OptionalReference,
  content: Content,
  transferType: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(['in', 'out'])),
  transferAmount: Amount,
  /** Local text without zone. Some calls carry none; one in another form says nothing of the money. */
  transactionDate: z.unknown().optional(),
});

/**
 * Reads the body of a verified call. A movement without a date counts as of `receivedAt`. Fields that are not used
 * may come and go; one that is used and wrong makes the notice unreadable, with the field's name.
 */
export function readSepayNotice(rawBody: string, receivedAt: Date): ReadNotice {
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const body = Body.safeParse(json.value);
  if (!body.success) return badField(body.error);
  const { id, referenceCode, accountNumber, subAccount, code, content, transferType, transferAmount } = body.data;
  return {
    ok: true,
    notice: {
      provider: 'sepay',
      providerId: id,
      bankRef: referenceCode ?? `SEPAY-${id}`,
      ...(referenceCode === undefined && { madeUp: true }),
      account: accountNumber,
      ...(subAccount !== undefined && { virtualAccount: subAccount }),
      amount: transferAmount,
      direction: transferType,
      content,
      ...(code !== undefined && { code }),
      at: fromLocalText(String(body.data.transactionDate)) ?? receivedAt,
    },
  };
}

/** SePay recommends an hour (developer.sepay.vn, "OAuth2 Webhooks Guide"). */
export const sepayTokenSeconds = 3_600;
const Client = z.object({ clientId: z.string(), clientSecret: z.string() });

/** Whether a request for a token names this client with one of its secrets. */
export function checkSepayClient(
  rawBody: string,
  clientId: string,
  secrets: readonly string[],
): Authenticity<'not-json' | 'client-missing' | 'client-unknown'> {
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const client = Client.safeParse(json.value);
  if (!client.success) return { ok: false, reason: 'client-missing' };
  const isKnown = isOneOf(client.data.clientId, [clientId]) && isOneOf(client.data.clientSecret, secrets);
  return isKnown ? { ok: true } : { ok: false, reason: 'client-unknown' };
}

/**
 * The answer SePay wants to a request for a token, every field of it. It names no address at which it would use a refresh
 * token: it gets the same one again.
 */
export const sepayTokenReply = (token: string, seconds: number) => ({
  status: 200,
  body: { data: { accessToken: token, refreshToken: token, expiredIn: seconds } },
});

/** SePay takes 2xx with exactly this for done, and repeats anything else up to seven times within 33 minutes. */
export const sepayReplies = {
  done: { status: 200, body: { success: true } },
  forged: { status: 401, body: { success: false, message: 'signature not accepted' } },
  unreadable: { status: 400, body: { success: false, message: 'body not understood' } },
} as const;
