import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Uint8Array;
  /** undefined when the answer is no JSON. */
  readonly body: unknown;
  /** The stable code of a refusal; undefined for a success. */
  readonly code: string | undefined;
}

interface Asking {
  /** Idempotency-Key; a fresh one unless given. */
  readonly key?: string;
  /** Tells two of a kind apart: doctor number 2. */
  readonly number?: number;
  /** Sent in place of the JSON of the input. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request was refused that should not have been. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string | undefined;
  constructor(route: string, { status, code, text }: Reply) {
    super(`${route} answered ${status} ${text.slice(0, 300)}`);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
  }
}

/** What travels by event may be a moment late: with these answers the API asks to be asked again. */
const inAMoment = ['charges-pending', 'hospital-unready', 'busy'];
const mostTries = 100;
const pauseMs = 100;
/** A machine's token lives a quarter of an hour, a person's longer. */
const tokenMs = 10 * 60_000;

const codeOf = (body: unknown): string | undefined => {
  const found = typeof body === 'object' && body !== null ? body : {};
  // Our own API names a code, VietQR.vn is answered with an `errorReason`, SePay with a `message`.
  const named = new Map<string, unknown>(Object.entries(found));
  const code = named.get('code') ?? named.get('errorReason') ?? named.get('message');
  return typeof code === 'string' ? code : undefined;
};

async function fetchToken(url: string, claims: object): Promise<string> {
  const response = await fetch(`${url}/local/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(claims),
  });
  const { token } = (await response.json()) as { token?: string };
  if (token === undefined) throw new Error(`no token for ${JSON.stringify(claims)}`);
  return token;
}

/** Speaks to a running province over HTTP, each persona with a token of its own, and keeps count of what it hears. */
export function openLine(url: string) {
  const tokens = new Map<string, { since: number; token: Promise<string> }>();
  const timings = new Map<string, number[]>();
  const refusals = new Map<string, number>();

  const tokenOf = (persona: string, hospital: string | undefined, number: number): Promise<string> => {
    const name = `${persona}-${number}@${hospital}`;
    const known = tokens.get(name);
    if (known && Date.now() - known.since < tokenMs) return known.token;
    const token = fetchToken(url, { persona, hospital, number });
    tokens.set(name, { since: Date.now(), token });
    return token;
  };

  /** Sends a request as it is; `route` names it in the counts. */
  async function send(route: string, path: string, request: RequestInit): Promise<Reply> {
    const started = performance.now();
    const response = await fetch(`${url}${path}`, request);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const took = performance.now() - started;
    const taken = timings.get(route);
    if (taken) taken.push(took);
    else timings.set(route, [took]);
    const isText = /json|text|html/.test(response.headers.get('content-type') ?? '');
    const text = isText ? new TextDecoder().decode(bytes) : '';
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const body: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
    const code = response.ok ? undefined : (codeOf(body) ?? `status ${response.status}`);
    if (code !== undefined) {
      const name = `${response.status} ${code} · ${route}`;
      refusals.set(name, (refusals.get(name) ?? 0) + 1);
    }
    return { status: response.status, headers: response.headers, text, bytes, body, code };
  }

  /** Asks a route as this persona; whatever comes back is an answer. */
  async function tell(
    persona: string,
    hospital: string | undefined,
    route: string,
    input: object = {},
    { key, number = 1, rawBody, headers }: Asking = {},
  ): Promise<Reply> {
    const [method = '', template = ''] = route.split(' ');
    const rest = new Map<string, unknown>(Object.entries(input));
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = String(rest.get(name));
      rest.delete(name);
      return encodeURIComponent(value);
    });
    const query = new URLSearchParams(
      [...rest].map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    const authorization = `Bearer ${await tokenOf(persona, hospital, number)}`;
    if (method === 'GET') {
      return send(route, query === '' ? path : `${path}?${query}`, { headers: { authorization, ...headers } });
    }
    return send(route, path, {
      method,
      headers: {
        authorization,
        'content-type': 'application/json',
        'idempotency-key': key ?? randomUUID(),
        ...headers,
      },
      body: rawBody ?? JSON.stringify(Object.fromEntries(rest)),
    });
  }

  /** Asks until the answer is a success. @throws Refused for any refusal but those that ask for patience. */
  async function ask(
    persona: string,
    hospital: string | undefined,
    route: string,
    input: object = {},
    asking: Asking = {},
  ): Promise<Reply> {
    for (let turn = 1; ; turn++) {
      const reply = await tell(persona, hospital, route, input, asking);
      if (reply.status < 300) return reply;
      if (turn === mostTries || !inAMoment.includes(reply.code ?? '')) throw new Refused(route, reply);
      await pause(pauseMs);
    }
  }

  return { url, send, tell, ask, timings, refusals };
}
export type Line = ReturnType<typeof openLine>;
