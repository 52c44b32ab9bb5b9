import * as z from 'zod';
import { Amount, type Authenticity, badField, Milliseconds, parseJson, type ReadNotice, Reference } from './notice.ts';
import { isHmacOf } from './signing.ts';

type ZalopayDoubt = 'no-secret' | 'not-json' | 'mac-missing' | 'mac-wrong';

const Envelope = z.object({ data: z.string().max(100_000), mac: z.string() });

/**
 * Whether the call is ZaloPay's: `mac` is an HMAC-SHA256 with key2 over the text `data` exactly as it came
 * (docs.zalopay.vn, "Callback"). There is no time in it: a repeat is told by ZaloPay's transaction id.
 */
export function verifyZalopay(rawBody: string, secrets: readonly string[]): Authenticity<ZalopayDoubt> {
  if (!secrets.some((secret) => secret !== '')) return { ok: false, reason: 'no-secret' };
  const json = parseJson(rawBody);
  if (!json) return { ok: false, reason: 'not-json' };
  const body = Envelope.safeParse(json.value);
  if (!body.success) return { ok: false, reason: 'mac-missing' };
  return isHmacOf(body.data.mac, body.data.data, secrets, 'sha256') ? { ok: true } : { ok: false, reason: 'mac-wrong' };
}

const Data = z.object({
  app_id: Reference,
  app_trans_id: Reference,
  zp_trans_id: Reference,
  amount: Amount,
  server_time: Milliseconds,
});

/** Reads a verified call. ZaloPay calls only for money that was paid. */
export function readZalopayNotice(rawBody: string, receivedAt: Date): ReadNotice {
  const envelope = Envelope.safeParse(parseJson(rawBody)?.value);
  return envelope.success ? readZalopayRow(envelope.data.data, receivedAt) : { ok: false, reason: 'not-json' };
}

/** Reads a payment as a call encloses it, and as an answer of ours is kept. */
export function readZalopayRow(row: string, receivedAt: Date): ReadNotice {
  const json = parseJson(row);
  if (!json) return { ok: false, reason: 'not-json' };
  const data = Data.safeParse(json.value);
  if (!data.success) return badField(data.error);
  const { app_id, app_trans_id, zp_trans_id, amount, server_time } = data.data;
  return {
    ok: true,
    notice: {
      provider: 'zalopay',
      providerId: zp_trans_id,
      bankRef: zp_trans_id,
      account: app_id,
      amount,
      direction: 'in',
      // An order's id is a day, our application's number and our own code.
      content: app_trans_id,
      code: app_trans_id,
      at: server_time ?? receivedAt,
    },
  };
}

/** ZaloPay reads `return_code`: 1 done, 2 known already, 0 call again, negative refused; a repeat is answered as the first. All are HTTP 200. */
export const zalopayReplies = {
  done: { status: 200, body: { return_code: 1, return_message: 'success' } },
  forged: { status: 200, body: { return_code: -1, return_message: 'mac not equal' } },
  unreadable: { status: 200, body: { return_code: -2, return_message: 'data not understood' } },
} as const;
