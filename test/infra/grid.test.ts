import { beforeAll, describe, expect, it } from 'vitest';
import { type HandlerOfContext, handlers } from '../../infra/handlers.ts';
import { tableName, tenantRoleName } from '../../infra/names.ts';
import { isAllowed, type Statement } from './iam.ts';
import { synthesise } from './synthesised.ts';

const mine = 'long-khanh';
/** Neighbours, names that only look alike, the two that are no hospital, and names that nobody may have. */
const others = ['thong-nhat', 'long-khanh-2', 'long-khan', 'province', 'platform', '*', ''];

const account = '111111111111';
const region = 'ap-southeast-1';
const contexts = [...new Set(handlers.map(({ context }) => context))];
const tableArn = (context: string): string => `arn:aws:dynamodb:${region}:${account}:table/${tableName(context)}`;
const bucket = (shelf: string): string => `arn:aws:s3:::smart-hospital-${shelf}-${account}-${region}`;
const key = `arn:aws:kms:${region}:${account}:key/1234`;

type Service = 'dynamodb' | 's3' | 'kms';
interface Place {
  readonly service: Service;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Everywhere where something of this hospital lies or is found. */
function placesOf(hospital: string): Place[] {
  const leading = (...keys: string[]) => ({ 'dynamodb:LeadingKeys': keys });
  const items = contexts.flatMap((context) =>
    ['', '/index/index1', '/index/index2'].flatMap((index) =>
      ['BILL#1', 'AUDIT#2026-11-24#0', 'IDEM#x'].map(
        (pk): Place => ({
          service: 'dynamodb',
          resource: `${tableArn(context)}${index}`,
          context: leading(`T#${hospital}#${pk}`),
        }),
      ),
    ),
  );
  const received: Place = {
    service: 'dynamodb',
    resource: tableArn('directory'),
    context: leading(`GRANT#${hospital}#0193`),
  };
  const files = ['records', 'images', 'exports'].flatMap((shelf): Place[] => [
    { service: 's3', resource: `${bucket(shelf)}/${hospital}/2026/a.pdf`, context: {} },
    { service: 's3', resource: bucket(shelf), context: { 's3:prefix': `${hospital}/2026` } },
    { service: 's3', resource: `${bucket(shelf)}/_grants/${hospital}/nhi-dong/0193`, context: {} },
    { service: 's3', resource: `${bucket(shelf)}/_grants/nhi-dong/${hospital}/0193`, context: {} },
    { service: 's3', resource: bucket(shelf), context: { 's3:prefix': `_grants/${hospital}/` } },
  ]);
  const keys = ['seal', 'sign', 'digest', 'files'].flatMap((use) =>
    [undefined, 's3', 'dynamodb'].map(
      (via): Place => ({
        service: 'kms',
        resource: key,
        context: {
          'kms:ResourceAliases': [`alias/smart-hospital/${hospital}/${use}`],
          ...(via && { 'kms:ViaService': `${via}.${region}.amazonaws.com` }),
        },
      }),
    ),
  );
  return [...items, received, ...files, ...keys];
}

/** What AWS offers to do with data, whether a policy of ours names it or not. */
const offered: Readonly<Record<Service, readonly string[]>> = {
  dynamodb: [
    'BatchGetItem',
    'BatchWriteItem',
    'ConditionCheckItem',
    'DeleteItem',
    'DescribeTable',
    'ExportTableToPointInTime',
    'GetItem',
    'PartiQLDelete',
    'PartiQLInsert',
    'PartiQLSelect',
    'PartiQLUpdate',
    'PutItem',
    'Query',
    'Scan',
    'UpdateItem',
    'UpdateTimeToLive',
  ],
  s3: [
    'AbortMultipartUpload',
    'BypassGovernanceRetention',
    'DeleteObject',
    'DeleteObjectVersion',
    'GetObject',
    'GetObjectAcl',
    'GetObjectAttributes',
    'GetObjectLegalHold',
    'GetObjectRetention',
    'GetObjectVersion',
    'ListBucket',
    'ListBucketVersions',
    'PutBucketPolicy',
    'PutObject',
    'PutObjectAcl',
    'PutObjectLegalHold',
    'PutObjectRetention',
    'RestoreObject',
  ],
  kms: [
    'CreateAlias',
    'CreateGrant',
    'Decrypt',
    'DisableKey',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'GenerateMac',
    'GetPublicKey',
    'PutKeyPolicy',
    'ReEncryptFrom',
    'ReEncryptTo',
    'RetireGrant',
    'ScheduleKeyDeletion',
    'Sign',
    'UpdateAlias',
    'Verify',
    'VerifyMac',
  ],
};

/** Text of a template with its references written out: the partition is known, any other stands for itself. */
function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: named, 'Fn::Join': joined, ...rest } = value as Record<string, unknown>;
  if (named === 'AWS::Partition') return 'aws';
  if (joined !== undefined) {
    const [by, parts] = joined as [string, unknown[]];
    return parts.map((part) => (typeof part === 'string' ? part : String(written(part)))).join(by);
  }
  if (named !== undefined || Object.keys(rest).some((name) => name.startsWith('Fn::'))) return JSON.stringify(value);
  return Object.fromEntries(Object.entries(rest).map(([name, one]) => [name, written(one)]));
}

/** The statements of each tenant role as they are deployed. */
const deployed = new Map<string, Statement[]>();
beforeAll(() => {
  const made = synthesise();
  const policies = made.ofType('AWS::IAM::ManagedPolicy');
  for (const { context, name } of handlers) {
    const roleName = tenantRoleName(context, name);
    const role = made.ofType('AWS::IAM::Role').find(({ resource }) => resource.Properties.RoleName === roleName);
    if (!role) throw new Error(`no role ${roleName}`);
    expect(role.resource.Properties.Policies, `${roleName} has no right outside its managed policy`).toBeUndefined();
    const own = policies.filter(
      ({ stack, resource }) =>
        stack === role.stack && JSON.stringify(resource.Properties.Roles ?? []).includes(`"${role.id}"`),
    );
    const statements = own.flatMap(
      ({ resource }) => written(resource.Properties.PolicyDocument.Statement) as Statement[],
    );
    deployed.set(`${context}.${name}`, statements);
  }
}, 90_000);
const statementsOf = ({ context, name }: HandlerOfContext): Statement[] => deployed.get(`${context}.${name}`) ?? [];
const may = (handler: HandlerOfContext, action: string, { resource, context }: Omit<Place, 'service'>): boolean =>
  isAllowed(statementsOf(handler), { action, resource, context: { 'aws:PrincipalTag/tenant': mine, ...context } });
const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

describe('the tenant roles as they are deployed', () => {
  it('let a session of one hospital do nothing at any place of another, and something at its own', {
    timeout: 120_000,
  }, () => {
    const counts = { roles: handlers.length, evaluated: 0, ownAllowed: 0, othersAllowed: 0 };
    const wrong: string[] = [];
    for (const handler of handlers) {
      const wanted = Object.entries(offered).flatMap(([service, names]) => names.map((name) => `${service}:${name}`));
      const stated = statementsOf(handler).flatMap(({ Action }) => listOf(Action));
      const actions = [...new Set([...wanted, ...stated])];
      const tryAll = (places: readonly Place[], whenAllowed: (action: string, place: Place) => void): void => {
        for (const place of places)
          for (const action of actions) {
            if (!action.startsWith(`${place.service}:`)) continue;
            counts.evaluated++;
            if (may(handler, action, place)) whenAllowed(action, place);
          }
      };
      let own = 0;
      tryAll(placesOf(mine), () => own++);
      expect(own, `${handler.context}.${handler.name} at its own places`).toBeGreaterThan(0);
      counts.ownAllowed += own;
      for (const other of others)
        tryAll(placesOf(other), (action, place) => {
          if (isGivingIn(action, place)) return;
          counts.othersAllowed++;
          wrong.push(
            `${handler.context}.${handler.name}: ${action} on ${place.resource} ${JSON.stringify(place.context)}`,
          );
        });
    }
    console.log('role, action and resource:', counts);
    expect(wrong).toEqual([]);
    expect(counts.evaluated).toBeGreaterThan(100_000);
  });

  it('fence every statement on a table by the first part of the key, and none by a scan or by every action', () => {
    for (const handler of handlers)
      for (const { Action, Resource, Condition } of statementsOf(handler)) {
        const where = `${handler.context}.${handler.name} ${JSON.stringify(Action)}`;
        for (const action of listOf(Action)) {
          expect(action, where).not.toMatch(/\*|\?/);
          expect(action, where).not.toBe('dynamodb:Scan');
        }
        expect(Resource, where).not.toBe('*');
        if (!listOf(Action).some((action) => action.startsWith('dynamodb:'))) continue;
        const keys = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
        expect(keys, where).toBeDefined();
        // Without the key in the request this operator is true: only actions that always carry it may stand here.
        for (const action of listOf(Action))
          expect(action, where).toMatch(/:(Get|Put|Update|Delete|ConditionCheck)Item$|:Query$/);
      }
  });

  it('let nobody but the platform say how a hospital stands', () => {
    const place = (keyText: string) => ({
      resource: tableArn('directory'),
      context: { 'dynamodb:LeadingKeys': [keyText] },
    });
    const setting = handlers.filter((handler) => may(handler, 'dynamodb:PutItem', place('STANDING#thong-nhat')));
    expect(setting.length).toBeGreaterThan(0);
    expect([...new Set(setting.map(({ context }) => context))]).toEqual(['tenants']);
    for (const handler of setting) {
      expect(handler.served.needs).toContain('standings');
      for (const action of ['GetItem', 'Query', 'UpdateItem', 'DeleteItem'])
        expect(may(handler, `dynamodb:${action}`, place('STANDING#thong-nhat'))).toBe(false);
    }
  });

  it('reach the pool of staff or of devices only for a door that needs it, and no other pool', () => {
    const cognito = (handler: HandlerOfContext) =>
      statementsOf(handler).filter(({ Action }) => listOf(Action).some((action) => action.startsWith('cognito')));
    const reached = new Set<unknown>();
    for (const handler of handlers) {
      const { needs } = handler.served;
      const found = cognito(handler);
      expect(found.length, `${handler.context}.${handler.name}`).toBe(
        Number(needs.includes('accounts')) + Number(needs.includes('sessions')),
      );
      for (const { Action, Resource } of found) {
        expect(listOf(Action).every((action) => action.startsWith('cognito-idp:'))).toBe(true);
        expect(typeof Resource, 'one pool').toBe('string');
        expect(Resource).not.toMatch(/\*/);
        reached.add(Resource);
        for (const forbidden of ['DeleteUserPool', 'UpdateUserPool', 'ListUsers', 'AdminDeleteUser', 'DeleteGroup'])
          expect(listOf(Action)).not.toContain(`cognito-idp:${forbidden}`);
      }
    }
    expect(reached.size).toBe(2);
  });
});

/** Giving is meant to reach across: a row and a document for the receiver, written in the giver's name. */
function isGivingIn(action: string, { resource, context }: Place): boolean {
  const row = context['dynamodb:LeadingKeys']?.[0] ?? '';
  return action === 'dynamodb:PutItem' && resource === tableArn('directory') && row.startsWith('GRANT#');
}
