import * as z from 'zod';
import { fromLocalText } from '../../../shared/kernel/time.ts';
import {
  Amount,
  type Authenticity,
  badField,
  Content,
  OptionalReference,
  parseJson,
  type ReadGateway,
  Reference,
} from './notice.ts';
import { isHmacOf, sortedKeys } from './signing.ts';

type PayosDoubt = 'no-secret' | 'not-json' | 'signature-missing' | 'signature-wrong';

const Signed = z.object({ data: z.record(z.string(), z.unknown()), signature: z.string() });

/** How payOS writes a value into the text it signs: nothing for null in any spelling, JSON for lists and objects. */
function written(value: unknown): string {
  if (value === null || value === undefined || value === 'null' || value === 'undefined') return '';
  if (typeof value === 'object') return JSON.stringify(sortedKeys(value));
  return String(value);
}

/**
 * Whether the call is payOS's: `signature` in the body is an HMAC-SHA256 over `key=value` of `data`, keys sorted, joined
 * by `&` and not URL-encoded (payos.vn docs; npm @payos/node). There is no time in it: a repeat is told by the bank's
 * reference.
 */
export function verifyPayos(rawBody: string, secrets: readonly string[]): Authenticity<PayosDoubt> {
  if (!secrets.some((secret) => secret !== '')) return { ok: false, reason: 'no-secret' };
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const body = Signed.safeParse(json.value);
  if (!body.success) return { ok: false, reason: 'signature-missing' };
  const { data, signature } = body.data;
  const text = Object.keys(data)
    .sort()
    .map((key) => `${key}=${written(data[key])}`)
    .join('&');
  return isHmacOf(signature, text, secrets, 'sha256') ? { ok: true } : { ok: false, reason: 'signature-wrong' };
}

const Body = z.object({
  success: z.boolean().optional(),
  data: z.object({
    /** `00` is money. */
    code: z.union([z.string(), z.int()]).nullish(),
    orderCode: Reference,
    amount: Amount,
    description: Content,
    accountNumber: Reference,
    virtualAccountNumber: OptionalReference.catch(undefined),
    reference: Reference,
    paymentLinkId: Reference,
    transactionDateTime: z.unknown().optional(),
  }),
});

/**
 * payOS calls an address once when it is registered, with the sample of its documentation: order 123 of 3000 dong on
 * account 12345678. That is a proof that the address answers and no money.
 */
const probe = { orderCode: '123', amount: 3000, accountNumber: '12345678', description: 'VQRIO123' } as const;

/** Reads the body of a verified call; one without a code is of money. `probe` says that it was only the test of the address. */
export function readPayosNotice(
  rawBody: string,
  receivedAt: Date,
): ReadGateway | { readonly ok: true; readonly probe: true } {
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const body = Body.safeParse(json.value);
  if (!body.success) return badField(body.error);
  const {
    code,
    orderCode,
    amount,
    description,
    accountNumber,
    virtualAccountNumber,
    reference,
    paymentLinkId,
    transactionDateTime,
  } = body.data.data;
  const isProbe =
    orderCode === probe.orderCode &&
    amount === probe.amount &&
    accountNumber === probe.accountNumber &&
    description === probe.description;
  if (isProbe) return { ok: true, probe: true };
  return {
    ok: true,
    paid: String(code ?? '00') === '00' && body.data.success !== false,
    notice: {
      provider: 'payos',
      providerId: paymentLinkId,
      bankRef: reference,
      account: accountNumber,
      ...(virtualAccountNumber !== undefined && { virtualAccount: virtualAccountNumber }),
      amount,
      direction: 'in',
      content: description,
      code: orderCode,
      at: fromLocalText(String(transactionDateTime)) ?? receivedAt,
    },
  };
}

/** payOS takes 200 with `success` for done. */
export const payosReplies = {
  done: { status: 200, body: { success: true } },
  forged: { status: 401, body: { success: false, message: 'signature not accepted' } },
  unreadable: { status: 400, body: { success: false, message: 'body not understood' } },
} as const;
