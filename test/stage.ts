import type { APIGatewayProxyEventV2, Context as LambdaContext } from 'aws-lambda';
import { startRelay } from '../shared/embedded/relay.ts';
import { openEmbedded } from '../shared/embedded/source.ts';
import type { Role } from '../shared/kernel/caller.ts';
import type { Context } from '../shared/kernel/doors.ts';
import type { Envelope } from '../shared/kernel/events.ts';
import { platform, province, type TenantId } from '../shared/kernel/ids.ts';
import type { LogEntry, WorldSource } from '../shared/ports/source.ts';
import { runSchedule } from '../shared/runtime/deliver.ts';
import { answersOf, type House, reactionsOf, routesOf, schedulesOf } from '../shared/runtime/house.ts';
import { httpFunction } from '../shared/runtime/http.ts';

/** Who asks, and how. */
export interface Asking {
  readonly as?: Role;
  /** Tells two of a role apart; 1 unless given. */
  readonly number?: number;
  /** Defaults to the province for `province`, the platform for `operator`, else the stage's hospital. */
  readonly hospital?: string;
  /** Idempotency-Key; a fresh one is made for each request unless given. */
  readonly key?: string;
  readonly headers?: Record<string, string>;
  /** Sent as it is, in place of the JSON of the input. */
  readonly rawBody?: string;
  /** What API Gateway knows of the connection; nothing unless given. */
  readonly requestContext?: { readonly http: { readonly sourceIp: string } };
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
  readonly bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: tests state what they expect of a body.
  readonly body: any;
}

/**
 * Some contexts on the embedded world in memory, spoken to as over HTTP, with a clock that the test moves. Requests go
 * through the very function that API Gateway would call.
 */
export function openStage(options: {
  contexts: readonly Context[];
  hospital?: string;
  now?: string;
  /** Where the data lie, instead of in memory. */
  folder?: string;
  /** Stands between the doors and the world, to make it fail. */
  disturb?: (source: WorldSource) => WorldSource;
}) {
  let clock = new Date(options.now ?? '2026-11-24T01:00:00.000Z');
  const log: LogEntry[] = [];
  const embedded = openEmbedded({
    path: options.folder ?? ':memory:',
    now: () => clock,
    log: (entry) => log.push(entry),
  });
  const source = options.disturb?.(embedded) ?? embedded;
  const house: House = { source, answers: answersOf(options.contexts) };
  const routes = routesOf(options.contexts);
  const serve = httpFunction(house, embedded.issuer.rules, routes);
  const relay = startRelay(embedded, house, reactionsOf(options.contexts));
  const home = (options.hospital ?? 'long-khanh') as TenantId;
  let keys = 0;

  return {
    embedded,
    house,
    log,
    hospital: home,
    now: () => clock,
    /** Sets the clock to an instant, or moves it on by minutes. */
    setClock(to: string | { minutes: number }) {
      clock = typeof to === 'string' ? new Date(to) : new Date(clock.getTime() + to.minutes * 60_000);
    },
    /** `stage.request('POST /v1/clinics/{clinic}/tickets', { clinic, person }, { as: 'kiosk' })` */
    async request(route: string, input: Record<string, unknown> = {}, asking: Asking = {}): Promise<Reply> {
      const [method, template] = route.split(' ') as [string, string];
      const rest = { ...input };
      const pathParameters: Record<string, string> = {};
      const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
        pathParameters[name] = String(rest[name]);
        delete rest[name];
        return encodeURIComponent(pathParameters[name]);
      });
      const query =
        method === 'GET' ? Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])) : {};
      const headers: Record<string, string> = { 'content-type': 'application/json', ...asking.headers };
      if (method === 'POST') headers['idempotency-key'] ??= asking.key ?? `stage-key-${++keys}`;
      if (asking.as) {
        const tenant =
          asking.hospital ?? (asking.as === 'province' ? province : asking.as === 'operator' ? platform : home);
        headers['authorization'] ??=
          `Bearer ${await embedded.issuer.issue({ subject: `${asking.as}-${asking.number ?? 1}`, hospital: tenant as TenantId, roles: [asking.as] }, clock)}`;
      }
      const body = asking.rawBody ?? (method === 'GET' ? undefined : JSON.stringify(rest));
      const event = {
        version: '2.0',
        routeKey: route,
        rawPath: path,
        rawQueryString: new URLSearchParams(query).toString(),
        headers,
        pathParameters,
        queryStringParameters: query,
        isBase64Encoded: false,
        ...(asking.requestContext && { requestContext: asking.requestContext }),
        ...(body === undefined ? {} : { body }),
      } as unknown as APIGatewayProxyEventV2;
      const response = await serve(event, {} as LambdaContext);
      const bytes = Buffer.from(response.body ?? '', response.isBase64Encoded ? 'base64' : 'utf8');
      const text = bytes.toString('utf8');
      const isJson = /json/.test(response.headers['content-type'] ?? '');
      return {
        status: response.statusCode ?? 0,
        headers: response.headers,
        text,
        bytes,
        body: isJson && text ? JSON.parse(text) : undefined,
      };
    },
    /** Publishes a fact as a neighbouring context would, and waits until every reaction handled it. */
    async announce(contract: { name: string; version: number }, data: object, tenant: string = home) {
      const envelope: Envelope = {
        id: `0190-${contract.name}-${++keys}`,
        name: contract.name,
        version: contract.version,
        at: clock.toISOString(),
        tenant: tenant as TenantId,
        subject: 'announced',
        by: 'stage',
        trace: 'stage',
        data,
      };
      embedded.database.run(
        'INSERT INTO outbox (id, tenant, context, envelope) VALUES (?, ?, ?, ?)',
        envelope.id,
        tenant,
        'stage',
        JSON.stringify(envelope),
      );
      embedded.onEvents();
      await relay.settled();
      return envelope;
    },
    /** Waits until all events are handled; retries that are due later count as waiting when `withinMs` reaches them. */
    settle: (withinMs = 0) => relay.settled(withinMs),
    /** Runs the schedule `<context>.<name>` now. */
    async runSchedule(id: string) {
      const placed = schedulesOf(options.contexts).find((schedule) => schedule.id === id);
      if (!placed) throw new Error(`no schedule ${id}`);
      await runSchedule(house, placed, 'stage');
    },
    /** Every event published so far, oldest first. */
    events: (): Envelope[] =>
      embedded.database
        .all<{ envelope: string }>('SELECT envelope FROM outbox ORDER BY seq')
        .map((row) => JSON.parse(row.envelope) as Envelope),
    /** Letters that did not arrive, with their last error. */
    letters: () =>
      embedded.database.all<{ door: string; state: string; error: string | null }>(
        "SELECT door, state, error FROM letters WHERE state <> 'done'",
      ),
    /** Every stored item of a context, for tests of what must and must not be in the store. */
    stored: (context: string, tenant: string = home) =>
      embedded.database.all<{ pk: string; sk: string; value: string }>(
        'SELECT pk, sk, value FROM items WHERE context = ? AND tenant = ? ORDER BY pk, sk',
        context,
        tenant,
      ),
    async close() {
      await relay.stop();
      embedded.close();
    },
  };
}
export type Stage = ReturnType<typeof openStage>;
