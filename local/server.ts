import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, Context as LambdaContext } from 'aws-lambda';
import findMyWay from 'find-my-way';
import type { Embedded } from '../shared/embedded/source.ts';
import type { AnyRoute, Context } from '../shared/kernel/doors.ts';
import { platform, province } from '../shared/kernel/ids.ts';
import { type RefusalCode, refusals } from '../shared/kernel/refusal.ts';
import { sessionMinutesOf } from '../shared/kernel/session-limits.ts';
import { languageFrom, safeHeaders } from '../shared/runtime/dialects/dialect.ts';
import { type House, type Placed, routesOf } from '../shared/runtime/house.ts';
import { httpFunction } from '../shared/runtime/http.ts';
import { openApi } from './derive/openapi.ts';
import { pages } from './pages.ts';
import { claimsOf, TokenRequest } from './personas.ts';

/** API Gateway's own limit for a payload. */
const maxBodyBytes = 10_000_000;
/** As long as a token of a person lives in the cloud at most. */
const mostMinutes = 60;
const localNames = ['127.0.0.1', 'localhost', '[::1]'];

type Handle = (
  request: IncomingMessage,
  response: ServerResponse,
  parameters: Record<string, string | undefined>,
) => Promise<void> | void;

/** Collects the body, or undefined when it is over API Gateway's limit. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks);
}

const send = (response: ServerResponse, status: number, body: unknown, trace: string = randomUUID()): void => {
  const kind = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, safeHeaders(`${kind}; charset=utf-8`, trace));
  response.end(JSON.stringify(body));
};

/** What no door answers: the same problem document as theirs. */
const problem = (request: IncomingMessage, response: ServerResponse, code: RefusalCode): void => {
  const { status, ...words } = refusals[code];
  const title = words[languageFrom(request.headers['accept-language'])];
  const trace = randomUUID();
  send(
    response,
    status,
    { type: `urn:smart-hospital:refusal:${code}`, title, status, code, detail: title, trace },
    trace,
  );
};

/** The event that API Gateway (HTTP API, payload format 2.0) would hand to the function. */
function eventOf(
  placed: Placed<AnyRoute>,
  request: IncomingMessage,
  body: Buffer,
  parameters: Record<string, string | undefined>,
): APIGatewayProxyEventV2 {
  const url = new URL(request.url ?? '/', 'http://local');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) query[name] = name in query ? `${query[name]},${value}` : value;
  // API Gateway hands text over as text; what is not UTF-8 would arrive changed, and signatures cover bytes.
  const binary = !/json|text|urlencoded/.test(headers['content-type'] ?? '') || !isUtf8(body);
  return {
    version: '2.0',
    routeKey: placed.door.route,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    queryStringParameters: query,
    pathParameters: parameters as Record<string, string>,
    isBase64Encoded: binary,
    ...(body.length === 0 ? {} : { body: body.toString(binary ? 'base64' : 'utf8') }),
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: 'local',
      domainPrefix: 'local',
      requestId: randomUUID(),
      routeKey: placed.door.route,
      stage: '$default',
      time: '',
      timeEpoch: 0,
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: '',
      },
    },
  };
}

/** API Gateway's part on one machine: routes, real API Gateway events, and the pages that CloudFront would serve. */
export function createProvinceServer(embedded: Embedded, house: House, contexts: readonly Context[]): Server {
  const router = findMyWay({ maxParamLength: 512, ignoreTrailingSlash: false });
  const on = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, handle: Handle): void =>
    router.on(method, path, (request, response, parameters) =>
      handle(request as IncomingMessage, response as ServerResponse, parameters),
    );
  const routes = routesOf(contexts);
  const serve = httpFunction(house, embedded.issuer.rules, routes);

  for (const placed of routes) {
    const [method, path] = placed.door.route.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string];
    on(method, path.replace(/\$/g, '%24').replace(/\{(\w+)\}/g, ':$1'), async (request, response, parameters) => {
      const body = await bodyOf(request);
      if (!body) return problem(request, response, 'too-large');
      const result = await serve(eventOf(placed, request, body, parameters), {} as LambdaContext);
      response.writeHead(result.statusCode ?? 200, result.headers);
      response.end(result.isBase64Encoded ? Buffer.from(result.body ?? '', 'base64') : result.body);
    });
  }

  const document = JSON.stringify(openApi(contexts));
  on('GET', '/openapi.json', (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(document);
  });
  on('GET', '/health', (_request, response) => {
    const waiting =
      embedded.database.one<{ n: number }>("SELECT count(*) AS n FROM letters WHERE state = 'waiting'")?.n ?? 0;
    const dead = embedded.database.one<{ n: number }>("SELECT count(*) AS n FROM letters WHERE state = 'dead'")?.n ?? 0;
    const outbox = embedded.database.one<{ n: number }>('SELECT count(*) AS n FROM outbox WHERE relayed = 0')?.n ?? 0;
    send(response, 200, {
      status: dead === 0 ? 'ok' : 'needs attention',
      events: { outbox, waiting, dead },
      at: embedded.now().toISOString(),
    });
  });
  on('POST', '/local/token', async (request, response) => {
    // A web page that somebody opened on this machine must not get a token, under whatever name it found this server.
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    if (!localNames.includes(host) || !/^application\/json/.test(request.headers['content-type'] ?? '')) {
      return problem(request, response, 'not-allowed');
    }
    const body = await bodyOf(request);
    let parsed: unknown;
    try {
      parsed = JSON.parse(body?.toString('utf8') ?? '');
    } catch {
      return problem(request, response, 'invalid-input');
    }
    const asked = TokenRequest.safeParse(parsed);
    const claims = asked.success ? claimsOf(asked.data) : undefined;
    const isKnown =
      claims &&
      ([platform, province].includes(claims.hospital) || (await embedded.hospitals()).includes(claims.hospital));
    if (!claims || !isKnown) return problem(request, response, 'invalid-input');
    const minutes = Math.min(mostMinutes, sessionMinutesOf(claims.roles));
    const token = await embedded.issuer.issue({ ...claims, minutes }, embedded.now());
    send(response, 200, { token, expiresInSeconds: minutes * 60 });
  });
  for (const page of pages) {
    on('GET', page.path, (_request, response) => {
      response.writeHead(200, { 'content-type': page.contentType, 'x-content-type-options': 'nosniff' });
      response.end(readFileSync(page.file));
    });
  }

  return createServer((request, response) => {
    const found = router.find((request.method ?? 'GET') as 'GET', request.url ?? '/');
    if (!found) {
      request.resume();
      return problem(request, response, 'not-found');
    }
    Promise.resolve(found.handler(request as never, response as never, found.params, undefined, {})).catch(
      (error: unknown) => {
        // A client that goes away in the middle of its upload is its own affair.
        const left = request.destroyed && !request.complete;
        house.source.log({
          level: left ? 'info' : 'error',
          message: left ? 'client left' : 'server failed',
          error: error instanceof Error ? error.name : 'unknown',
        });
        if (response.headersSent) response.destroy();
        else problem(request, response, 'unexpected');
      },
    );
  });
}
