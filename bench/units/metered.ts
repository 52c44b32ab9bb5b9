import type { APIGatewayProxyEventV2, Context as LambdaContext } from 'aws-lambda';
import { registry } from '../../functions/registry.ts';
import { dynamoDirectory, hospitalsOf, lookUp } from '../../shared/aws/directory.ts';
import { eventAttribute } from '../../shared/aws/schema.ts';
import { dynamoTable } from '../../shared/aws/table.ts';
import type { Units } from '../../shared/aws/units.ts';
import { openEmbedded } from '../../shared/embedded/source.ts';
import { Envelope, eventType } from '../../shared/kernel/events.ts';
import { platform, province, TenantId } from '../../shared/kernel/ids.ts';
import type { Ports, WorldSource } from '../../shared/ports/source.ts';
import { deliver } from '../../shared/runtime/deliver.ts';
import { answersOf, type House, reactionsOf, routesOf } from '../../shared/runtime/house.ts';
import { httpFunction } from '../../shared/runtime/http.ts';
import type { Ask } from '../visit.ts';
import { MemoryDynamo } from './memory-dynamo.ts';

const directoryTable = 'directory';
const mostTries = 5;

/**
 * All doors over the DynamoDB adapters and a store in memory that keeps the bill; files, keys and lake are the embedded
 * ones, as they cost no units. Requests and reactions run one after the other, so that each step's units are its own.
 */
export function openMetered(now: () => Date) {
  const store = new MemoryDynamo();
  let adapterUnits: Units = { read: 0, write: 0 };
  const onUnits = ({ read, write }: Units): void => {
    adapterUnits = { read: adapterUnits.read + read, write: adapterUnits.write + write };
  };
  const embedded = openEmbedded({ path: ':memory:', now });
  const source: WorldSource = {
    async ports(tenant, context): Promise<Ports> {
      return {
        ...(await embedded.ports(tenant, context)),
        table: dynamoTable(store.client, { tableName: context, tenant, now, onUnits }),
        directory: dynamoDirectory(store.client, { tableName: directoryTable, tenant }),
      };
    },
    tenantOf: (kind, value) => lookUp(store.client, directoryTable, kind, value),
    hospitals: () => hospitalsOf(store.client, directoryTable),
    standingOf: async () => 'active' as const,
    fingerprint: (value) => embedded.fingerprint(value),
    now,
    log: (entry) => {
      if (entry.level === 'error') console.error(JSON.stringify(entry));
    },
  };
  const house: House = { source, answers: answersOf(registry) };
  const serve = httpFunction(house, embedded.issuer.rules, routesOf(registry));
  const reactions = Map.groupBy(reactionsOf(registry), (placed) => eventType(placed.door.on));
  const waiting: Envelope[] = [];
  store.onInsert = (item) => {
    const text = item[eventAttribute];
    if (typeof text === 'string') waiting.push(Envelope.parse(JSON.parse(text)));
  };
  let keys = 0;

  /** Sends one request through the function that API Gateway calls. */
  async function send(event: Record<string, unknown>): Promise<Record<string, unknown>> {
    const response = await serve(event as unknown as APIGatewayProxyEventV2, {} as LambdaContext);
    if ((response.statusCode ?? 500) >= 300) {
      throw new Error(`${String(event['routeKey'])} answered ${response.statusCode} ${response.body}`);
    }
    return JSON.parse(response.body ?? '{}') as Record<string, unknown>;
  }

  const ask: Ask = async (as, hospital, route, input, number = 1) => {
    const rest = { ...input };
    const [method = '', template = ''] = route.split(' ');
    const pathParameters: Record<string, string> = {};
    const rawPath = template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = String(rest[name]);
      pathParameters[name] = value;
      delete rest[name];
      return value;
    });
    const tenant = as === 'operator' ? platform : as === 'province' ? province : TenantId.parse(hospital);
    const token = await embedded.issuer.issue({ subject: `${as}-${number}`, hospital: tenant, roles: [as] }, now());
    keys += 1;
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(method === 'POST' ? { 'idempotency-key': `00000000-0000-4000-8000-${String(keys).padStart(12, '0')}` } : {}),
    };
    const body = method === 'GET' ? {} : { body: JSON.stringify(rest) };
    return send({ routeKey: route, rawPath, rawQueryString: '', headers, pathParameters, ...body });
  };

  /** Delivers every event to every reaction until none is left; one whose prerequisite is missing goes to the end. */
  async function settle(): Promise<void> {
    const letters = waiting.splice(0).flatMap(lettersOf);
    for (const letter of letters) {
      try {
        await deliver(house, letter.placed, letter.envelope);
        letters.push(...waiting.splice(0).flatMap(lettersOf));
      } catch (error) {
        if (letter.tries >= mostTries) throw error;
        letters.push({ ...letter, tries: letter.tries + 1 });
      }
    }
  }
  const lettersOf = (envelope: Envelope) =>
    (reactions.get(`${envelope.name}.v${envelope.version}`) ?? []).map((placed) => ({ placed, envelope, tries: 1 }));

  return { store, ask, send, settle, adapterUnits: () => adapterUnits, close: () => embedded.close() };
}
export type Metered = ReturnType<typeof openMetered>;
