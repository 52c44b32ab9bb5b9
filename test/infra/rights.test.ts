import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HandlerOfContext, handlers } from '../../infra/handlers.ts';
import { tableName } from '../../infra/names.ts';
import { functionRights, type Ground, tenantRights } from '../../infra/rights.ts';
import { isAllowed, type Statement } from './iam.ts';

const ground: Ground = {
  account: '111111111111',
  region: 'ap-southeast-1',
  storeKeyArn: 'arn:aws:kms:ap-southeast-1:111111111111:key/store',
  staffPoolArn: 'arn:aws:cognito-idp:ap-southeast-1:111111111111:userpool/staff',
  devicePoolArn: 'arn:aws:cognito-idp:ap-southeast-1:111111111111:userpool/devices',
};
const tableArn = (context: string): string =>
  `arn:aws:dynamodb:ap-southeast-1:111111111111:table/${tableName(context)}`;
const directoryArn = tableArn('directory');
const bucket = (shelf: string): string => `arn:aws:s3:::smart-hospital-${shelf}-111111111111-ap-southeast-1`;

const statementsOf = ({ served }: HandlerOfContext): Statement[] =>
  tenantRights(served, ground).map((statement) => statement.toStatementJson() as Statement);

/** What the session of this tenant may do by the tenant role's policy alone. */
const session = (handler: HandlerOfContext, tenant: string | undefined) => {
  const statements = statementsOf(handler);
  return (action: string, resource: string, context: Record<string, string | string[]> = {}): boolean =>
    isAllowed(statements, {
      action,
      resource,
      context: { ...(tenant === undefined ? {} : { 'aws:PrincipalTag/tenant': tenant }), ...context },
    });
};
const leading = (...keys: string[]) => ({ 'dynamodb:LeadingKeys': keys });
const changes = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];
const named = ({ context, name }: HandlerOfContext): string => `${context}.${name}`;
const kinds = [
  'account',
  'bill-link',
  'callback',
  'departure',
  'device',
  'device-serial',
  'hospital',
  'payment-code',
  'support-access',
];
const tenantId = fc.stringMatching(/^[a-z][a-z0-9-]{2,31}$/);

describe.each(handlers.map((handler) => [named(handler), handler] as const))('a session of %s', (_, handler) => {
  const reading = handler.served.kind === 'reads';
  const own = tableArn(handler.context);
  const may = session(handler, 'long-khanh');

  it('reads its own hospital in its own table and both indexes', () => {
    for (const resource of [own, `${own}/index/index1`, `${own}/index/index2`]) {
      expect(may('dynamodb:Query', resource, leading('T#long-khanh#BILL#1'))).toBe(true);
    }
    expect(may('dynamodb:GetItem', own, leading('T#long-khanh#BILL#1'))).toBe(true);
  });

  it('reaches no item of another hospital, whatever the action', () => {
    for (const action of ['dynamodb:GetItem', 'dynamodb:Query', ...changes]) {
      for (const key of [
        'T#thong-nhat#BILL#1',
        'T#long-khanh-2#BILL#1',
        'T#thong-nhat#AUDIT#1',
        'long-khanh',
        '',
        'DIR#x',
      ]) {
        expect(may(action, own, leading(key)), `${action} ${key}`).toBe(false);
      }
      expect(may(action, own, leading('T#long-khanh#AUDIT#1', 'T#thong-nhat#AUDIT#1'))).toBe(false);
    }
  });

  it('reaches nothing without a tenant', () => {
    const nobody = session(handler, undefined);
    for (const action of ['dynamodb:GetItem', 'dynamodb:Query', ...changes]) {
      expect(nobody(action, own, leading('T#long-khanh#BILL#1'))).toBe(false);
      expect(nobody(action, own, leading('T##BILL#1'))).toBe(false);
    }
  });

  it('never scans, and has no wildcard among its actions', () => {
    expect(may('dynamodb:Scan', own)).toBe(false);
    for (const { Action } of statementsOf(handler)) expect(JSON.stringify(Action)).not.toMatch(/\*|Scan/);
  });

  it(reading ? 'writes nothing but audit entries of its own hospital' : 'writes its own hospital', () => {
    for (const action of changes) {
      expect(may(action, own, leading('T#long-khanh#BILL#1')), action).toBe(!reading);
      if (!reading) continue;
      const audits = action === 'dynamodb:PutItem';
      expect(may(action, own, leading('T#long-khanh#AUDIT#2026-11-24#0')), action).toBe(audits);
    }
  });

  it('touches the table of another context only to ask what its doors declared', () => {
    const asked = new Set(handler.served.answers.map(({ context }) => context));
    for (const context of ['tenants', 'identity', 'queue', 'encounters', 'records', 'billing', 'analytics']) {
      if (context === handler.context) continue;
      const resource = tableArn(context);
      expect(may('dynamodb:GetItem', resource, leading('T#long-khanh#X'))).toBe(asked.has(context));
      expect(may('dynamodb:GetItem', resource, leading('T#thong-nhat#X'))).toBe(false);
      for (const action of changes) expect(may(action, resource, leading('T#long-khanh#AUDIT#X'))).toBe(false);
    }
  });

  it('reads files of its own hospital only if a door needs files, and changes them only if it is no reader', () => {
    const needs = handler.served.needs.includes('files');
    for (const shelf of ['records', 'images', 'exports']) {
      const object = (tenant: string) => `${bucket(shelf)}/${tenant}/2026/a.pdf`;
      expect(may('s3:GetObject', object('long-khanh'))).toBe(needs);
      expect(may('s3:PutObject', object('long-khanh'))).toBe(needs && !reading);
      for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObjectVersion', 's3:PutObjectRetention']) {
        expect(may(action, object('thong-nhat'))).toBe(false);
        expect(may(action, object('long-khanh-2'))).toBe(false);
      }
      expect(may('s3:ListBucket', bucket(shelf), { 's3:prefix': 'thong-nhat/x' })).toBe(false);
      expect(may('s3:BypassGovernanceRetention', object('long-khanh'))).toBe(false);
      // No door removes a file, so no session may, whatever the lock says.
      for (const action of ['s3:DeleteObject', 's3:DeleteObjectVersion']) {
        expect(may(action, object('long-khanh')), action).toBe(false);
      }
    }
  });

  it('uses keys of its own hospital only', () => {
    const key = 'arn:aws:kms:ap-southeast-1:111111111111:key/1234';
    for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:Sign', 'kms:GenerateMac', 'kms:GenerateDataKey']) {
      const through: Record<string, string>[] = [{}, { 'kms:ViaService': 's3.ap-southeast-1.amazonaws.com' }];
      for (const via of through) {
        const other = { 'kms:ResourceAliases': ['alias/smart-hospital/thong-nhat/seal'], ...via };
        expect(may(action, key, other)).toBe(false);
        expect(may(action, key, { 'kms:ResourceAliases': [], ...via })).toBe(false);
      }
    }
    const needs = handler.served.needs.includes('keys');
    const mine = { 'kms:ResourceAliases': ['alias/smart-hospital/long-khanh/sign'] };
    expect(may('kms:Sign', key, mine)).toBe(needs && !reading);
    expect(may('kms:Verify', key, mine)).toBe(needs);
    for (const action of ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy', 'kms:CreateGrant', 'kms:UpdateAlias']) {
      expect(may(action, key, mine)).toBe(false);
    }
  });

  it('touches the pool of the staff or of the devices only if a door needs it, and changes none as a reader', () => {
    const { needs } = handler.served;
    const accounts = needs.includes('accounts');
    expect(may('cognito-idp:AdminGetUser', ground.staffPoolArn)).toBe(accounts);
    expect(may('cognito-idp:AdminCreateUser', ground.staffPoolArn)).toBe(accounts && !reading);
    expect(may('cognito-idp:AdminInitiateAuth', ground.devicePoolArn)).toBe(needs.includes('sessions'));
    for (const action of ['AdminInitiateAuth', 'AdminDeleteUser', 'CreateGroup', 'ListUsers', 'UpdateUserPool']) {
      expect(may(`cognito-idp:${action}`, ground.staffPoolArn), action).toBe(false);
    }
    for (const action of ['AdminDisableUser', 'AdminDeleteUser', 'ListUsers', 'UpdateUserPool']) {
      expect(may(`cognito-idp:${action}`, ground.devicePoolArn), action).toBe(false);
    }
  });

  it('enters the directory only for what its doors need', () => {
    const { needs } = handler.served;
    expect(may('dynamodb:GetItem', directoryArn, leading('DIR#hospital#x'))).toBe(needs.includes('directory'));
    for (const kind of kinds) {
      const claims = handler.served.claims.includes(kind);
      expect(may('dynamodb:PutItem', directoryArn, leading(`DIR#${kind}#x`)), kind).toBe(claims);
      expect(may('dynamodb:PutItem', directoryArn, leading(`DIR#${kind}-2#x`)), kind).toBe(false);
      for (const action of ['dynamodb:UpdateItem', 'dynamodb:DeleteItem']) {
        expect(may(action, directoryArn, leading(`DIR#${kind}#x`)), `${action} ${kind}`).toBe(false);
      }
    }
    expect(may('dynamodb:PutItem', directoryArn, leading('TENANTS'))).toBe(handler.served.claims.includes('hospital'));
    expect(may('dynamodb:Query', directoryArn, leading('TENANTS'))).toBe(false);
  });

  it('reads only what was granted to its own hospital, and grants only in the name of its own', () => {
    const { needs } = handler.served;
    const object = (path: string): string => `${bucket('exports')}/_grants/${path}`;
    const item = (to: string) => leading(`GRANT#${to}#0193`);
    expect(may('dynamodb:GetItem', directoryArn, item('long-khanh'))).toBe(needs.includes('shared'));
    expect(may('s3:GetObject', object('long-khanh/thong-nhat/0193'))).toBe(needs.includes('shared'));
    expect(may('dynamodb:PutItem', directoryArn, item('thong-nhat'))).toBe(needs.includes('grants'));
    expect(may('s3:PutObject', object('thong-nhat/long-khanh/0193'))).toBe(needs.includes('grants'));
    for (const to of ['thong-nhat', 'long-khanh-2', '']) {
      expect(may('dynamodb:GetItem', directoryArn, item(to)), to).toBe(false);
      expect(may('s3:GetObject', object(`${to}/long-khanh/0193`)), to).toBe(false);
    }
    // Not even a document in another's name, for whomever it is.
    for (const path of ['long-khanh/thong-nhat/0193', 'thong-nhat/nhi-dong/0193', 'thong-nhat/long-khanh-2/0193']) {
      expect(may('s3:PutObject', object(path)), path).toBe(false);
    }
    for (const action of ['dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem']) {
      expect(may(action, directoryArn, item('long-khanh')), action).toBe(false);
    }
    expect(may('s3:DeleteObject', object('thong-nhat/long-khanh/0193'))).toBe(false);
    expect(may('s3:ListBucket', bucket('exports'), { 's3:prefix': '_grants/long-khanh/' })).toBe(false);
  });

  it('is opened by a function that can do nothing in a table but find tenants', () => {
    const statements = functionRights(handler.served, 'arn:aws:iam::111111111111:role/tenant', ground).map(
      (statement) => statement.toStatementJson() as Statement,
    );
    const can = (action: string, resource: string, keys: string[]): boolean =>
      isAllowed(statements, { action, resource, context: leading(...keys) });
    for (const action of ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan', ...changes]) {
      expect(can(action, own, ['T#long-khanh#BILL#1'])).toBe(false);
    }
    for (const action of ['dynamodb:Scan', ...changes]) expect(can(action, directoryArn, ['DIR#x'])).toBe(false);
    expect(can('dynamodb:GetItem', directoryArn, ['GRANT#x'])).toBe(false);
  });
});

describe('the directory', () => {
  it('is written by the functions whose doors claim, each in its own kinds', () => {
    const claiming = handlers.filter(({ served }) => served.claims.length > 0);
    expect(Object.fromEntries(claiming.map((handler) => [named(handler), handler.served.claims.toSorted()]))).toEqual({
      'billing.billingWrites': ['bill-link', 'callback', 'payment-code'],
      'billing.onHospitalRequested': ['account'],
      'billing.openRequestedChannels': ['callback'],
      'devices.devicesWrites': ['device', 'device-serial'],
      'devices.onHospitalRequested': ['device-serial'],
      'tenants.onDepartureSealed': ['departure'],
      'tenants.onSupportAccessRequested': ['support-access'],
      'tenants.tenantsWrites': ['hospital'],
    });
    expect([...new Set(claiming.flatMap(({ served }) => served.claims))].toSorted()).toEqual(kinds);
  });
});

describe('the fence of the tenants', () => {
  const writes = handlers.find(({ served }) => served.kind === 'writes');
  if (!writes) throw new Error('no function writes');

  it('holds for any two hospitals and any key', () => {
    fc.assert(
      fc.property(tenantId, tenantId, fc.string({ maxLength: 40 }), (mine, other, rest) => {
        const may = session(writes, mine);
        const own = tableArn(writes.context);
        expect(may('dynamodb:PutItem', own, leading(`T#${mine}#${rest}`))).toBe(true);
        if (mine !== other) expect(may('dynamodb:PutItem', own, leading(`T#${other}#${rest}`))).toBe(false);
      }),
    );
  });

  it('is what keeps them apart: without the condition the judge lets another hospital through', () => {
    const open = statementsOf(writes).map(({ Condition: _, ...statement }) => statement);
    const asked = {
      action: 'dynamodb:PutItem',
      resource: tableArn(writes.context),
      context: { 'aws:PrincipalTag/tenant': 'long-khanh', ...leading('T#thong-nhat#BILL#1') },
    };
    expect(isAllowed(open, asked)).toBe(true);
    expect(isAllowed(statementsOf(writes), asked)).toBe(false);
  });

  it('fits into a managed policy of 6,144 characters for every function', () => {
    for (const handler of handlers) {
      const text = JSON.stringify({ Version: '2012-10-17', Statement: statementsOf(handler) });
      expect(text.length, named(handler)).toBeLessThan(6144);
    }
  });
});
