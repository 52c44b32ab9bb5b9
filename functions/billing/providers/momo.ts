import * as z from 'zod';
import {
  Amount,
  type Authenticity,
  badField,
  Content,
  Milliseconds,
  parseJson,
  type ReadGateway,
  Reference,
} from './notice.ts';
import { isHmacOf } from './signing.ts';

type MomoDoubt = 'no-secret' | 'not-json' | 'bad-field' | 'signature-wrong';

/** What MoMo knows of a merchant: the name of the key, which is part of what is signed, and the key. */
interface MomoAccess {
  readonly accessKey: string;
  readonly secrets: readonly string[];
}

/** The fields in the order in which MoMo signs them (developers.momo.vn, "Payment Notification"). */
const signedFields = [
  'amount',
  'extraData',
  'message',
  'orderId',
  'orderInfo',
  'orderType',
  'partnerCode',
  'payType',
  'requestId',
  'responseTime',
  'resultCode',
  'transId',
] as const;
/** A field without a value is signed as an empty one. */
const Written = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : String(value)));
const Signed = z.object({
  amount: Written,
  extraData: Written,
  message: Written,
  orderId: Written,
  orderInfo: Written,
  orderType: Written,
  partnerCode: Written,
  payType: Written,
  requestId: Written,
  responseTime: Written,
  resultCode: Written,
  transId: Written,
  signature: z.string(),
});

/** Whether the call is MoMo's: an HMAC-SHA256 over thirteen `name=value` in a fixed order, not URL-encoded. */
export function verifyMomo(rawBody: string, { accessKey, secrets }: MomoAccess): Authenticity<MomoDoubt> {
  if (accessKey === '' || !secrets.some((secret) => secret !== '')) return { ok: false, reason: 'no-secret' };
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const body = Signed.safeParse(json.value);
  if (!body.success) return { ok: false, reason: 'bad-field' };
  const fields = signedFields.map((name) => `${name}=${body.data[name]}`);
  const text = [`accessKey=${accessKey}`, ...fields].join('&');
  return isHmacOf(body.data.signature, text, secrets, 'sha256')
    ? { ok: true }
    : { ok: false, reason: 'signature-wrong' };
}

const Body = z.object({
  partnerCode: Reference,
  orderId: Reference,
  amount: Amount,
  orderInfo: Content,
  transId: Reference,
  resultCode: z.union([
    z.int(),
    z
      .string()
      .regex(/^-?\d{1,6}$/)
      .transform(Number),
  ]),
  responseTime: Milliseconds,
});

/** Reads a verified call. Only result 0 is money. */
export function readMomoNotice(rawBody: string, receivedAt: Date): ReadGateway {
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const body = Body.safeParse(json.value);
  if (!body.success) return badField(body.error);
  const { partnerCode, orderId, amount, orderInfo, transId, resultCode, responseTime } = body.data;
  return {
    ok: true,
    paid: resultCode === 0,
    notice: {
      provider: 'momo',
      providerId: transId,
      bankRef: transId,
      account: partnerCode,
      amount,
      direction: 'in',
      content: orderInfo,
      code: orderId,
      at: responseTime ?? receivedAt,
    },
  };
}

/** MoMo wants 204 and an empty body within 15 seconds. */
export const momoReplies = {
  done: { status: 204, body: undefined },
  forged: { status: 401, body: undefined },
  unreadable: { status: 400, body: undefined },
} as const;
