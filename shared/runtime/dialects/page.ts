import { refusals } from '../../kernel/refusal.ts';
import { PageReply } from '../../kernel/replies.ts';
import { escapeHtml } from '../../kernel/text.ts';
import { type Dialect, queryOf, safeHeaders } from './dialect.ts';

/** Pages load nothing but themselves. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Pages and pictures for a person's browser. */
export const page: Dialect = {
  name: 'page',
  maxBytes: 0,
  idempotent: false,
  read: (event) => queryOf(event),
  answer(output, route, trace) {
    const { contentType, body } = PageReply.parse(output);
    const headers = { ...safeHeaders(contentType, trace), 'content-security-policy': policy };
    return typeof body === 'string'
      ? { statusCode: route.status, headers, body }
      : { statusCode: route.status, headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  },
  refuse(refusal, { language, trace }) {
    const entry = refusals[refusal.refused];
    const text = escapeHtml(entry[language]);
    return {
      statusCode: entry.status,
      headers: { ...safeHeaders('text/html; charset=utf-8', trace), 'content-security-policy': policy },
      body: `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text}</title><h1>${text}</h1><p><small>${escapeHtml(trace)}</small></p></html>`,
    };
  },
};
