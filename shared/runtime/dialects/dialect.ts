import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AnyRoute, DialectName } from '../../kernel/doors.ts';
import type { Refusal } from '../../kernel/refusal.ts';

export type Language = 'vi' | 'en';
export type Response = APIGatewayProxyStructuredResultV2 & { headers: Record<string, string> };

/** One field that does not fit, in words for a person; never repeats the value. */
export interface Misfit {
  readonly path: string;
  readonly reason: string;
}

/** What a dialect needs to know to say no. */
interface Saying {
  readonly language: Language;
  readonly trace: string;
  readonly misfits?: readonly Misfit[];
}

/** How a family of callers speaks: parsing, status, errors and size limit of their wire, in one place. */
export interface Dialect {
  readonly name: DialectName;
  readonly maxBytes: number;
  /** A creating POST must carry Idempotency-Key. */
  readonly idempotent: boolean;
  /** What the door gets beside path parameters, or a refusal of the form. */
  read(event: APIGatewayProxyEventV2, route: AnyRoute): Record<string, unknown> | Refusal;
  answer(output: unknown, route: AnyRoute, trace: string): Response;
  refuse(refusal: Refusal, saying: Saying): Response;
}

export const header = (event: APIGatewayProxyEventV2, name: string): string | undefined => event.headers[name];

/** The body as bytes; API Gateway hands over binary as base64. */
export const bodyBytes = (event: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

/** Query parameters as text; one given twice keeps API Gateway's comma form. */
export const queryOf = (event: APIGatewayProxyEventV2): Record<string, unknown> => ({ ...event.queryStringParameters });

/** Vietnamese unless the caller asks for English first (`Accept-Language`). */
export const languageFrom = (acceptLanguage: string | undefined): Language => {
  const wanted = (acceptLanguage ?? '').toLowerCase();
  const vi = wanted.indexOf('vi');
  const en = wanted.indexOf('en');
  return en >= 0 && (vi < 0 || en < vi) ? 'en' : 'vi';
};

/** Answers carry personal data: nothing between us and the caller may keep or sniff them. */
export const safeHeaders = (contentType: string, trace: string): Record<string, string> => ({
  'content-type': contentType,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-trace-id': trace,
});

/** JSON object of the body, or a refusal. An empty body is an empty object. */
export function readJsonObject(event: APIGatewayProxyEventV2, mediaType: RegExp): Record<string, unknown> | Refusal {
  const bytes = bodyBytes(event);
  if (bytes.length === 0) return {};
  if (!mediaType.test(header(event, 'content-type') ?? '')) return { refused: 'unsupported-media' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Syntax error or bytes that are not UTF-8: which one does not help the caller and the text may hold data.
    return { refused: 'invalid-input', because: 'body is not valid JSON' };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return { refused: 'invalid-input', because: 'body is not a JSON object' };
  }
  return { ...parsed };
}
