import * as z from 'zod';
import { dong } from '../../../shared/kernel/money.ts';
import { type Authenticity, badField, Content, OptionalReference, type ReadGateway, Reference } from './notice.ts';
import { isHmacOf } from './signing.ts';

type VnpayDoubt = 'no-secret' | 'signature-missing' | 'signature-wrong';
type Query = Readonly<Record<string, string | undefined>>;

/** As PHP's `urlencode` and the HTML form do: a blank becomes a plus, and `!'()*~` are written out. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

const unsigned = new Set(['vnp_SecureHash', 'vnp_SecureHashType']);

/**
 * Whether the call is VNPAY's: an HMAC-SHA512 over the query, sorted and form-encoded, without the hash itself and
 * without what is empty (sandbox.vnpayment.vn, "IPN URL"; npm vnpay).
 */
export function verifyVnpay(query: Query, secrets: readonly string[]): Authenticity<VnpayDoubt> {
  if (!secrets.some((secret) => secret !== '')) return { ok: false, reason: 'no-secret' };
  const { vnp_SecureHash: signature } = query;
  if (signature === undefined) return { ok: false, reason: 'signature-missing' };
  const text = Object.keys(query)
    .filter((key) => !unsigned.has(key) && (query[key] ?? '') !== '')
    .sort()
    .map((key) => `${formEncoded(key)}=${formEncoded(query[key] ?? '')}`)
    .join('&');
  return isHmacOf(signature, text, secrets, 'sha512') ? { ok: true } : { ok: false, reason: 'signature-wrong' };
}

/** Hundredths of a dong, always whole dong. */
const Hundredths = z
  .string()
  .regex(/^\d{3,15}$/)
  .transform(Number)
  .refine((amount) => amount > 0 && amount % 100 === 0)
  .transform((amount) => dong(amount / 100));

const Fields = z.object({
  vnp_TxnRef: Reference,
  vnp_TransactionNo: Reference,
  vnp_BankTranNo: OptionalReference,
  vnp_Amount: Hundredths,
  vnp_OrderInfo: Content,
  vnp_TmnCode: Reference,
  vnp_ResponseCode: z.string().regex(/^\d{2}$/),
  vnp_TransactionStatus: z.string().regex(/^\d{2}$/),
  vnp_PayDate: z.string().optional(),
});

/** `yyyyMMddHHmmss` of Vietnamese local time. */
function payDate(text: string | undefined): Date | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text ?? '') ?? [];
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** Reads a verified call. Paid means that both the answer and the state of the transaction are 00. */
export function readVnpayNotice(query: Query, receivedAt: Date): ReadGateway {
  const fields = Fields.safeParse(query);
  if (!fields.success) return badField(fields.error);
  const found = fields.data;
  return {
    ok: true,
    paid: found.vnp_ResponseCode === '00' && found.vnp_TransactionStatus === '00',
    notice: {
      provider: 'vnpay',
      providerId: found.vnp_TransactionNo,
      bankRef: found.vnp_TransactionNo,
      account: found.vnp_TmnCode,
      amount: found.vnp_Amount,
      direction: 'in',
      content: found.vnp_OrderInfo,
      code: found.vnp_TxnRef,
      at: payDate(found.vnp_PayDate) ?? receivedAt,
    },
  };
}

/**
 * VNPAY reads `RspCode` and repeats until 00 or 02. All are HTTP 200. Money that arrived is never refused, so an order
 * we do not know and an amount we did not expect are confirmed too and given to a person.
 */
export const vnpayReplies = {
  done: { status: 200, body: { RspCode: '00', Message: 'Confirm Success' } },
  forged: { status: 200, body: { RspCode: '97', Message: 'Invalid Checksum' } },
  unreadable: { status: 200, body: { RspCode: '99', Message: 'Input not understood' } },
} as const;
