import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { localToken } from '../local/seed.ts';
import type { Role } from '../shared/kernel/caller.ts';
import type { Ask } from './visit.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Plain HTTP over connections that stay open; `fetch` would cost the generator several times as much CPU. */
export function openLine(url: string, mostConnections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: mostConnections });
  const { hostname, port } = new URL(url);
  return {
    send: (method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> =>
      new Promise((answered, failed) => {
        const sent = request(
          {
            agent,
            hostname,
            port,
            method,
            path,
            headers: body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
          },
          (response) => {
            response.setEncoding('utf8');
            let text = '';
            response.on('data', (part: string) => {
              text += part;
            });
            response.on('end', () => answered({ status: response.statusCode ?? 0, text }));
            response.on('error', failed);
          },
        );
        sent.on('error', failed);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
export type HttpLine = ReturnType<typeof openLine>;

/** The headers of a persona's requests; tokens live an hour. */
export async function headersOf(url: string, as: Role, hospital: string, number = 1): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await localToken(url, as, hospital, number)}`, 'content-type': 'application/json' };
}

/** Copies that come by event may lag: these refusals mean "ask again in a moment". */
const inAMoment = /"code":"(charges-pending|hospital-unready|busy)"/;
const mostTries = 60;
const pauseMs = 100;

/** Asks doors over HTTP, each persona with its own token. */
export function askOver(url: string, line: HttpLine): Ask {
  const known = new Map<string, Promise<Record<string, string>>>();
  return async (as, hospital, route, input, number = 1) => {
    const name = `${as}-${number}@${hospital}`;
    const headers = known.get(name) ?? headersOf(url, as, hospital, number);
    known.set(name, headers);
    const [method = '', template = ''] = route.split(' ');
    const rest = { ...input };
    const path = template.replace(/\{(\w+)\}/g, (_, parameter: string) => {
      const value = String(rest[parameter]);
      delete rest[parameter];
      return encodeURIComponent(value);
    });
    for (let turn = 1; ; turn++) {
      const key = method === 'POST' ? { 'idempotency-key': randomUUID() } : {};
      const body = method === 'GET' ? undefined : JSON.stringify(rest);
      const { status, text } = await line.send(method, path, { ...(await headers), ...key }, body);
      if (status < 300) return JSON.parse(text) as Record<string, unknown>;
      if (turn === mostTries || !inAMoment.test(text)) throw new Error(`${route} answered ${status} ${text}`);
      await pause(pauseMs);
    }
  };
}
