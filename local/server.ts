import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, Context as LambdaContext } from 'aws-lambda';
import findMyWay from 'find-my-way';
import type { Embedded } from '../shared/embedded/source.ts';
import type { AnyRoute, Context } from '../shared/kernel/doors.ts';
import { refusals } from '../shared/kernel/refusal.ts';
import { safeHeaders } from '../shared/runtime/dialects/dialect.ts';
import { type House, type Placed, routesOf } from '../shared/runtime/house.ts';
import { httpFunction } from '../shared/runtime/http.ts';
import { openApi } from './derive/openapi.ts';
import { pages } from './pages.ts';
import { claimsOf, TokenRequest } from './personas.ts';

/** API Gateway's own limit for a payload. */
const maxBodyBytes = 10_000_000;

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

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(
    status,
    safeHeaders(
      status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8',
      randomUUID(),
    ),
  );
  response.end(JSON.stringify(body));
};

const problem = (response: ServerResponse, code: 'not-found' | 'too-large' | 'invalid-input' | 'unexpected'): void => {
  const { status, en, vi } = refusals[code];
  send(response, status, { type: `urn:smart-hospital:refusal:${code}`, title: en, status, code, detail: vi });
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
  const binary = !/json|text|urlencoded/.test(headers['content-type'] ?? '');
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
      if (!body) return problem(response, 'too-large');
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
    const body = await bodyOf(request);
    let parsed: unknown;
    try {
      parsed = JSON.parse(body?.toString('utf8') ?? '');
    } catch {
      return problem(response, 'invalid-input');
    }
    const asked = TokenRequest.safeParse(parsed);
    const claims = asked.success ? claimsOf(asked.data) : undefined;
    if (!claims) return problem(response, 'invalid-input');
    send(response, 200, { token: await embedded.issuer.issue(claims, embedded.now()), expiresInSeconds: 3600 });
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
      return problem(response, 'not-found');
    }
    Promise.resolve(found.handler(request as never, response as never, found.params, undefined, {})).catch(
      (error: unknown) => {
        house.source.log({
          level: 'error',
          message: 'server failed',
          error: error instanceof Error ? error.name : 'unknown',
        });
        if (response.headersSent) response.destroy();
        else problem(response, 'unexpected');
      },
    );
  });
}
