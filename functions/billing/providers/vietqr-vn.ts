import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Dong } from '../../../shared/kernel/money.ts';
import {
  Amount,
  badField,
  Content,
  isOneOf,
  OptionalReference,
  parseJson,
  type ReadNotice,
  Reference,
} from './notice.ts';

/** What VietQR.vn presents at our token address: a name and password that the hospital chose. */
interface VietQrVnClient {
  readonly username: string;
  readonly password: string;
}
type BasicDoubt = 'header-missing' | 'header-malformed' | 'client-unknown';

/**
 * Checks `Authorization: Basic` (RFC 7617) against the clients, two of which may live at once while a password is
 * replaced. A password may hold colons: the first one parts it from the name.
 */
export function checkBasic(
  authorization: string | undefined,
  clients: readonly VietQrVnClient[],
): { readonly ok: true; readonly username: string } | { readonly ok: false; readonly reason: BasicDoubt } {
  if (authorization === undefined) return { ok: false, reason: 'header-missing' };
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization.trim())?.[1];
  const pair = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 1) return { ok: false, reason: 'header-malformed' };
  const usable = clients.filter(({ username, password }) => username !== '' && password !== '');
  const known = isOneOf(
    pair,
    usable.map(({ username, password }) => `${username}:${password}`),
  );
  return known ? { ok: true, username: pair.slice(0, colon) } : { ok: false, reason: 'client-unknown' };
}

/** Keys in lower case: the pages of VietQR.vn spell bankaccount and bankAccount, transactionid and transactionId. */
const Body = z.object({
  transactionid: Reference,
  referencenumber: Reference,
  bankaccount: Reference,
  amount: Amount,
  transtype: z
    .string()
    .trim()
    .toUpperCase()
    .pipe(z.enum(['C', 'D'])),
  content: Content,
  orderid: OptionalReference,
  /** Milliseconds since 1970, as a number or as its digits; thirteen digits, so that seconds are not taken for them. */
  transactiontime: z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{13}$/)
        .transform(Number),
    ])
    .refine((ms) => ms >= 1_000_000_000_000 && ms < 10_000_000_000_000),
});

/** Reads the body of a verified transaction-sync call. Two spellings of one field with two values are unreadable. */
export function readVietQrVnNotice(rawBody: string): ReadNotice {
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const record = z.record(z.string(), z.unknown()).safeParse(json.value);
  if (!record.success) return { ok: false, reason: 'bad-field' };
  const lowered = new Map<string, unknown>();
  for (const [name, value] of Object.entries(record.data)) {
    const field = name.toLowerCase();
    if (lowered.has(field) && lowered.get(field) !== value) return { ok: false, reason: 'bad-field', field };
    lowered.set(field, value);
  }
  const body = Body.safeParse(Object.fromEntries(lowered));
  if (!body.success) return badField(body.error);
  const { transactionid, referencenumber, bankaccount, amount, transtype, content, orderid, transactiontime } =
    body.data;
  return {
    ok: true,
    notice: {
      provider: 'vietqr-vn',
      providerId: transactionid,
      bankRef: referencenumber,
      account: bankaccount,
      amount,
      direction: transtype === 'C' ? 'in' : 'out',
      content,
      ...(orderid !== undefined && { code: orderid }),
      at: new Date(transactiontime),
    },
  };
}

/** The reply of api.vietqr.vn, "API Transaction Sync": `reference` is our id of the movement. */
export const vietQrVnReplies = {
  done: (reference: string) => ({
    status: 200,
    body: { error: false, errorReason: null, toastMessage: null, object: { reftransactionid: reference } },
  }),
  forged: {
    status: 401,
    body: { error: true, errorReason: 'INVALID_TOKEN', toastMessage: 'token not accepted', object: null },
  },
  unreadable: {
    status: 400,
    body: { error: true, errorReason: 'INVALID_BODY', toastMessage: 'body not understood', object: null },
  },
} as const;

interface RefundRequest {
  readonly referenceNumber: string;
  readonly amount: Dong;
  readonly bankAccount: string;
}

/**
 * `checkSum` of our refund calls (api.vietqr.vn, "Calling the Refund API"). MD5 is their choice and proves little;
 * it is used for nothing else here.
 */
export const refundChecksum = (secretKey: string, { referenceNumber, amount, bankAccount }: RefundRequest): string =>
  createHash('md5').update(`${secretKey}${referenceNumber}${amount}${bankAccount}`, 'utf8').digest('hex');
