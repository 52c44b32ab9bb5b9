import { createHmac } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as jose from 'jose';
import type { Need } from '../kernel/doors.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { Inquiries } from '../ports/inquiries.ts';
import type { LogEntry, Ports, WorldSource } from '../ports/source.ts';
import type { Accounts, Files, Grants, Keys, Lake, Letters, Sessions, Shared, Standings } from '../ports/world.ts';
import { machineRoles, personRoles, type TokenRules, type TrustedIssuer } from '../runtime/tokens.ts';
import type { TenantCredentials } from './credentials.ts';
import { dynamoDirectory, hospitalsOf, lookUp } from './directory.ts';
import { type ClientConfig, type Environment, required } from './environment.ts';
import { cachedStanding, lookUpStanding } from './standings.ts';
import { dynamoTable } from './table.ts';

type PortOf = {
  files: Files;
  keys: Keys;
  lake: Lake;
  letters: Letters;
  shared: Shared;
  grants: Grants;
  accounts: Accounts;
  sessions: Sessions;
  standings: Standings;
  inquiries: Inquiries;
};
type Opener<N extends keyof PortOf> = (
  config: ClientConfig,
  env: Environment,
  tenant: TenantId,
  store: DynamoDBDocumentClient,
) => PortOf[N];
type Openers = { [N in keyof PortOf]?: () => Promise<Opener<N>> };
const openers: Openers = {};

/**
 * Makes a port available to this bundle. The build calls it for what the function's doors need, so that a function that
 * stores no file carries no S3 client.
 */
export function carry(carried: Openers): void {
  Object.assign(openers, carried);
}

/**
 * The world on AWS. With `TENANT_ROLE_ARN`, each tenant's clients carry credentials that reach this tenant only;
 * without it (a rehearsal against DynamoDB Local) they carry the function's own. Ports that no door of the function
 * needs are never loaded.
 */
export function awsSource(env: Environment, needs: readonly Need[]): WorldSource {
  const logger = new Logger({ serviceName: env['POWERTOOLS_SERVICE_NAME'] ?? 'hospital' });
  const now = () => new Date();
  const own = new DynamoDBClient({});
  const platformStore = DynamoDBDocumentClient.from(own);
  const directoryTable = (): string => required(env, 'DIRECTORY_TABLE');
  const opened = new Map<string, Promise<Ports>>();
  const stores = new Map<TenantId, DynamoDBDocumentClient>();
  let sessions: Promise<(tenant: TenantId) => Promise<TenantCredentials>> | undefined;

  const standing = cachedStanding((tenant) => lookUpStanding(platformStore, directoryTable(), tenant));

  const configFor = (tenant: TenantId): ClientConfig => {
    const role = env['TENANT_ROLE_ARN'];
    if (!role) return {};
    sessions ??= import('./open/credentials.ts').then(({ openCredentials }) => openCredentials(role));
    const open = sessions;
    return { credentials: async () => (await open)(tenant) };
  };

  const storeFor = (tenant: TenantId): DynamoDBDocumentClient => {
    const known = stores.get(tenant);
    if (known) return known;
    // One pool of connections for all tenants; only the signature differs.
    const { requestHandler } = own.config;
    const store = DynamoDBDocumentClient.from(new DynamoDBClient({ ...configFor(tenant), requestHandler }));
    stores.set(tenant, store);
    return store;
  };

  const open = async (tenant: TenantId, context: string): Promise<Ports> => {
    const config = configFor(tenant);
    const store = storeFor(tenant);
    const when = async <P>(need: Need, make: () => P | Promise<P>): Promise<P> =>
      needs.includes(need) ? make() : absent<P>(need);
    const opened = <N extends keyof PortOf>(need: N): Promise<PortOf[N]> =>
      when(need, async () => {
        const load: Openers[N] = openers[need];
        if (!load) throw new Error(`this function was built without the need '${need}'`);
        return (await load())(config, env, tenant, store);
      });
    return {
      table: dynamoTable(store, { tableName: required(env, tableVariable(context)), tenant, now }),
      directory: await when('directory', () => dynamoDirectory(store, { tableName: directoryTable(), tenant })),
      shared: await opened('shared'),
      grants: await opened('grants'),
      files: await opened('files'),
      keys: await opened('keys'),
      lake: await opened('lake'),
      letters: await opened('letters'),
      accounts: await opened('accounts'),
      sessions: await opened('sessions'),
      standings: await opened('standings'),
      inquiries: await opened('inquiries'),
    };
  };

  return {
    ports(tenant, context) {
      const name = `${tenant}/${context}`;
      const known = opened.get(name);
      if (known) return known;
      const opening = open(tenant, context);
      opened.set(name, opening);
      // A failure is not kept: the next request tries again.
      opening.catch(() => opened.delete(name));
      return opening;
    },
    tenantOf: (kind, value) => lookUp(platformStore, directoryTable(), kind, value),
    hospitals: () => hospitalsOf(platformStore, directoryTable()),
    standingOf: (tenant) => standing(tenant, now()),
    fingerprint: (content) =>
      createHmac('sha256', required(env, 'FINGERPRINT_KEY')).update(content).digest('base64url'),
    now,
    log: (entry) => write(logger, entry),
  };
}

/** `TABLE_QUEUE` for the context `queue`. */
export const tableVariable = (context: string): string => `TABLE_${context.toUpperCase().replaceAll('-', '_')}`;

/** A port that no door of this function declared; the runtime refuses it before anyone can come here. */
function absent<P>(need: Need): P {
  return new Proxy(
    {},
    {
      get(_, property) {
        // Not a promise, whoever asks.
        if (property === 'then') return undefined;
        throw new Error(`this function was deployed without the need '${need}'`);
      },
    },
  ) as P;
}

function write(logger: Logger, { level, message, ...fields }: LogEntry): void {
  logger[level](message, fields);
}

/**
 * Whose tokens are believed: the pools of staff and of devices, by the keys that Cognito publishes, each for its own
 * kind of roles; or one public key (JWK as text) where there is no Cognito.
 */
export function tokenRules(env: Environment): TokenRules {
  const jwk = env['TOKEN_PUBLIC_JWK'];
  if (jwk) {
    const key = jose.importJWK(JSON.parse(jwk) as jose.JWK);
    return [{ issuer: required(env, 'TOKEN_ISSUER'), keys: () => key, roles: [...personRoles, ...machineRoles] }];
  }
  const pool = (prefix: '' | 'DEVICE_', roles: TrustedIssuer['roles']): TrustedIssuer => ({
    issuer: required(env, `${prefix}TOKEN_ISSUER`),
    keys: jose.createRemoteJWKSet(new URL(required(env, `${prefix}TOKEN_JWKS_URL`))),
    roles,
  });
  return [pool('', personRoles), ...(env['DEVICE_TOKEN_ISSUER'] ? [pool('DEVICE_', machineRoles)] : [])];
}
