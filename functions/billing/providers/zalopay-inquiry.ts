import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { localDay } from '../../../shared/kernel/time.ts';
import type { Inquiry } from '../../../shared/ports/inquiries.ts';
import { type Answered, unknown } from './inquiry.ts';
import { parseJson } from './notice.ts';

interface ZalopayOrder {
  readonly merchant: string;
  readonly code: string;
  readonly madeAt: Date;
}

/** `261124_2554_VP...`: the day of the order, the application's number, our code. */
const orderId = ({ merchant, code, madeAt }: ZalopayOrder): string =>
  `${localDay(madeAt).replaceAll('-', '').slice(2)}_${merchant}_${code}`;

/** Asks how an order stands (docs.zalopay.vn, "Query order's status"): `mac` is an HMAC-SHA256 with key1. */
export function zalopayInquiry(order: ZalopayOrder, key1: string): Inquiry {
  const id = orderId(order);
  const mac = createHmac('sha256', key1).update(`${order.merchant}|${id}|${key1}`).digest('hex');
  return {
    host: 'openapi.zalopay.vn',
    path: '/v2/query',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ app_id: order.merchant, app_trans_id: id, mac }).toString(),
  };
}

const Answer = z.looseObject({ return_code: z.int() });

/** 1 paid, 2 failed, 3 not yet. An answer carries no signature and no order: TLS and the question say which it is of. */
export function readZalopayAnswer(body: string, order: ZalopayOrder): Answered {
  const read = Answer.safeParse(parseJson(body)?.value);
  if (!read.success) return unknown;
  const asked = { app_id: order.merchant, app_trans_id: orderId(order) };
  if (read.data.return_code === 1) return { outcome: 'told', rows: [JSON.stringify({ ...read.data, ...asked })] };
  if (read.data.return_code === 3) return { outcome: 'not-yet' };
  return read.data.return_code === 2 ? { outcome: 'failed' } : unknown;
}
