import * as z from 'zod';
import { dong } from '../../../shared/kernel/money.ts';
import { fromLocalText } from '../../../shared/kernel/time.ts';
import {
  type Authenticity,
  badField,
  Content,
  OptionalReference,
  parseJson,
  type ReadNotice,
  Reference,
} from './notice.ts';
import { headerOf, isHmacOf, sortedKeys } from './signing.ts';

type CassoDoubt =
  | 'no-secret'
  | 'header-missing'
  | 'header-malformed'
  | 'not-json'
  | 'signature-wrong'
  | 'outside-window';

/** The time in the header is Casso's; its public text names no tolerance, so we take five minutes as SePay does. */
const windowMs = 300_000;

/**
 * Whether the call is Casso's (webhook v2): `X-Casso-Signature: t=<ms>,v1=<hex>`, an HMAC-SHA512 over the time, a point
 * and the whole body as JSON with its keys sorted at every depth. The signature is over the content and not over the
 * bytes, so white space and order of the body do not matter.
 */
export function verifyCasso(
  headers: Readonly<Record<string, string | undefined>>,
  rawBody: string,
  secrets: readonly string[],
  now: Date,
): Authenticity<CassoDoubt> {
  if (!secrets.some((secret) => secret !== '')) return { ok: false, reason: 'no-secret' };
  const signature = headerOf(headers, 'x-casso-signature');
  if (signature === undefined) return { ok: false, reason: 'header-missing' };
  const [, stamp, hex] = /^\s*t=(\d{1,15})\s*,\s*v1=([0-9a-f]{128})\s*$/i.exec(signature) ?? [];
  if (stamp === undefined || hex === undefined) return { ok: false, reason: 'header-malformed' };
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const signed = `${stamp}.${JSON.stringify(sortedKeys(json.value))}`;
  if (!isHmacOf(hex, signed, secrets, 'sha512')) return { ok: false, reason: 'signature-wrong' };
  return Math.abs(now.getTime() - Number(stamp)) > windowMs ? { ok: false, reason: 'outside-window' } : { ok: true };
}

/** Whole dong, as a number or as its digits; negative for money that left. */
const SignedAmount = z
  .union([
    z.int(),
    z
      .string()
      .trim()
      .regex(/^-?\d{1,13}(\.0{1,2})?$/)
      .transform(Number),
  ])
  .refine((amount) => amount !== 0 && Math.abs(amount) <= 9_999_999_999_999);

const Body = z.object({
  data: z.object({
    id: Reference,
    reference: OptionalReference,
    description: Content,
    amount: SignedAmount,
    accountNumber: Reference,
    virtualAccountNumber: OptionalReference.catch(undefined),
    transactionDateTime: z.unknown().optional(),
  }),
});

/** Reads the body of a verified call; a movement without a date counts as of `receivedAt`. */
export function readCassoNotice(rawBody: string, receivedAt: Date): ReadNotice {
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const body = Body.safeParse(json.value);
  if (!body.success) return badField(body.error);
  const { id, reference, description, amount, accountNumber, virtualAccountNumber, transactionDateTime } =
    body.data.data;
  return {
    ok: true,
    notice: {
      provider: 'casso',
      providerId: id,
      bankRef: reference ?? `CASSO-${id}`,
      ...(reference === undefined && { madeUp: true }),
      account: accountNumber,
      ...(virtualAccountNumber !== undefined && { virtualAccount: virtualAccountNumber }),
      amount: dong(Math.abs(amount)),
      direction: amount < 0 ? 'out' : 'in',
      content: description,
      at: fromLocalText(String(transactionDateTime)) ?? receivedAt,
    },
  };
}

/** Casso takes 200 with `success` for done and repeats anything else. */
export const cassoReplies = {
  done: { status: 200, body: { success: true } },
  forged: { status: 401, body: { success: false, message: 'signature not accepted' } },
  unreadable: { status: 400, body: { success: false, message: 'body not understood' } },
} as const;
