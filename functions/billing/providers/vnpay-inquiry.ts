import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { toLocalText } from '../../../shared/kernel/time.ts';
import type { Inquiry } from '../../../shared/ports/inquiries.ts';
import { type Answered, unknown } from './inquiry.ts';
import { parseJson, type ReadGateway } from './notice.ts';
import { isHmacOf } from './signing.ts';
import { readVnpayNotice } from './vnpay.ts';

/** `20261124080000`, Vietnamese time. */
const stamp = (at: Date): string => toLocalText(at).replace(/\D/g, '');

interface VnpayOrder {
  readonly merchant: string;
  readonly code: string;
  /** When the order was made. */
  readonly madeAt: Date;
  /** Not repeated within a day. */
  readonly request: string;
}

/**
 * Asks how an order stands (VNPAY "querydr", version 2.1.0): an HMAC-SHA512 over nine fields in a fixed order, parted by
 * bars. The address of the caller is a field VNPAY wants filled and does not check.
 */
export function vnpayInquiry({ merchant, code, madeAt, request }: VnpayOrder, secret: string, now: Date): Inquiry {
  const fields = {
    vnp_RequestId: request.replaceAll('-', '').slice(0, 32),
    vnp_Version: '2.1.0',
    vnp_Command: 'querydr',
    vnp_TmnCode: merchant,
    vnp_TxnRef: code,
    vnp_TransactionDate: stamp(madeAt),
    vnp_CreateDate: stamp(now),
    vnp_IpAddr: '127.0.0.1',
    vnp_OrderInfo: `Truy van ${code}`,
  };
  const signature = createHmac('sha512', secret).update(Object.values(fields).join('|')).digest('hex');
  return {
    host: 'merchant.vnpay.vn',
    path: '/merchant_webapi/api/transaction',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...fields, vnp_SecureHash: signature }),
  };
}

/** The fields of an answer in the order in which VNPAY signs them; what is absent is empty. */
const signed = [
  'vnp_ResponseId',
  'vnp_Command',
  'vnp_ResponseCode',
  'vnp_Message',
  'vnp_TmnCode',
  'vnp_TxnRef',
  'vnp_Amount',
  'vnp_BankCode',
  'vnp_PayDate',
  'vnp_TransactionNo',
  'vnp_TransactionType',
  'vnp_TransactionStatus',
  'vnp_OrderInfo',
  'vnp_PromotionCode',
  'vnp_PromotionAmount',
] as const;
const Answer = z.record(
  z.string(),
  z
    .union([z.string(), z.number()])
    .nullish()
    .transform((text) => String(text ?? '')),
);

/** States of a transaction: 00 paid, 01 not yet, 02 failed; anything else is for a person at VNPAY. */
export function readVnpayAnswer(body: string, code: string, secrets: readonly string[]): Answered {
  const read = Answer.safeParse(parseJson(body)?.value);
  if (!read.success) return unknown;
  const fields = read.data;
  const text = signed.map((name) => fields[name] ?? '').join('|');
  if (!isHmacOf(fields['vnp_SecureHash'], text, secrets, 'sha512')) return unknown;
  // 91: there is no such order.
  if (fields['vnp_ResponseCode'] === '91') return { outcome: 'not-yet' };
  if (fields['vnp_ResponseCode'] !== '00' || fields['vnp_TxnRef'] !== code) return unknown;
  if (fields['vnp_TransactionStatus'] === '00') return { outcome: 'told', rows: [body] };
  if (fields['vnp_TransactionStatus'] === '01') return { outcome: 'not-yet' };
  return fields['vnp_TransactionStatus'] === '02' ? { outcome: 'failed' } : unknown;
}

/** The answer names the same fields as the call. */
export function readVnpayRow(row: string, receivedAt: Date): ReadGateway {
  const read = Answer.safeParse(parseJson(row)?.value);
  return read.success ? readVnpayNotice(read.data, receivedAt) : { ok: false, reason: 'not-json' };
}
