import { refusals } from '../../kernel/refusal.ts';
import { bodyBytes, type Dialect, header, queryOf, safeHeaders } from './dialect.ts';

const boundaryOf = /^multipart\/related\s*;(?:.*;)?\s*boundary="?([^";]{1,70})"?/i;

/**
 * DICOMweb, PS3.18. A STOW-RS body is `multipart/related` of `application/dicom` parts; the door gets them as
 * `instances`, raw. Studies over the limit go by signed upload.
 */
export const dicom: Dialect = {
  name: 'dicom',
  maxBytes: 5_000_000,
  idempotent: false,
  read(event, route) {
    if (route.route.startsWith('GET')) return queryOf(event);
    const boundary = boundaryOf.exec(header(event, 'content-type') ?? '')?.[1];
    if (boundary === undefined) return { refused: 'unsupported-media' };
    const parts = splitParts(bodyBytes(event), boundary);
    if (!parts) return { refused: 'invalid-input', because: 'body is not complete multipart/related' };
    return { instances: parts };
  },
  answer: (output, route, trace) => ({
    statusCode: storeStatus(output) ?? route.status,
    headers: safeHeaders('application/dicom+json; charset=utf-8', trace),
    body: JSON.stringify(output),
  }),
  refuse(refusal, { language, trace }) {
    const entry = refusals[refusal.refused];
    const headers = safeHeaders('application/dicom+json; charset=utf-8', trace);
    // PS3.18 table 8.6-1 lets an origin server explain in a Warning header and a payload of its own.
    headers['warning'] = `299 smart-hospital "${refusal.refused}"`;
    if (entry.status === 401) headers['www-authenticate'] = 'Bearer';
    return {
      statusCode: entry.status,
      headers,
      body: JSON.stringify({ code: refusal.refused, detail: entry[language], because: refusal.because, trace }),
    };
  },
};

/**
 * The status of a store response (PS3.18 table 10.5.3-1): 202 when some instances failed, 409 when all did; undefined
 * for any other answer, and when all were stored. 00081198 lists what failed, 0008119A what could not be read at all,
 * 00081199 what was stored.
 */
function storeStatus(output: unknown): 202 | 409 | undefined {
  if (typeof output !== 'object' || output === null) return undefined;
  if (!('00081198' in output) && !('0008119A' in output)) return undefined;
  return '00081199' in output ? 202 : 409;
}

/** The bodies between the boundaries (RFC 2046 section 5.1.1); undefined unless the closing boundary is there. */
export function splitParts(body: Buffer, boundary: string): Buffer[] | undefined {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length;
    if (body.subarray(start, start + 2).toString('latin1') === '--') return parts;
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), start);
    const headEnd = body.indexOf('\r\n\r\n', start);
    if (next < 0 || headEnd < 0 || headEnd > next) return undefined;
    parts.push(body.subarray(headEnd + 4, next));
    at = next + 2;
  }
  return undefined;
}
