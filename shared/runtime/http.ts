import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context as LambdaContext } from 'aws-lambda';
import type * as z from 'zod';
import { anonymous, type Caller } from '../kernel/caller.ts';
import type { AnyRoute, DialectName } from '../kernel/doors.ts';
import { platform, province, type TenantId } from '../kernel/ids.ts';
import { classOf, limits } from '../kernel/limits.ts';
import { isRefusal, type Refusal, refusals, refuse } from '../kernel/refusal.ts';
import { Conflict, ForeignCursor, type Key, type Put } from '../ports/table.ts';
import { attempt, auditRefusal, markEnds, nothing, type Outcome, unlessDone, type Visit } from './attempt.ts';
import {
  bodyBytes,
  type Dialect,
  header,
  type Language,
  languageFrom,
  type Misfit,
  type Response,
} from './dialects/dialect.ts';
import { dicom } from './dialects/dicom.ts';
import { fhir } from './dialects/fhir.ts';
import { json } from './dialects/json.ts';
import { page } from './dialects/page.ts';
import { provider } from './dialects/provider.ts';
import { gate } from './gate.ts';
import type { House, Placed } from './house.ts';
import { misfitsOf } from './misfits.ts';
import { type Throttle, throttle } from './throttle.ts';
import { callerOf, type TokenRules } from './tokens.ts';
import { uuidv7 } from './uuid.ts';

const dialects: Record<DialectName, Dialect> = { json, fhir, provider, dicom, page };

const keyDays = 7;
const longestClaim = 128;

/** The handler of a function that serves routes; the local server calls it exactly as API Gateway does. */
export type HttpFunction = (event: APIGatewayProxyEventV2, context: LambdaContext) => Promise<Response>;

/** Inside the runtime a refusal travels as an exception, so that one place turns it into words. */
class Refused extends Error {
  readonly refusal: Refusal;
  readonly misfits: readonly Misfit[] | undefined;
  /** Seconds after which to ask again. */
  readonly retryAfter: number | undefined;
  constructor(refusal: Refusal, more: { misfits?: readonly Misfit[]; retryAfter?: number } = {}) {
    super(refusal.refused);
    this.refusal = refusal;
    this.misfits = more.misfits;
    this.retryAfter = more.retryAfter;
  }
}

/** One request on its way through the stack. */
interface Passage {
  readonly placed: Placed<AnyRoute>;
  readonly dialect: Dialect;
  readonly event: APIGatewayProxyEventV2;
  readonly trace: string;
  readonly language: Language;
  readonly started: number;
  caller: Caller;
  tenant: TenantId | undefined;
  replayed: boolean;
}

/** Serves these routes; API Gateway's `routeKey` names the door. */
export function httpFunction(house: House, rules: TokenRules, routes: readonly Placed<AnyRoute>[]): HttpFunction {
  const inTime = throttle(limits);
  const doors = new Map(routes.map((placed) => [placed.door.route as string, placed]));
  // middy hands its handler the event, not its own state; the passage is found again by the event itself.
  const passages = new WeakMap<object, Passage>();
  const passageFor = (event: object): Passage => {
    const passage = passages.get(event);
    if (!passage) throw new Error('request without a passage');
    return passage;
  };
  return middy<APIGatewayProxyEventV2, Response, Error, LambdaContext>()
    .use({
      before: ({ event }) => {
        passages.set(event, passageOf(house, doors, event));
      },
      after: ({ event, response }) => {
        log(house, passageFor(event), response ?? { headers: {} });
      },
      onError: async (request) => {
        const passage = passages.get(request.event);
        if (!passage) return;
        request.response = refusalResponse(house, passage, request.error);
        await auditTrespass(house, passage, refusedBy(request.error).refusal);
        log(house, passage, request.response);
      },
    })
    .handler((event) => enter(house, rules, inTime, passageFor(event))) as HttpFunction;
}

function passageOf(house: House, doors: ReadonlyMap<string, Placed<AnyRoute>>, event: APIGatewayProxyEventV2): Passage {
  const placed = doors.get(event.routeKey);
  if (!placed) throw new Error(`no door for ${event.routeKey} in this function`);
  return {
    placed,
    dialect: dialects[placed.door.dialect],
    event,
    trace: uuidv7(house.source.now()),
    language: languageFrom(header(event, 'accept-language')),
    started: performance.now(),
    caller: anonymous,
    tenant: undefined,
    replayed: false,
  };
}

async function enter(house: House, rules: TokenRules, inTime: Throttle, passage: Passage): Promise<Response> {
  const { placed, dialect, event } = passage;
  const route = placed.door;
  passage.caller = await identify(house, rules, route, event);
  const retryAfter = inTime(...visitorOf(passage), house.source.now().getTime());
  if (retryAfter !== undefined) throw new Refused(refuse('too-many-requests'), { retryAfter });
  // A provider proves itself inside the door, over the raw bytes; at an open door nobody is asked.
  const isAsked = route.who !== 'anyone' && route.dialect !== 'provider';
  if (isAsked && !passage.caller.roles.some((role) => route.who.includes(role)))
    throw new Refused(refuse('not-allowed'));
  passage.tenant = await tenantFor(house, route, passage.caller, event);
  const closed = await closedBy(house, route, passage.tenant);
  if (closed) throw new Refused(closed);
  if ((event.body?.length ?? 0) > dialect.maxBytes * 1.4 || bodyBytes(event).length > dialect.maxBytes) {
    throw new Refused(refuse('too-large'));
  }
  const read = dialect.read(event, route);
  if (isRefusal(read)) throw new Refused(read);
  // Path over body over query: a caller cannot override a path parameter.
  const parsed = (route.input as z.ZodType).safeParse({ ...read, ...event.pathParameters });
  if (!parsed.success)
    throw new Refused(refuse('invalid-input'), { misfits: misfitsOf(parsed.error, passage.language) });
  const visit: Visit = {
    id: placed.id,
    context: placed.context,
    tenant: passage.tenant,
    caller: passage.caller,
    trace: passage.trace,
    needs: route.needs,
    claims: route.claims,
    asks: route.asks,
    emits: route.emits,
    // A provider that calls back by GET (VNPAY does) still reports a change.
    readOnly: route.route.startsWith('GET') && route.dialect !== 'provider',
  };
  const key = idempotencyKey(dialect, route, event);
  const answered = await openDoor(house, visit, passage, parsed.data, key);
  if (isRefusal(answered)) throw new Refused(answered);
  const response = dialect.answer(answered, route, passage.trace);
  if (passage.replayed) response.headers['idempotency-replayed'] = 'true';
  return response;
}

async function identify(
  house: House,
  rules: TokenRules,
  route: AnyRoute,
  event: APIGatewayProxyEventV2,
): Promise<Caller> {
  if (route.who === 'anyone') return anonymous;
  if (route.dialect === 'provider') return { id: `provider:${route.route.split('/')[2] ?? ''}`, roles: ['provider'] };
  const bearer = /^Bearer ([A-Za-z0-9._-]{20,8192})$/.exec(header(event, 'authorization') ?? '')?.[1];
  const caller = bearer === undefined ? undefined : await callerOf(bearer, rules, house.source.now());
  if (!caller) throw new Refused(refuse('unauthenticated'));
  return caller;
}

/** Who is held to which limit: a provider by its channel, whoever shows no token by their address, all others by name. */
function visitorOf({ placed, caller, event }: Passage): [kind: ReturnType<typeof classOf>, name: string] {
  const kind = classOf(caller);
  if (kind === 'provider') return [kind, `${caller.id}/${event.pathParameters?.[channelOf(placed.door)] ?? ''}`];
  if (kind === 'anyone') return [kind, event.requestContext?.http?.sourceIp ?? ''];
  return [kind, `${caller.tenant}/${caller.id}`];
}

const channelOf = (route: AnyRoute): string => route.tenantFrom?.parameter ?? '';

/** What the hospital's standing has against this visit; the platform and the province have none. */
async function closedBy(house: House, route: AnyRoute, tenant: TenantId): Promise<Refusal | undefined> {
  if (tenant === platform || tenant === province || route.dialect === 'provider') return undefined;
  return gate(await house.source.standingOf(tenant), route);
}

/** The hospital comes from the verified caller or from a global lookup, never from the path or body itself. */
async function tenantFor(
  house: House,
  route: AnyRoute,
  caller: Caller,
  event: APIGatewayProxyEventV2,
): Promise<TenantId> {
  if (route.tenantFrom) {
    const value = event.pathParameters?.[route.tenantFrom.parameter] ?? '';
    // Longer than any value that was ever claimed; a store may refuse even to look for it.
    const found =
      value.length > longestClaim ? undefined : await house.source.tenantOf(route.tenantFrom.directory, value);
    if (!found) throw new Refused(refuse('not-found'));
    return found;
  }
  return caller.tenant ?? platform;
}

function idempotencyKey(dialect: Dialect, route: AnyRoute, event: APIGatewayProxyEventV2): string | undefined {
  if (!dialect.idempotent || !route.route.startsWith('POST')) return undefined;
  const key = header(event, 'idempotency-key');
  if (key === undefined || !/^[\x21-\x7e]{8,128}$/.test(key)) throw new Refused(refuse('key-missing'));
  return key;
}

interface Kept {
  readonly hash: string;
  readonly answer: unknown;
}

/** Runs the door; with a key, the answer is kept in the same write as the effect, for the same tenant and route. */
async function openDoor(
  house: House,
  visit: Visit,
  passage: Passage,
  input: unknown,
  key: string | undefined,
): Promise<unknown> {
  const route = passage.placed.door;
  const place: Key | undefined = key === undefined ? undefined : { pk: `IDEM#${visit.id}#${key}`, sk: 'IDEM' };
  const hash = place ? requestHash(house, passage) : '';
  return attempt<unknown>(house, visit, (world, turn) => {
    const before = async (): Promise<Outcome<unknown> | undefined> => {
      const kept = place && (await world.table.get<Kept>(place));
      if (!kept) return undefined;
      if (kept.value.hash !== hash) return { ...nothing, result: refuse('key-reused') };
      passage.replayed = true;
      return { ...nothing, result: kept.value.answer };
    };
    return unlessDone<Outcome<unknown>>(turn, before, async () => {
      const handled: unknown = await route.handle(input, world);
      if (isRefusal(handled)) {
        if (!route.refuses.includes(handled.refused)) {
          throw new Error(`${visit.id} refused ${handled.refused} without declaring it`);
        }
        // The first request with this key, or a twin of it, may be just what stands in the way.
        return (await before()) ?? { ...nothing, result: handled };
      }
      const output: unknown = route.output.parse(handled);
      const subject = route.subject(input, output);
      const expires = markEnds(world.now, keyDays);
      const marks: Put[] = place ? [{ key: place, value: { hash, answer: output }, expect: 'absent', expires }] : [];
      return { result: output, save: true, marks, subject, auditReading: visit.readOnly && subject !== undefined };
    });
  });
}

/** Same caller, same address, same bytes. Another person with the same key is another request. */
function requestHash(house: House, { event, caller }: Passage): string {
  const address = Buffer.from(`${caller.id}\n${event.rawPath}?${event.rawQueryString}\n`);
  return house.source.fingerprint(Buffer.concat([address, bodyBytes(event)]));
}

/** An id as paths carry them, short enough for an entry; anything else names nothing. */
const shownId = /^[A-Za-z0-9._:-]{1,80}$/;

/**
 * Somebody with a valid sign-in asked for what is not theirs, or is not there: which of the two, the hospital that owns
 * it would say, and we can't see it. So each is written down with the ids of its path, where the caller belongs. Calls
 * without a sign-in and callbacks are counted elsewhere; anybody could fill a table with them.
 */
async function auditTrespass(house: House, passage: Passage, { refused }: Refusal): Promise<void> {
  const { placed, caller, trace, event } = passage;
  const { status } = refusals[refused];
  if (caller.tenant === undefined || (status !== 403 && status !== 404)) return;
  // Every screen of such a hospital is refused, all day; that is written down where it was decided.
  if (refused === 'hospital-suspended' || refused === 'hospital-departed') return;
  const ids = Object.values(event.pathParameters ?? {}).filter((id) => id !== undefined && shownId.test(id));
  const visit = { id: placed.id, context: placed.context, tenant: caller.tenant, caller, trace };
  try {
    await auditRefusal(house, visit, refused, ids.length > 0 ? ids.join(' ') : undefined);
  } catch (error) {
    // The refusal stands, whatever becomes of its entry.
    const name = error instanceof Error ? error.name : 'unknown';
    house.source.log({ level: 'error', message: 'refusal not audited', door: placed.id, trace, error: name });
  }
}

/** Most of what is thrown is a bug; two things are not: others were faster ten times, and a caller made up a cursor. */
function refusedBy(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof Conflict) return new Refused(refuse('busy'));
  if (error instanceof ForeignCursor) return new Refused(refuse('invalid-input', 'after'));
  return new Refused(refuse('unexpected'));
}

function refusalResponse(house: House, passage: Passage, error: unknown): Response {
  const refused = refusedBy(error);
  if (refused.refusal.refused === 'unexpected') {
    house.source.log({
      level: 'error',
      message: 'unexpected',
      door: passage.placed.id,
      trace: passage.trace,
      error: error instanceof Error ? error.name : 'unknown',
      // Stack only: messages of foreign errors may repeat a value.
      stack: error instanceof Error ? error.stack?.split('\n').slice(1, 8).join('\n') : undefined,
    });
  }
  const { language, trace } = passage;
  const response = passage.dialect.refuse(
    refused.refusal,
    refused.misfits ? { language, trace, misfits: refused.misfits } : { language, trace },
  );
  if (refused.retryAfter !== undefined) response.headers['retry-after'] = String(refused.retryAfter);
  return response;
}

function log(house: House, passage: Passage, response: Response): void {
  const { placed, trace, caller, tenant, started, replayed } = passage;
  house.source.log({
    level: (response.statusCode ?? 200) >= 500 ? 'error' : 'info',
    message: 'request',
    door: placed.id,
    tenant: tenant ?? null,
    by: caller.id,
    roles: caller.roles,
    status: response.statusCode,
    ms: Math.round((performance.now() - started) * 100) / 100,
    ...(replayed ? { replayed } : {}),
    trace,
  });
}
