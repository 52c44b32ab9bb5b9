import { timingSafeEqual } from 'node:crypto';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
  EventBridgeEvent,
  Context as LambdaContext,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import type { Environment } from '../aws/environment.ts';
import { openRelay } from '../aws/open/relay.ts';
import { awsSource, tokenRules } from '../aws/source.ts';
import type { AnyReaction, AnyRoute, Context, Door, Need, Schedule } from '../kernel/doors.ts';
import { Envelope } from '../kernel/events.ts';
import type { WorldSource } from '../ports/source.ts';
import { deliver, runSchedule } from './deliver.ts';
import { answersOf, type House, type Placed, routesOf } from './house.ts';
import { type HttpFunction, httpFunction } from './http.ts';

/** What a handler serves: infrastructure reads routes, queues, rights and time limits from it. */
export interface Served {
  readonly kind: 'reads' | 'writes' | 'callbacks' | 'reaction' | 'schedule' | 'relay';
  readonly context: string;
  readonly doors: readonly Placed<Exclude<Door, { kind: 'answer' }>>[];
  /** Answering doors of other contexts that the doors ask. */
  readonly answers: House['answers'];
  readonly needs: readonly Need[];
  /** Kinds of the directory in which the doors may claim values. */
  readonly claims: readonly string[];
}

type Handler<E, R> = (event: E, context: LambdaContext) => Promise<R>;
type RouteHandler = Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;
type ReactionHandler = Handler<SQSEvent, SQSBatchResponse>;
type ScheduleHandler = Handler<EventBridgeEvent<'Scheduled Event', unknown>, void>;
type RelayHandler = Handler<DynamoDBStreamEvent, DynamoDBBatchResponse>;

const known = new WeakMap<object, Served>();

/** What this exported handler serves; undefined for anything that this file did not make. */
export const servedBy = (handler: unknown): Served | undefined =>
  typeof handler === 'function' ? known.get(handler) : undefined;

const serving = <H extends object>(handler: H, served: Served): H => {
  known.set(handler, served);
  return handler;
};

/** Made at the first call: a module must load with an empty environment, or no test could read the registry. */
const lazily = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const environment = (): Environment => process.env;

const metrics = lazily(
  () =>
    new Metrics({ namespace: 'SmartHospital', serviceName: environment()['POWERTOOLS_SERVICE_NAME'] ?? 'hospital' }),
);

const count = (name: 'Unexpected' | 'CallbackRefused' | 'LetterFailed'): void => {
  metrics().addMetric(name, MetricUnit.Count, 1);
  metrics().publishStoredMetrics();
};

const needsOf = (doors: readonly { door: { needs: readonly Need[] } }[]): Need[] => [
  ...new Set(doors.flatMap(({ door }) => door.needs)),
];

const claimsOf = (doors: readonly Placed<Exclude<Door, { kind: 'answer' }>>[]): string[] => [
  ...new Set(doors.flatMap(({ door }) => door.claims)),
];

function houseFor(served: Served): () => House {
  return lazily(() => ({ source: awsSource(environment(), served.needs), answers: served.answers }));
}

const isCallback = ({ door }: Placed<AnyRoute>): boolean => door.dialect === 'provider';
const isReading = ({ door }: Placed<AnyRoute>): boolean => door.route.startsWith('GET');

/** All reading routes of a context. Callbacks of providers are served apart, by `callbacksOf`. */
export const readsOf = (context: Context, answering: readonly Context[] = []): RouteHandler =>
  routeHandler('reads', context, answering, (placed) => !isCallback(placed) && isReading(placed));

/** All other routes of a context, callbacks apart. */
export const writesOf = (context: Context, answering: readonly Context[] = []): RouteHandler =>
  routeHandler('writes', context, answering, (placed) => !isCallback(placed) && !isReading(placed));

/** The callback family of one provider: the routes of the provider dialect whose path is this or lies below it. */
export const callbacksOf = (context: Context, path: `/${string}`, answering: readonly Context[] = []): RouteHandler =>
  routeHandler('callbacks', context, answering, (placed) => {
    const [, address = ''] = placed.door.route.split(' ');
    return isCallback(placed) && (address === path || address.startsWith(`${path}/`));
  });

function routeHandler(
  kind: 'reads' | 'writes' | 'callbacks',
  context: Context,
  answering: readonly Context[],
  carries: (placed: Placed<AnyRoute>) => boolean,
): RouteHandler {
  const routes = routesOf([context]).filter(carries);
  const answers = answersOf(answering);
  const served: Served = {
    kind,
    context: context.name,
    doors: routes,
    answers,
    needs: needsOf([...routes, ...answers]),
    claims: claimsOf(routes),
  };
  const house = houseFor(served);
  const serve = lazily<HttpFunction>(() => httpFunction(house(), tokenRules(environment()), routes));
  return serving(async (event: APIGatewayProxyEventV2, lambda: LambdaContext) => {
    const secrets = environment()['ORIGIN_SECRETS'];
    if (!cameThroughTheEdge(event, secrets)) return { statusCode: 403, body: '' };
    const response = await serve()(secrets ? fromViewer(event) : event, lambda);
    const status = response.statusCode ?? 200;
    if (status >= 500) count('Unexpected');
    else if (kind === 'callbacks' && status >= 400) count('CallbackRefused');
    return response;
  }, served);
}

/**
 * The firewall stands before CloudFront only, so a request must carry the header that CloudFront adds. Two secrets, by
 * comma, are valid while one replaces the other; without any (a rehearsal on one machine) all requests pass.
 */
function cameThroughTheEdge(event: APIGatewayProxyEventV2, secrets: string | undefined): boolean {
  if (secrets === undefined || secrets === '') return true;
  const shown = Buffer.from(event.headers['x-origin-secret'] ?? '');
  return secrets.split(',').some((secret) => {
    const expected = Buffer.from(secret);
    return shown.length === expected.length && timingSafeEqual(shown, expected);
  });
}

/** API Gateway sees CloudFront's address; the viewer's own is in a header that CloudFront sets over the viewer's. */
export function fromViewer(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  const sourceIp = event.headers['x-viewer-address'];
  if (sourceIp === undefined) return event;
  const { requestContext } = event;
  return { ...event, requestContext: { ...requestContext, http: { ...requestContext.http, sourceIp } } };
}

/** What a function of a single door serves. */
function servedAlone(placed: Placed<AnyReaction> | Placed<Schedule>, answering: readonly Context[]): Served {
  const answers = answersOf(answering);
  const { context, door } = placed;
  const needs = needsOf([placed, ...answers]);
  return { kind: door.kind, context, doors: [placed], answers, needs, claims: claimsOf([placed]) };
}

/**
 * The consumer of one reaction's queue. Messages of a batch succeed or fail by themselves; what fails is retried by the
 * queue and at last set aside as a dead letter.
 */
export function reactionOf(
  context: string,
  name: string,
  door: AnyReaction,
  answering: readonly Context[] = [],
): ReactionHandler {
  const placed: Placed<AnyReaction> = { id: `${context}.${name}`, context, name, door };
  const served = servedAlone(placed, answering);
  const house = houseFor(served);
  return serving(async (event: SQSEvent) => {
    const tried = await Promise.all(
      event.Records.map(async ({ messageId, body, attributes }) => {
        try {
          // A rule hands over the whole EventBridge event; the envelope is its detail.
          const { detail } = JSON.parse(body) as { detail: unknown };
          await deliver(house(), placed, Envelope.parse(detail));
          return [];
        } catch (error) {
          logFailure(house().source, placed.id, error, {
            letter: messageId,
            attempts: Number(attributes.ApproximateReceiveCount),
          });
          count('LetterFailed');
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: tried.flat() };
  }, served);
}

function logFailure(source: WorldSource, door: string, error: unknown, fields: Record<string, unknown>): void {
  source.log({
    level: 'warn',
    message: 'letter failed',
    door,
    ...fields,
    // Class and place only: a message of a foreign error may repeat a value.
    error: error instanceof Error ? error.name : 'unknown',
    stack: error instanceof Error ? error.stack?.split('\n').slice(1, 8).join('\n') : undefined,
  });
}

/** One run of a schedule. It throws when it failed for a tenant, so that the alarm on errors sees it. */
export function scheduleOf(
  context: string,
  name: string,
  door: Schedule,
  answering: readonly Context[] = [],
): ScheduleHandler {
  const placed: Placed<Schedule> = { id: `${context}.${name}`, context, name, door };
  const served = servedAlone(placed, answering);
  const house = houseFor(served);
  return serving((event: EventBridgeEvent<'Scheduled Event', unknown>, lambda: LambdaContext) => {
    return runSchedule(house(), placed, event.id ?? lambda.awsRequestId);
  }, served);
}

/** Carries new outbox items from every table's stream to the bus. It needs no right on a table and knows no tenant. */
export function relayOf(): RelayHandler {
  const served: Served = { kind: 'relay', context: 'platform', doors: [], answers: [], needs: [], claims: [] };
  const relay = lazily(() => openRelay(environment()));
  return serving((event: DynamoDBStreamEvent) => relay()(event), served);
}
