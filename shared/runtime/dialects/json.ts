import { refusals } from '../../kernel/refusal.ts';
import { detailOf } from '../../kernel/refusal-words.ts';
import { type Dialect, queryOf, readJsonObject, safeHeaders } from './dialect.ts';

/** Our own API: JSON in and out, `application/problem+json` (RFC 9457) with a stable code. */
export const json: Dialect = {
  name: 'json',
  maxBytes: 1_000_000,
  idempotent: true,
  read(event, route) {
    if (route.route.startsWith('GET') || route.route.startsWith('DELETE')) return queryOf(event);
    const body = readJsonObject(event, /^application\/json(\s*;|$)/i);
    return 'refused' in body ? body : { ...queryOf(event), ...body };
  },
  answer: (output, route, trace) => ({
    statusCode: route.status,
    headers: safeHeaders('application/json; charset=utf-8', trace),
    body: JSON.stringify(output),
  }),
  refuse(refusal, { language, trace, misfits }) {
    const entry = refusals[refusal.refused];
    const problem = {
      type: `urn:smart-hospital:refusal:${refusal.refused}`,
      title: entry[language],
      status: entry.status,
      code: refusal.refused,
      detail: detailOf(refusal, language),
      ...(refusal.because === undefined ? {} : { because: refusal.because }),
      ...(misfits === undefined ? {} : { errors: misfits }),
      trace,
    };
    const headers = safeHeaders('application/problem+json; charset=utf-8', trace);
    if (entry.status === 401) headers['www-authenticate'] = 'Bearer';
    return { statusCode: entry.status, headers, body: JSON.stringify(problem) };
  },
};
