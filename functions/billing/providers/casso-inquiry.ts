import * as z from 'zod';
import { dong } from '../../../shared/kernel/money.ts';
import { fromLocalText, localDay } from '../../../shared/kernel/time.ts';
import type { Inquiry } from '../../../shared/ports/inquiries.ts';
import { type Answered, unknown } from './inquiry.ts';
import { badField, Content, OptionalReference, parseJson, type ReadNotice, Reference } from './notice.ts';

const most = 100;

/** The newest movements since a day (developer.casso.vn, "API lấy giao dịch"). */
export const cassoInquiry = (key: string, since: Date): Inquiry => ({
  host: 'oauth.casso.vn',
  path: `/v2/transactions?${new URLSearchParams({
    fromDate: localDay(since),
    page: '1',
    pageSize: String(most),
    sort: 'DESC',
  })}`,
  method: 'GET',
  headers: { authorization: `Apikey ${key}`, accept: 'application/json' },
});

const List = z.object({ error: z.literal(0), data: z.object({ records: z.array(z.unknown()).max(1_000) }) });

export function readCassoList(body: string): Answered {
  const list = List.safeParse(parseJson(body)?.value);
  return list.success ? { outcome: 'told', rows: list.data.data.records.map((row) => JSON.stringify(row)) } : unknown;
}

const Row = z.object({
  id: Reference,
  /** The bank's number of the movement, which the webhook calls `reference`. */
  tid: OptionalReference,
  description: Content,
  amount: z.int().refine((amount) => amount !== 0 && Math.abs(amount) <= 9_999_999_999_999),
  when: z.unknown().optional(),
  bankSubAccId: Reference,
});

/** One movement of the list; negative amounts left the account. */
export function readCassoRow(row: string, receivedAt: Date): ReadNotice {
  const json = parseJson(row);
  if (!json) return { ok: false, reason: 'not-json' };
  const read = Row.safeParse(json.value);
  if (!read.success) return badField(read.error);
  const { id, tid, description, amount, when, bankSubAccId } = read.data;
  return {
    ok: true,
    notice: {
      provider: 'casso',
      providerId: id,
      bankRef: tid ?? `CASSO-${id}`,
      ...(tid === undefined && { madeUp: true }),
      account: bankSubAccId,
      amount: dong(Math.abs(amount)),
      direction: amount < 0 ? 'out' : 'in',
      content: description,
      at: fromLocalText(String(when)) ?? receivedAt,
    },
  };
}
