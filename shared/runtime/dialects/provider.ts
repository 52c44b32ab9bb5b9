import { refusals } from '../../kernel/refusal.ts';
import { ProviderReply } from '../../kernel/replies.ts';
import { bodyBytes, type Dialect, safeHeaders } from './dialect.ts';

/**
 * Banks and portals calling back. The door gets the raw body and headers, since signatures cover bytes, and proves the
 * caller itself; the tenant comes from the unguessable id in the path. Their retries are de-duplicated by bank
 * reference for ever, so there is no Idempotency-Key.
 */
export const provider: Dialect = {
  name: 'provider',
  maxBytes: 256_000,
  idempotent: false,
  read: (event) => ({
    headers: event.headers,
    query: event.queryStringParameters ?? {},
    rawBody: bodyBytes(event),
    sourceIp: event.requestContext?.http?.sourceIp,
  }),
  answer(output, _route, trace) {
    const reply = ProviderReply.parse(output);
    const headers = safeHeaders('application/json; charset=utf-8', trace);
    return reply.body === undefined
      ? { statusCode: reply.status, headers }
      : { statusCode: reply.status, headers, body: JSON.stringify(reply.body) };
  },
  refuse(refusal, { trace }) {
    const entry = refusals[refusal.refused];
    const body = { success: false, error: true, errorReason: refusal.refused, toastMessage: entry.en, trace };
    return {
      statusCode: entry.status,
      headers: safeHeaders('application/json; charset=utf-8', trace),
      body: JSON.stringify(body),
    };
  },
};
