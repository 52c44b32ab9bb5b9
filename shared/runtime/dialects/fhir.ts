import { type RefusalCode, refusals } from '../../kernel/refusal.ts';
import { type Dialect, header, queryOf, readJsonObject, safeHeaders } from './dialect.ts';

const contentType = 'application/fhir+json; charset=utf-8';

/** IssueType codes of FHIR R4 (http://hl7.org/fhir/R4/valueset-issue-type.html) for our refusals. */
const issueCodes: Partial<Record<RefusalCode, string>> = {
  unauthenticated: 'login',
  'not-allowed': 'forbidden',
  'not-found': 'not-found',
  'invalid-input': 'invalid',
  'too-large': 'too-long',
  'too-many-requests': 'throttled',
  busy: 'conflict',
  unexpected: 'exception',
};

/**
 * FHIR R4 over HTTP: resources in and out, OperationOutcome for errors, ETag and Last-Modified from `meta`.
 * A request body reaches the door as `resource`.
 */
export const fhir: Dialect = {
  name: 'fhir',
  maxBytes: 1_000_000,
  idempotent: false,
  read(event, route) {
    const accept = header(event, 'accept') ?? '*/*';
    if (!/\*\/\*|application\/(\*|fhir\+json|json)/.test(accept)) return { refused: 'not-acceptable' };
    if (route.route.startsWith('GET') || route.route.startsWith('DELETE')) return queryOf(event);
    const resource = readJsonObject(event, /^application\/(fhir\+json|json)(\s*;|$)/i);
    if ('refused' in resource) return resource;
    const ifNoneExist = header(event, 'if-none-exist');
    const ifMatch = header(event, 'if-match');
    return { ...queryOf(event), resource, ...(ifNoneExist ? { ifNoneExist } : {}), ...(ifMatch ? { ifMatch } : {}) };
  },
  answer(output, route, trace) {
    const headers = safeHeaders(contentType, trace);
    const meta = metaOf(output);
    if (meta?.versionId) headers['etag'] = `W/"${meta.versionId}"`;
    if (meta?.lastUpdated) headers['last-modified'] = new Date(meta.lastUpdated).toUTCString();
    return { statusCode: route.status, headers, body: JSON.stringify(output) };
  },
  refuse(refusal, { language, trace, misfits }) {
    const entry = refusals[refusal.refused];
    const code = issueCodes[refusal.refused] ?? 'business-rule';
    const issue = (misfits ?? [undefined]).map((misfit) => ({
      severity: entry.status >= 500 ? 'fatal' : 'error',
      code,
      details: { coding: [{ system: 'urn:smart-hospital:refusal', code: refusal.refused }], text: entry[language] },
      diagnostics: misfit ? misfit.reason : (refusal.because ?? `trace ${trace}`),
      ...(misfit ? { expression: [misfit.path] } : {}),
    }));
    const headers = safeHeaders(contentType, trace);
    if (entry.status === 401) headers['www-authenticate'] = 'Bearer';
    return { statusCode: entry.status, headers, body: JSON.stringify({ resourceType: 'OperationOutcome', issue }) };
  },
};

function metaOf(output: unknown): { versionId?: string; lastUpdated?: string } | undefined {
  if (typeof output !== 'object' || output === null || !('meta' in output)) return undefined;
  return output.meta as { versionId?: string; lastUpdated?: string };
}
