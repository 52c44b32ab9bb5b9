import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as jose from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventAttribute } from '../../shared/aws/schema.ts';

const endpoint = process.env['DYNAMODB_ENDPOINT'];
if (!endpoint) throw new Error('npm run test:conformance starts a DynamoDB Local and names it in DYNAMODB_ENDPOINT');

const root = join(import.meta.dirname, '..', '..');
const hospital = 'rehearsal';
const issuer = 'urn:rehearsal:issuer';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is read as CloudFormation reads it.
  readonly Properties: any;
  readonly Metadata?: Record<string, string>;
}
// biome-ignore lint/suspicious/noExplicitAny: a bundle is called as Lambda calls it, by what it exports.
type Handler = (event: any, context: any) => Promise<any>;

let assembly: string;
let templates: Map<string, Record<string, Resource>>;
let bus: Server;
let published: { Source: string; DetailType: string; Detail: string }[];
let signingKey: Awaited<ReturnType<typeof jose.generateKeyPair>>['privateKey'];
let publicJwk: string;
const local = { endpoint, region: 'ap-southeast-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const store = DynamoDBDocumentClient.from(new DynamoDBClient(local));

function run(command: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', command), args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH']}` },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
}

/** The tables exactly as the data stack describes them, so that a key it forgot would be missed here. */
async function createTables(): Promise<void> {
  for (const { Type, Properties } of Object.values(templates.get('Data') ?? {})) {
    if (Type !== 'AWS::DynamoDB::Table') continue;
    const { TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = Properties;
    const input: CreateTableCommandInput = { TableName, KeySchema, AttributeDefinitions, BillingMode };
    if (GlobalSecondaryIndexes) input.GlobalSecondaryIndexes = GlobalSecondaryIndexes;
    await store.send(new CreateTableCommand(input));
  }
}

/** Takes what the relay publishes, in EventBridge's place. */
async function openBus(): Promise<string> {
  published = [];
  bus = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { Entries } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { Entries: typeof published };
      published.push(...Entries);
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ FailedEntryCount: 0, Entries: Entries.map((_, at) => ({ EventId: String(at) })) }));
    });
  });
  await new Promise<void>((resolve) => bus.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(bus.address() as AddressInfo).port}`;
}

const lambdaNamed = (functionName: string): Resource => {
  for (const resources of templates.values()) {
    for (const resource of Object.values(resources)) {
      if (resource.Type === 'AWS::Lambda::Function' && resource.Properties.FunctionName === functionName)
        return resource;
    }
  }
  throw new Error(`no template has the function ${functionName}`);
};

let busUrl: string;
/** What Lambda itself and the rehearsal set, over what the template says. */
const surroundings = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  AWS_REGION: 'ap-southeast-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ENDPOINT_URL_EVENTBRIDGE: busUrl,
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
});

/**
 * Calls the function's bundle out of the cloud assembly with the very environment of its template and nothing else.
 * Two things cannot be had here: STS (no tenant role) and Cognito (its keys are replaced by one public key).
 */
async function invoke(functionName: string, event: unknown): Promise<unknown> {
  const { Properties, Metadata } = lambdaNamed(functionName);
  const [file, exported] = Properties.Handler.split('.');
  const bundle = join(assembly, Metadata?.['aws:asset:path'] ?? '', `${file}.mjs`);
  const { TENANT_ROLE_ARN: _, TOKEN_JWKS_URL: __, ...variables } = Properties.Environment.Variables;
  const tokens = 'TOKEN_ISSUER' in variables ? { TOKEN_ISSUER: issuer, TOKEN_PUBLIC_JWK: publicJwk } : {};
  const before = process.env;
  process.env = { ...variables, ...tokens, ...surroundings() };
  try {
    const loaded = (await import(pathToFileURL(bundle).href)) as Record<string, Handler>;
    return await loaded[exported]?.(event, { awsRequestId: 'rehearsal', functionName });
  } finally {
    process.env = before;
  }
}

async function request(
  functionName: string,
  route: string,
  asking: { role: string; tenant: string; path?: string; body?: object; secret?: string },
) {
  const token = await new jose.SignJWT({ hospital: asking.tenant, roles: [asking.role], token_use: 'access' })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject('rehearsal-1')
    .setIssuer(issuer)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(signingKey);
  const secret = lambdaNamed(functionName).Properties.Environment.Variables.ORIGIN_SECRETS;
  const answer = (await invoke(functionName, {
    version: '2.0',
    routeKey: route,
    rawPath: asking.path ?? route.split(' ')[1],
    rawQueryString: '',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'rehearsal-key-1',
      'x-origin-secret': asking.secret ?? secret,
    },
    queryStringParameters: {},
    isBase64Encoded: false,
    ...(asking.body ? { body: JSON.stringify(asking.body) } : {}),
  })) as { statusCode: number; body: string };
  return { status: answer.statusCode, body: answer.body ? JSON.parse(answer.body) : undefined };
}

/** What the table's stream would carry: a record for each outbox item. */
async function outboxRecords(tableName: string) {
  // A test may look at everything; a function may not.
  const { Items = [] } = await store.send(new ScanCommand({ TableName: tableName }));
  return Items.filter((item) => eventAttribute in item).map((item, at) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: String(at + 1), NewImage: { [eventAttribute]: { S: String(item[eventAttribute]) } } },
  }));
}

beforeAll(async () => {
  assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
  run('node', 'infra/build.ts');
  run('cdk', 'synth', '--quiet', '--no-notices', '--output', assembly);
  templates = new Map(
    readdirSync(assembly)
      .filter((name) => name.endsWith('.template.json'))
      .map((name) => [
        name.replace('.template.json', ''),
        (JSON.parse(readFileSync(join(assembly, name), 'utf8')) as { Resources: Record<string, Resource> }).Resources,
      ]),
  );
  const pair = await jose.generateKeyPair('ES256', { extractable: true });
  signingKey = pair.privateKey;
  publicJwk = JSON.stringify({ ...(await jose.exportJWK(pair.publicKey)), alg: 'ES256' });
  busUrl = await openBus();
  await createTables();
}, 180_000);

afterAll(() => {
  bus?.close();
  rmSync(assembly, { recursive: true, force: true });
});

describe('the bundles as they are deployed', () => {
  const order = {
    code: hospital,
    name: 'Bệnh viện Diễn tập',
    facilityCode: '75999',
    template: 'district',
    level: 'initial',
    payTo: { bin: '970436', account: '0990000000099', name: 'BV DIEN TAP' },
    extraRetentionYears: 0,
    imagingPilot: false,
    teleconsultHub: false,
  };
  const operator = { role: 'operator', tenant: 'platform' };

  it('refuse a request that did not come through CloudFront, before anything is read', async () => {
    const refused = await request('smart-hospital-tenants-tenantsWrites', 'POST /v1/hospitals', {
      ...operator,
      body: order,
      secret: 'guessed',
    });
    expect(refused).toEqual({ status: 403, body: undefined });
  });

  it('serve a route: an operator requests a hospital, once however often it is sent', async () => {
    const first = await request('smart-hospital-tenants-tenantsWrites', 'POST /v1/hospitals', {
      ...operator,
      body: order,
    });
    expect(first, JSON.stringify(first)).toMatchObject({ status: 201 });
    const second = await request('smart-hospital-tenants-tenantsWrites', 'POST /v1/hospitals', {
      ...operator,
      body: order,
    });
    expect(second).toEqual(first);
    expect(await outboxRecords('smart-hospital-tenants')).toHaveLength(1);
  });

  it('relay the event to the bus as the rule of the next context expects it', async () => {
    const records = await outboxRecords('smart-hospital-tenants');
    expect(await invoke('smart-hospital-platform-relay', { Records: records })).toEqual({ batchItemFailures: [] });
    const rule = Object.values(templates.get('Queue') ?? {}).find(
      ({ Type, Properties }) =>
        Type === 'AWS::Events::Rule' && Properties.Name === 'smart-hospital-queue-onHospitalRequested',
    );
    const [entry] = published;
    expect(rule?.Properties.EventPattern).toEqual({ source: [entry?.Source], 'detail-type': [entry?.DetailType] });
  });

  it('react: the queue opens the clinics of the hospital, once for two deliveries, and reports a broken message alone', async () => {
    const [entry] = published;
    const body = JSON.stringify({ source: entry?.Source, detail: JSON.parse(entry?.Detail ?? '') });
    const letter = (messageId: string, text: string) => ({
      messageId,
      body: text,
      attributes: { ApproximateReceiveCount: '1' },
    });
    const deliver = (...records: object[]) =>
      invoke('smart-hospital-queue-onHospitalRequested', {
        Records: records,
      } as unknown as SQSEvent) as Promise<SQSBatchResponse>;
    expect(await deliver(letter('1', body), letter('2', '{"detail":{}}'))).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
    expect(await deliver(letter('3', body))).toEqual({ batchItemFailures: [] });
    expect(await outboxRecords('smart-hospital-queue')).toHaveLength(1);
  });

  it('read what the reaction wrote, for that hospital and for no other', async () => {
    const clinics = (tenant: string) =>
      request('smart-hospital-queue-queueReads', 'GET /v1/clinics', { role: 'reception', tenant });
    const own = await clinics(hospital);
    expect(own.status).toBe(200);
    expect(own.body.items.map(({ clinic }: { clinic: string }) => clinic)).toContain('noi');
    const other = await clinics('thong-nhat');
    expect(other).toMatchObject({ status: 200, body: { items: [] } });
  });

  it('run a schedule for every hospital of the directory', async () => {
    await expect(invoke('smart-hospital-billing-expireIntents', { id: 'rehearsal-run' })).resolves.toBeUndefined();
  });
});
