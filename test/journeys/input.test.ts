import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { registry } from '../../functions/registry.ts';
import type { Line, Reply } from '../../local/demo/line.ts';
import type { Role } from '../../shared/kernel/caller.ts';
import type { AnyRoute, Context } from '../../shared/kernel/doors.ts';
import { routesOf } from '../../shared/runtime/house.ts';
import { aCard, type Bearer, type Journey, openJourney } from './opened.ts';

let journey: Journey;
let line: Line;
beforeAll(async () => {
  journey = await openJourney();
  line = journey.line;
});
afterAll(() => journey.close());

const hospital = 'long-khanh';
const routes = routesOf(registry as readonly Context[]).map(({ door }) => door);
const json = routes.filter(({ dialect }) => dialect === 'json');
/** Behind a value that nobody claimed there is nobody to look at a body: these are asked apart. */
const asked = json.filter(({ tenantFrom }) => tenantFrom === undefined);
const writes = asked.filter(({ route }) => /^(POST|PUT) /.test(route));
const posts = asked.filter(({ route }) => route.startsWith('POST'));
const gets = json.filter(({ route }) => route.startsWith('GET'));
const named = (some: readonly AnyRoute[]) => some.map((door): [string, AnyRoute] => [door.route, door]);

/** Who may ask; a provider holds no token of ours and proves itself otherwise. */
const roleOf = ({ who }: AnyRoute): Role => {
  const [role = 'doctor'] = who === 'anyone' ? [] : who;
  return role === 'provider' ? 'doctor' : role;
};
/** The address with this in place of each parameter. */
const pathOf = ({ route }: AnyRoute, value: string): string =>
  (route.split(' ')[1] ?? '').replace(/\{\w+\}/g, encodeURIComponent(value));
const methodOf = ({ route }: AnyRoute): string => route.split(' ')[0] ?? '';
const tokens = new Map<Role, Promise<string>>();
const bearer = async (door: AnyRoute, how: Pick<Bearer, 'at' | 'strange'> = {}): Promise<string> => {
  const persona = roleOf(door);
  if (Object.keys(how).length > 0) return `Bearer ${await journey.token({ persona, hospital, ...how })}`;
  const known = tokens.get(persona) ?? journey.token({ persona, hospital });
  tokens.set(persona, known);
  return `Bearer ${await known}`;
};

interface Sent {
  readonly path?: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

async function send(door: AnyRoute, { path, body, headers }: Sent = {}): Promise<Reply> {
  const method = methodOf(door);
  const request = {
    method,
    headers: {
      authorization: await bearer(door),
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...headers,
    },
    ...(method === 'GET' || body === undefined ? {} : { body }),
  };
  return line.send(door.route, path ?? pathOf(door, 'nobody-knows-this'), request);
}

const Problem = z.object({
  status: z.int().min(400).max(499),
  code: z.string().regex(/^[a-z-]+$/),
  title: z.string().min(3),
  detail: z.string().min(3),
  trace: z.string(),
});
/** A refusal that a person and a program can act on, and that repeats nothing of what was sent. */
function expectProblem(reply: Reply, ...codes: string[]): void {
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = Problem.parse(reply.body);
  expect(problem.status).toBe(reply.status);
  if (codes.length > 0) expect(codes, reply.text).toContain(problem.code);
}

interface Shape {
  readonly properties?: Record<string, unknown>;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
}
/** The fields of a body, without the parameters of the path. */
function fieldsOf(door: AnyRoute): string[] {
  const shape = z.toJSONSchema(door.input as z.ZodType, { io: 'input', unrepresentable: 'any' }) as Shape;
  const shapes = [shape, ...(shape.anyOf ?? []), ...(shape.oneOf ?? [])];
  return [...new Set(shapes.flatMap(({ properties }) => Object.keys(properties ?? {})))].filter(
    (field) => !door.route.includes(`{${field}}`),
  );
}

describe.each(named(writes))('%s', (_, door) => {
  it('refuses what is no JSON object, whole or cut off', async () => {
    for (const body of ['{', '{"a":', 'null', '[]', '"text"', '12', '\u0000', 'NaN', Buffer.from([0xff, 0xfe, 0x7b])])
      expectProblem(await send(door, { body }), 'invalid-input');
    // No body counts as an empty object, which some addresses take.
    expectProblem(await send(door, { body: '' }));
  });
  it('refuses a field it does not know', async () => {
    for (const field of ['extra', '__proto__', 'constructor', 'tenant', 'hospital_id'])
      expectProblem(await send(door, { body: `{"${field}":"x"}` }), 'invalid-input');
  });
  it('refuses every field of the wrong type', async () => {
    for (const field of fieldsOf(door)) {
      for (const value of ['null', '[[]]', '{"a":1}', '-1e308', `"${'9'.repeat(5000)}"`, '"\\u0000"']) {
        const reply = await send(door, { body: `{"${field}":${value}}` });
        expect([reply.status, reply.text], `${field}: ${value}`).toEqual([
          expect.toSatisfy(isRefusal),
          expect.anything(),
        ]);
      }
    }
  });
  it('refuses a body over its limit before it reads it', async () => {
    expectProblem(await send(door, { body: `{"text":"${'x'.repeat(1_100_000)}"}` }), 'too-large');
  });
  it('refuses another content type', async () => {
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x'])
      expectProblem(await send(door, { body: '{}', headers: { 'content-type': type } }), 'unsupported-media');
  });
});

describe.each(named(posts))('%s', (_, door) => {
  it('refuses a request without or with an unusable key', async () => {
    for (const key of ['', 'short', 'with blanks in it', 'x'.repeat(129)]) {
      const reply = await send(door, { body: '{}', headers: { 'idempotency-key': key } });
      expectProblem(reply, 'key-missing', 'invalid-input');
    }
  });
});

describe.each(named(json.filter(({ route, tenantFrom }) => tenantFrom && !route.startsWith('GET'))))(
  '%s',
  (_, door) => {
    it('finds nobody behind a value that was never claimed, whatever is sent there', async () => {
      for (const body of ['{', '{}', '[]', '{"extra":1}', `{"text":"${'x'.repeat(1_100_000)}"}`]) {
        expectProblem(await send(door, { body }), 'not-found');
      }
    });
  },
);

const isRefusal = (status: number): boolean => status >= 400 && status < 500;

describe.each(named(json.filter(({ who }) => who !== 'anyone')))('%s', (_, door) => {
  it('takes no token but a valid one of this province', async () => {
    const [head = '', body = '', signature = ''] = (await bearer(door)).replace('Bearer ', '').split('.');
    const otherBody = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: 'somebody-else' }),
    ).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const tokens = {
      missing: '',
      'not a token': 'Bearer abcdefghijklmnopqrstuvwxyz',
      'of another scheme': 'Basic ZG9jdG9yLTE6cGFzc3dvcmQ=',
      expired: await bearer(door, { at: new Date(Date.now() - 2 * 3_600_000).toISOString() }),
      'of a stranger': await bearer(door, { strange: true }),
      'with other claims': `Bearer ${head}.${otherBody}.${signature}`,
      'without a signature': `Bearer ${none}.${body}.`,
      endless: `Bearer ${'x'.repeat(9000)}`,
    };
    for (const [what, authorization] of Object.entries(tokens)) {
      const reply = await send(door, { body: '{}', headers: { authorization } });
      expect([what, reply.status, reply.code]).toEqual([what, 401, 'unauthenticated']);
    }
  });
});

describe.each(named(gets))('%s', (_, door) => {
  it('finds nothing under an id it does not know, and refuses a query it does not take', async () => {
    const strange = ['nobody-knows-this', '..', '%', '\u0000', 'x'.repeat(300), "' OR 1=1 --", '{encounter}', 'Đồng'];
    for (const value of strange) {
      if (!door.route.includes('{')) break;
      const reply = await send(door, { path: pathOf(door, value) });
      // A list of what is known of nobody is empty; anything else is refused.
      if (reply.status === 200) expect(reply.body, value).toEqual({ items: [] });
      else expect(isRefusal(reply.status), `${value}: ${reply.status}`).toBe(true);
    }
    for (const query of ['unknown=1', 'limit=0', 'limit=many', 'day=yesterday', 'after=%00', 'from=2026-13-01&to=x']) {
      const reply = await send(door, { path: `${pathOf(door, 'nobody-knows-this')}?${query}` });
      expect(isRefusal(reply.status), `${query}: ${reply.status} ${reply.text.slice(0, 200)}`).toBe(true);
    }
  });
});

describe.each(named(routes.filter(({ dialect }) => dialect !== 'json')))('%s', (_, door) => {
  it('refuses nonsense in the words of its dialect, and never breaks', async () => {
    for (const value of ['nobody-knows-this', '%', '\u0000', 'x'.repeat(300)]) {
      for (const body of ['', '{', 'x'.repeat(300_000), Buffer.from([0, 1, 2, 255])]) {
        const reply = await send(door, { path: pathOf(door, value), body });
        if (door.route.includes('{')) expect(isRefusal(reply.status), `${value}: ${reply.status}`).toBe(true);
        else expect(reply.status).toBeLessThan(500);
        if (methodOf(door) === 'GET') break;
      }
    }
  });
});

describe('the server', () => {
  it('refuses addresses and methods that do not exist', async () => {
    for (const [method, path] of [
      ['GET', '/v2/clinics'],
      ['DELETE', '/v1/clinics'],
      ['POST', '/v1/bills/x/qr.png'],
      ['GET', '/v1/clinics/'],
      ['GET', '/%'],
      ['GET', `/v1/bills/${'x'.repeat(4000)}`],
    ] as const) {
      const { status } = await line.send('nowhere', path, { method });
      expect(isRefusal(status), `${method} ${path}: ${status}`).toBe(true);
    }
  });
  it('refuses a body over ten megabytes, and outlives one that is never finished', async () => {
    const door = posts.find(({ route }) => route === 'POST /v1/card-readings');
    if (!door) throw new Error('no kiosk');
    expect((await send(door, { body: `{"card":"${'x'.repeat(10_500_000)}"}` })).status).toBe(413);
    const { hostname, port } = new URL(line.url);
    const authorization = await bearer(door);
    for (let turn = 0; turn < 5; turn++) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(
        `POST /v1/card-readings HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\nidempotency-key: cut-off-${turn}\r\ncontent-length: 5000\r\n\r\n{"card":"0991`,
      );
      await pause(20);
      socket.destroy();
    }
    expect((await journey.at(hospital).readCard(aCard())).returning).toBe(false);
  });
});

describe('the same request twice at once', () => {
  it('opens one visit for one ticket, closes it once and bills it once, whichever was first', async () => {
    const steps = journey.at(hospital);
    const { person } = await steps.readCard(aCard());
    await steps.takeTicket('noi', person);
    const { ticket } = await steps.callNext('noi');
    const five = (persona: string, route: string, input: object, key?: string) =>
      Promise.all(
        Array.from({ length: 5 }, () => line.tell(persona, hospital, route, input, key === undefined ? {} : { key })),
      );
    const wins = (replies: readonly Reply[], code: string): Reply => {
      const won = replies.filter(({ status }) => status === 201);
      expect(won).toHaveLength(1);
      expect(new Set(replies.filter(({ status }) => status !== 201).map((reply) => reply.code))).toEqual(
        new Set([code]),
      );
      return won[0] as Reply;
    };
    const opened = wins(await five('doctor', 'POST /v1/encounters', { ticket }), 'ticket-not-open');
    const { encounter } = opened.body as { encounter: string };
    await line.ask('doctor', hospital, 'POST /v1/encounters/{encounter}/diagnoses', {
      encounter,
      code: 'J00',
      main: true,
    });
    wins(await five('doctor', 'POST /v1/encounters/{encounter}/closing', { encounter }), 'encounter-closed');
    await journey.settle();
    wins(await five('cashier', 'POST /v1/encounters/{encounter}/bills', { encounter }), 'bill-exists');
  });
  it('gives one answer to one key, and refuses the key with another body', async () => {
    const ask = (card: string) =>
      line.tell('kiosk', hospital, 'POST /v1/card-readings', { card }, { key: 'one-key-for-all' });
    const card = aCard();
    const replies = await Promise.all(Array.from({ length: 5 }, () => ask(card)));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(replies[0]?.status).toBe(201);
    expectProblem(await ask(aCard()), 'key-reused');
  });
});

describe('after all of this', () => {
  it('nothing was reported as unexpected', () => {
    const broken = [...line.refusals].filter(([name]) => name.startsWith('5'));
    expect(broken).toEqual([]);
  });
});
