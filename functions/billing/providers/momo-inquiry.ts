import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { Inquiry } from '../../../shared/ports/inquiries.ts';
import { type Answered, unknown } from './inquiry.ts';
import { readMomoNotice } from './momo.ts';
import { parseJson, type ReadGateway } from './notice.ts';

interface MomoOrder {
  readonly merchant: string;
  readonly accessKey: string;
  readonly code: string;
  readonly request: string;
}

/** Asks how an order stands (developers.momo.vn, "Check Transaction Status"): an HMAC-SHA256 over four `name=value`. */
export function momoInquiry({ merchant, accessKey, code, request }: MomoOrder, secret: string): Inquiry {
  const text = `accessKey=${accessKey}&orderId=${code}&partnerCode=${merchant}&requestId=${request}`;
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  const body = { partnerCode: merchant, requestId: request, orderId: code, lang: 'vi', signature };
  return {
    host: 'payment.momo.vn',
    path: '/v2/gateway/api/query',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

const Answer = z.looseObject({ partnerCode: z.string(), orderId: z.string(), resultCode: z.int() });
/** 1000 waits for the payer, 7000 and 7002 are being worked on, 9000 is authorised and not captured; 42 is no such order. */
const pending = new Set([42, 1000, 7000, 7002, 9000]);
/** The payer refused, has no money, let it end; MoMo cancelled it. */
const failed = new Set([1001, 1002, 1003, 1004, 1005, 1006, 1007, 4100]);

/** An answer carries no signature: TLS says whose it is, and it must be of the order that was asked for. */
export function readMomoAnswer(body: string, { merchant, code }: Pick<MomoOrder, 'merchant' | 'code'>): Answered {
  const read = Answer.safeParse(parseJson(body)?.value);
  if (!read.success || read.data.partnerCode !== merchant || read.data.orderId !== code) return unknown;
  const { resultCode } = read.data;
  if (resultCode === 0) return { outcome: 'told', rows: [body] };
  if (pending.has(resultCode)) return { outcome: 'not-yet' };
  return failed.has(resultCode) ? { outcome: 'failed' } : unknown;
}

/** The answer has the fields of the call but the text of the order; the order's id is our code. */
export function readMomoRow(row: string, receivedAt: Date): ReadGateway {
  const json = parseJson(row);
  const read = Answer.safeParse(json?.value);
  if (!read.success) return { ok: false, reason: 'not-json' };
  return readMomoNotice(JSON.stringify({ orderInfo: read.data.orderId, ...read.data }), receivedAt);
}
