import * as z from 'zod';
import { dong } from '../../../shared/kernel/money.ts';
import { fromLocalText, toLocalText } from '../../../shared/kernel/time.ts';
import type { Inquiry } from '../../../shared/ports/inquiries.ts';
import { type Answered, unknown } from './inquiry.ts';
import { badField, Content, OptionalReference, parseJson, type ReadNotice, Reference } from './notice.ts';

/** SePay gives up to 5,000; what is left out comes with the next question. */
const most = 500;

/** The movements of an account since an instant (developer.sepay.vn, "Transaction API"; two calls a second at most). */
export const sepayInquiry = (token: string, account: string, since: Date): Inquiry => ({
  host: 'my.sepay.vn',
  path: `/userapi/transactions/list?${new URLSearchParams({
    account_number: account,
    transaction_date_min: toLocalText(since),
    limit: String(most),
  })}`,
  method: 'GET',
  headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
});

const List = z.object({ transactions: z.array(z.unknown()).max(5_000) });

export function readSepayList(body: string): Answered {
  const list = List.safeParse(parseJson(body)?.value);
  return list.success ? { outcome: 'told', rows: list.data.transactions.map((row) => JSON.stringify(row)) } : unknown;
}

/** `18067000.00` or 0: the list writes both ways of a movement, one of them nothing. */
const Side = z
  .union([z.number().transform(String), z.string()])
  .pipe(z.string().regex(/^\d{1,13}(\.0{1,2})?$/))
  .transform(Number);

const Row = z
  .object({
    id: Reference,
    account_number: Reference,
    transaction_date: z.unknown().optional(),
    amount_in: Side,
    amount_out: Side,
    transaction_content: Content,
    reference_number: OptionalReference,
    code: OptionalReference,
  })
  .refine((row) => (row.amount_in === 0) !== (row.amount_out === 0), { path: ['amount_in'] });

/** One movement of the list; it is the same as the webhook's, by the bank's reference. */
export function readSepayRow(row: string, receivedAt: Date): ReadNotice {
  const json = parseJson(row);
  if (!json) return { ok: false, reason: 'not-json' };
  const read = Row.safeParse(json.value);
  if (!read.success) return badField(read.error);
  const { id, account_number, transaction_date, amount_in, amount_out, transaction_content, code } = read.data;
  return {
    ok: true,
    notice: {
      provider: 'sepay',
      providerId: id,
      bankRef: read.data.reference_number ?? `SEPAY-${id}`,
      ...(read.data.reference_number === undefined && { madeUp: true }),
      account: account_number,
      amount: dong(amount_in + amount_out),
      direction: amount_in > 0 ? 'in' : 'out',
      content: transaction_content,
      ...(code !== undefined && { code }),
      at: fromLocalText(String(transaction_date)) ?? receivedAt,
    },
  };
}
