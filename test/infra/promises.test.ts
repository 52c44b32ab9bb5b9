import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { registry } from '../../functions/registry.ts';
import { decisionPages } from '../../infra/acknowledge.ts';
import { handlers } from '../../infra/handlers.ts';
import { functionName } from '../../infra/names.ts';
import { apiPaths } from '../../infra/stacks/front.ts';
import { type KeyUse, keyAlias } from '../../shared/aws/keys.ts';
import { retentionLock } from '../../shared/contracts/retention.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { routesOf, schedulesOf } from '../../shared/runtime/house.ts';
import { type Found, synthesise } from './synthesised.ts';

const root = join(import.meta.dirname, '..', '..');
let made: ReturnType<typeof synthesise>;
beforeAll(() => {
  made = synthesise();
}, 90_000);

/** Every statement of every policy of roles. */
const roleStatements = () =>
  [...made.ofType('AWS::IAM::ManagedPolicy'), ...made.ofType('AWS::IAM::Policy')].flatMap(({ stack, id, resource }) =>
    resource.Properties.PolicyDocument.Statement.map((statement: object) => ({ stack, id, statement })),
  );
const alarmed = (name: unknown): boolean =>
  made
    .ofType('AWS::CloudWatch::Alarm')
    .some(
      ({ resource }) =>
        resource.Properties.AlarmActions?.length > 0 &&
        resource.Properties.Dimensions.some(
          ({ Value }: { Value: unknown }) => JSON.stringify(Value) === JSON.stringify(name),
        ),
    );
const one = (stack: string, id: string): Found['resource'] => {
  const found = made.resources.find((resource) => resource.stack === stack && resource.id === id);
  if (!found) throw new Error(`no ${id} in ${stack}`);
  return found.resource;
};

describe('the stacks', () => {
  it('pass AwsSolutions and HIPAA and stay far below 500 resources each', () => {
    const counts = new Map<string, number>();
    for (const { stack } of made.resources) counts.set(stack, (counts.get(stack) ?? 0) + 1);
    console.log(`synthesised in ${made.seconds.toFixed(1)} s:`, Object.fromEntries(counts));
    for (const [stack, count] of counts) expect(count, stack).toBeLessThan(450);
    expect(made.report.pluginReports.flatMap(({ violations }) => violations ?? [])).toEqual([]);
  });

  it('acknowledge a finding only with a page that says why', () => {
    const acknowledged = new Set(
      made.app.node
        .findAll()
        .flatMap(({ node }) =>
          node.metadata
            .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
            .flatMap(({ data }) => Object.keys(data as object).map((id) => id.replace(/^Annotation::/, ''))),
        ),
    );
    expect(acknowledged.size).toBeGreaterThan(0);
    const bases = Object.keys(decisionPages);
    for (const id of acknowledged)
      expect(
        bases.some((rule) => id.startsWith(rule)),
        id,
      ).toBe(true);
    for (const [rule, page] of Object.entries(decisionPages)) {
      expect(
        [...acknowledged].some((id) => id.startsWith(rule)),
        `${rule} is acknowledged nowhere`,
      ).toBe(true);
      const path = join(root, 'docs', 'decisions', page);
      expect(existsSync(path), page).toBe(true);
      expect(readFileSync(path, 'utf8')).toContain(rule);
    }
    const pages = readdirSync(join(root, 'docs', 'decisions')).filter((name) => /^01\d\d-/.test(name));
    expect(pages.toSorted()).toEqual([...new Set(Object.values(decisionPages))].toSorted());
  });
});

describe('what must outlive a deployment', () => {
  const stateful = [
    'AWS::DynamoDB::Table',
    'AWS::S3::Bucket',
    'AWS::KMS::Key',
    'AWS::Cognito::UserPool',
    'AWS::Backup::BackupVault',
  ];

  it('keeps its logical ids, because a renamed table is a new, empty table', () => {
    const found = made.resources.filter(({ resource }) => stateful.includes(resource.Type));
    expect(found.map(({ stack, id, resource }) => `${stack} ${id} ${resource.Type}`).toSorted()).toEqual([
      'Data AccessLogsBucket AWS::S3::Bucket',
      'Data AnalyticsTable AWS::DynamoDB::Table',
      'Data BillingTable AWS::DynamoDB::Table',
      'Data DevicesTable AWS::DynamoDB::Table',
      'Data DirectoryTable AWS::DynamoDB::Table',
      'Data EncountersTable AWS::DynamoDB::Table',
      'Data ExportsBucket AWS::S3::Bucket',
      'Data IdentityTable AWS::DynamoDB::Table',
      'Data ImagesBucket AWS::S3::Bucket',
      'Data ImagingTable AWS::DynamoDB::Table',
      'Data InsuranceTable AWS::DynamoDB::Table',
      'Data LakeBucket AWS::S3::Bucket',
      'Data QueueTable AWS::DynamoDB::Table',
      'Data RecordsBucket AWS::S3::Bucket',
      'Data RecordsTable AWS::DynamoDB::Table',
      'Data StaffTable AWS::DynamoDB::Table',
      'Data StoreKey AWS::KMS::Key',
      'Data TableVault AWS::Backup::BackupVault',
      'Data TenantsTable AWS::DynamoDB::Table',
      'Data WebBucket AWS::S3::Bucket',
      'Edge DevicePool AWS::Cognito::UserPool',
      'Edge StaffPool AWS::Cognito::UserPool',
      'Front LogKey AWS::KMS::Key',
    ]);
  });

  it('is kept when its stack is deleted or its definition replaced', () => {
    for (const { id, resource } of made.resources) {
      if (!stateful.includes(resource.Type)) continue;
      expect(resource.DeletionPolicy, id).toBe('Retain');
      expect(resource.UpdateReplacePolicy, id).toBe('Retain');
    }
  });

  it('has a table for every context, and every table is on demand, protected, encrypted and recoverable', () => {
    const tables = made.ofType('AWS::DynamoDB::Table');
    const names = tables.map(({ resource }) => resource.Properties.TableName);
    expect(names.toSorted()).toEqual(
      [...registry.map(({ name }) => `smart-hospital-${name}`), 'smart-hospital-directory'].toSorted(),
    );
    for (const { id, resource } of tables) {
      const table = resource.Properties;
      expect(table.BillingMode, id).toBe('PAY_PER_REQUEST');
      expect(table.DeletionProtectionEnabled, id).toBe(true);
      expect(table.PointInTimeRecoverySpecification, id).toEqual({
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: 35,
      });
      expect(table.SSESpecification, id).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
      expect(table.TimeToLiveSpecification, id).toEqual({ AttributeName: 'expires', Enabled: true });
      expect(table.KeySchema, id).toEqual([
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ]);
      const isDirectory = id === 'DirectoryTable';
      expect(table.StreamSpecification, id).toEqual(isDirectory ? undefined : { StreamViewType: 'NEW_IMAGE' });
      expect((table.GlobalSecondaryIndexes ?? []).map(({ IndexName }: { IndexName: string }) => IndexName)).toEqual(
        isDirectory ? [] : ['index1', 'index2'],
      );
    }
  });

  it('is backed up every day, beyond point-in-time recovery and beyond the reach of who may delete a table', () => {
    const [selection] = made.ofType('AWS::Backup::BackupSelection');
    expect(selection?.resource.Properties.BackupSelection.Resources).toHaveLength(registry.length + 1);
    const [plan] = made.ofType('AWS::Backup::BackupPlan');
    const rules = plan?.resource.Properties.BackupPlan.BackupPlanRule;
    expect(rules.map((rule: { Lifecycle: object }) => rule.Lifecycle)).toEqual([
      { DeleteAfterDays: 35 },
      { DeleteAfterDays: 400 },
    ]);
  });

  it('is private, encrypted and versioned in every bucket', () => {
    for (const { id, resource } of made.ofType('AWS::S3::Bucket')) {
      const bucket = resource.Properties;
      expect(bucket.PublicAccessBlockConfiguration, id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(bucket.VersioningConfiguration, id).toEqual({ Status: 'Enabled' });
      const [rule] = bucket.BucketEncryption.ServerSideEncryptionConfiguration;
      const algorithm = ['WebBucket', 'AccessLogsBucket'].includes(id) ? 'AES256' : 'aws:kms';
      expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm, id).toBe(algorithm);
      // A bucket key would put one data key over the files of several hospitals.
      if (algorithm === 'aws:kms') expect(rule.BucketKeyEnabled ?? false, id).toBe(false);
    }
  });
});

describe('records', () => {
  const rulesOf = (id: string) => one('Data', id).Properties.LifecycleConfiguration.Rules;
  const transitions = (id: string) =>
    rulesOf(id).flatMap((rule: { Transitions?: { StorageClass: string; TransitionInDays: number }[] }) =>
      (rule.Transitions ?? []).map(({ StorageClass, TransitionInDays }) => [TransitionInDays, StorageClass]),
    );

  it.each(['RecordsBucket', 'ImagesBucket'])(
    'in %s are locked in compliance mode for the ten years that law sets for the shortest class',
    (id) => {
      const bucket = one('Data', id).Properties;
      expect(bucket.ObjectLockEnabled).toBe(true);
      expect(bucket.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Days: 3653 });
    },
  );

  it('grow colder on day 90 and on day 365, and never need to be restored before they can be read', () => {
    expect(transitions('RecordsBucket')).toEqual([
      [90, 'STANDARD_IA'],
      [365, 'GLACIER_IR'],
    ]);
  });

  it('never expire by themselves, neither as current nor as older versions', () => {
    for (const rule of rulesOf('RecordsBucket')) {
      expect(Object.keys(rule).filter((key) => /Expir/.test(key))).toEqual([]);
    }
  });

  it('of Long Khanh outlive the default lock by their own: fifteen years from the end of the year of treatment', () => {
    const lock = retentionLock('outpatient', LocalDay.parse('2026-11-24'), 5);
    expect(lock.until?.toISOString()).toBe('2041-12-31T17:00:00.000Z');
    const days = ((lock.until?.getTime() ?? 0) - Date.parse('2026-11-24T00:00:00Z')) / 86_400_000;
    expect(days).toBeGreaterThan(3653);
  });

  it('of any class are locked for at least as long as the default lock, so that the default never adds time', () => {
    for (const retention of ['outpatient', 'mental-or-accident', 'death', 'adverse-event'] as const) {
      for (const day of ['2026-01-01', '2026-12-31', '2028-02-29']) {
        const lock = retentionLock(retention, LocalDay.parse(day), 0);
        const floor = Date.parse(`${day}T00:00:00Z`) + 3653 * 86_400_000;
        if (lock.until) expect(lock.until.getTime()).toBeGreaterThanOrEqual(floor - 86_400_000);
        else expect(lock.legalHold).toBe(true);
      }
    }
  });

  it('and the other shelves have their own days', () => {
    expect(transitions('ImagesBucket')).toEqual([
      [90, 'STANDARD_IA'],
      [365, 'GLACIER_IR'],
    ]);
    expect(transitions('LakeBucket')).toEqual([[400, 'STANDARD_IA']]);
    const expiring = (id: string) =>
      rulesOf(id).flatMap((rule: Record<string, unknown>) =>
        rule['ExpirationInDays'] ? [rule['ExpirationInDays']] : [],
      );
    expect(expiring('ImagesBucket')).toEqual([]);
    expect(expiring('ExportsBucket')).toEqual([30]);
    expect(expiring('LakeBucket')).toEqual([7]);
    expect(expiring('AccessLogsBucket')).toEqual([730]);
  });
});

describe('rights', () => {
  it('contain no scan and no wildcard action anywhere', () => {
    const actions = roleStatements().flatMap(({ statement }) => statement.Action);
    expect(actions.length).toBeGreaterThan(100);
    expect(actions.filter((action: string) => /\*|Scan|PartiQL/.test(action))).toEqual([]);
  });

  it('reach everything only where the service knows no resources', () => {
    const open = roleStatements().filter(({ statement }) => statement.Resource === '*');
    const known = ['Trace', 'Log', 'MakeKeys'];
    for (const { stack, id, statement } of open) expect(known, `${stack} ${id}`).toContain(statement.Sid);
  });

  it('of a tenant session are lent only to its own function, and only with exactly one tenant', () => {
    const roles = made
      .ofType('AWS::IAM::Role')
      .filter(({ resource }) => /-tenant$/.test(resource.Properties.RoleName ?? ''));
    expect(roles.map(({ resource }) => resource.Properties.RoleName).toSorted()).toEqual(
      handlers.map(({ context, name }) => `${functionName(context, name)}-tenant`).toSorted(),
    );
    for (const { resource } of roles) {
      const statements = resource.Properties.AssumeRolePolicyDocument.Statement;
      const principals = new Set(statements.map(({ Principal }: { Principal: object }) => JSON.stringify(Principal)));
      expect(principals.size).toBe(1);
      expect([...principals][0]).toMatch(/Fn::GetAtt/);
      expect(statements).toContainEqual(
        expect.objectContaining({
          Action: 'sts:TagSession',
          Condition: {
            StringLike: { 'aws:RequestTag/tenant': '?*' },
            'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
          },
        }),
      );
      expect(statements).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sts:AssumeRole',
          Condition: { Null: { 'aws:RequestTag/tenant': 'true' } },
        }),
      );
    }
  });

  it('have names that AWS takes', () => {
    for (const { context, name } of handlers) {
      expect(`${functionName(context, name)}-tenant`.length).toBeLessThanOrEqual(64);
    }
  });
});

describe('functions', () => {
  it('are one for each handler, and the two of the platform', () => {
    const own = made.ofType('AWS::Lambda::Function').filter(({ resource }) => resource.Properties.FunctionName);
    expect(own.map(({ resource }) => resource.Properties.FunctionName).toSorted()).toEqual(
      [
        ...handlers.map(({ context, name }) => functionName(context, name)),
        functionName('platform', 'relay'),
        functionName('platform', 'tokenClaims'),
      ].toSorted(),
    );
    for (const { id, resource } of own) {
      const { Runtime, Architectures, TracingConfig, KmsKeyArn, LoggingConfig } = resource.Properties;
      expect({ Runtime, Architectures }, id).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(TracingConfig, id).toEqual({ Mode: 'Active' });
      expect(KmsKeyArn, id).toBeDefined();
      expect(LoggingConfig, id).toBeDefined();
      expect(alarmed({ Ref: id }), id).toBe(true);
    }
  });

  it('keep their logs for three months under our key', () => {
    const groups = made.ofType('AWS::Logs::LogGroup');
    for (const { id, resource } of groups) {
      expect(resource.Properties.RetentionInDays, id).toBe(90);
      expect(resource.Properties.KmsKeyId, id).toBeDefined();
    }
  });

  it('that serve routes refuse requests which did not come through CloudFront', () => {
    const secret = '{{resolve:secretsmanager:smart-hospital/origin:SecretString:::}}';
    for (const { context, name, served } of handlers) {
      const found = made
        .ofType('AWS::Lambda::Function')
        .find(({ resource }) => resource.Properties.FunctionName === functionName(context, name));
      const expected = ['reads', 'writes', 'callbacks'].includes(served.kind) ? secret : undefined;
      expect(found?.resource.Properties.Environment.Variables.ORIGIN_SECRETS, name).toBe(expected);
    }
    const [distribution] = made.ofType('AWS::CloudFront::Distribution');
    const { Origins, WebACLId } = distribution?.resource.Properties.DistributionConfig ?? {};
    expect(WebACLId).toBeDefined();
    const doors = Origins.filter((origin: { OriginCustomHeaders?: unknown }) => origin.OriginCustomHeaders);
    expect(doors).toHaveLength(1);
    expect(doors[0].OriginCustomHeaders).toEqual([{ HeaderName: 'x-origin-secret', HeaderValue: secret }]);
  });
});

describe('routes', () => {
  it('are the routes of the registry, each at the function that serves it', () => {
    const routes = made.ofType('AWS::ApiGatewayV2::Route');
    expect(routes.map(({ resource }) => resource.Properties.RouteKey).toSorted()).toEqual(
      routesOf(registry)
        .map(({ door }) => door.route)
        .toSorted(),
    );
    for (const { stack, resource } of routes) {
      const { RouteKey, Target } = resource.Properties;
      const integration = one(stack, Target['Fn::Join'][1][1].Ref).Properties;
      // The function is in the stack beside, and its logical id in the name of what that stack exports.
      const exported: string = integration.IntegrationUri['Fn::ImportValue'];
      const [, id = ''] = /:ExportsOutputFnGetAtt(\w+?)Arn[0-9A-F]{8}$/.exec(exported) ?? [];
      const lambda = one(stack.replace(/Routes$/, ''), id).Properties;
      const handler = handlers.find(({ served }) =>
        served.doors.some(({ door }) => door.kind === 'route' && door.route === RouteKey),
      );
      expect(lambda.FunctionName).toBe(functionName(handler?.context ?? '', handler?.name ?? ''));
    }
  });

  it('need one permission for each function, not one for each route', () => {
    const serving = handlers.filter(({ served }) => ['reads', 'writes', 'callbacks'].includes(served.kind));
    const permissions = made
      .ofType('AWS::Lambda::Permission')
      .filter(({ resource }) => resource.Properties.Principal === 'apigateway.amazonaws.com');
    expect(permissions).toHaveLength(serving.length);
  });

  it('are all reached through CloudFront, which keeps none of their answers', () => {
    const [distribution] = made.ofType('AWS::CloudFront::Distribution');
    const behaviours = distribution?.resource.Properties.DistributionConfig.CacheBehaviors;
    expect(behaviours.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual(apiPaths());
    // Amazon's policy "CachingDisabled".
    const policies = behaviours.map(({ CachePolicyId }: { CachePolicyId: string }) => CachePolicyId);
    expect(new Set(policies)).toEqual(new Set(['4135ea2d-6df8-44a3-9df3-4b5a84be39ad']));
  });
});

describe('queues', () => {
  it('hand over to a dead-letter queue after six tries, and every dead letter rings an alarm', () => {
    const queues = made.ofType('AWS::SQS::Queue');
    const isDead = ({ resource }: Found): boolean => /-dead$/.test(resource.Properties.QueueName);
    expect(queues.filter(isDead).length).toBeGreaterThan(10);
    for (const queue of queues) {
      const { Properties } = queue.resource;
      expect(Properties.SqsManagedSseEnabled, queue.id).toBe(true);
      if (isDead(queue)) {
        expect(Properties.MessageRetentionPeriod, queue.id).toBe(14 * 86_400);
        expect(alarmed({ 'Fn::GetAtt': [queue.id, 'QueueName'] }), queue.id).toBe(true);
      } else {
        expect(Properties.RedrivePolicy.maxReceiveCount, queue.id).toBe(6);
        const dead = one(queue.stack, Properties.RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0]);
        expect(dead.Properties.QueueName).toBe(`${Properties.QueueName}-dead`);
      }
    }
  });
});

describe('schedules', () => {
  it('run as often as their doors say', () => {
    const found = made
      .ofType('AWS::Scheduler::Schedule')
      .map(({ resource }) => [resource.Properties.Name, resource.Properties.ScheduleExpression]);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(
        schedulesOf(registry).map(({ context, name, door }) => [
          functionName(context, name),
          door.everyMinutes === 1 ? 'rate(1 minute)' : `rate(${door.everyMinutes} minutes)`,
        ]),
      ),
    );
  });
});

describe('onboarding', () => {
  const definition = (): string => {
    const [machine] = made.ofType('AWS::StepFunctions::StateMachine');
    const given = machine?.resource.Properties.DefinitionString;
    return typeof given === 'string'
      ? given
      : given['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'pool')).join('');
  };

  it('makes the three keys of a hospital where the keys port looks for them', () => {
    const steps = JSON.parse(definition()).States.Keys.ItemProcessor.States;
    const format = "States.Format('alias/{}/{}/{}', $.app, $.hospital, $.use.use)";
    expect(steps.IsThere.Parameters['KeyId.$']).toBe(format);
    expect(steps.NameKey.Parameters['AliasName.$']).toBe(format);
    const [rule] = made.ofType('AWS::Events::Rule').filter(({ stack }) => stack === 'Keys');
    const { InputTemplate, InputPathsMap } = rule?.resource.Properties.Targets[0].InputTransformer ?? {};
    expect(Object.values(InputPathsMap)).toEqual(['$.detail.data.hospital']);
    const input = JSON.parse(InputTemplate.replace(/<[^>]+>/, '"cam-my"'));
    const uses: readonly KeyUse[] = ['seal', 'digest', 'sign'];
    expect(input.uses.map(({ use }: { use: KeyUse }) => `alias/${input.app}/${input.hospital}/${use}`)).toEqual(
      uses.map((use) => keyAlias('smart-hospital', TenantId.parse('cam-my'), use)),
    );
  });

  it('goes from every state to a state that exists, and ends', () => {
    const check = (machine: { StartAt: string; States: Record<string, Record<string, unknown>> }): void => {
      const names = Object.keys(machine.States);
      expect(names).toContain(machine.StartAt);
      for (const [name, state] of Object.entries(machine.States)) {
        const next = [
          state,
          ...((state['Catch'] ?? []) as object[]),
          ...((state['Choices'] ?? []) as object[]),
        ].flatMap((step) => ('Next' in step ? [step.Next] : []));
        if ('Default' in state) next.push(state['Default']);
        for (const target of next) expect(names, `${name} goes to`).toContain(target);
        const ends = state['End'] === true || state['Type'] === 'Succeed';
        expect(ends || next.length > 0, name).toBe(true);
        if (state['ItemProcessor']) check(state['ItemProcessor'] as typeof machine);
      }
    };
    check(JSON.parse(definition()));
  });
});

describe('dashboards', () => {
  it('show every hospital its own rows: each data set of facts carries the rules', () => {
    const sets = made.ofType('AWS::QuickSight::DataSet');
    const rules = sets.find(({ resource }) => resource.Properties.UseAs === 'RLS_RULES');
    expect(rules).toBeDefined();
    const facts = sets.filter(({ id }) => id !== rules?.id);
    expect(facts.length).toBeGreaterThan(0);
    for (const { resource } of facts) {
      for (const table of Object.values(resource.Properties.SemanticModelConfiguration.TableMap)) {
        const { RowLevelPermissionDataSet } = (table as { RowLevelPermissionConfiguration: Record<string, object> })
          .RowLevelPermissionConfiguration;
        expect(RowLevelPermissionDataSet).toMatchObject({
          Arn: { 'Fn::GetAtt': [rules?.id, 'Arn'] },
          PermissionPolicy: 'GRANT_ACCESS',
          Status: 'ENABLED',
        });
      }
    }
  });

  it('name only columns that their data sets have', () => {
    const [dashboard] = made.ofType('AWS::QuickSight::Dashboard');
    const text = JSON.stringify(dashboard?.resource.Properties.Definition);
    const named = [...text.matchAll(/"ColumnName":"([a-z_]+)","DataSetIdentifier":"([a-z_]+)"/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, column, dataset] of named) {
      const set = made
        .ofType('AWS::QuickSight::DataSet')
        .find(({ resource }) => resource.Properties.DataSetId === `smart-hospital-${dataset}`);
      const columns = set?.resource.Properties.PhysicalTableMap[dataset ?? ''].RelationalTable.InputColumns;
      expect(columns.map(({ Name }: { Name: string }) => Name)).toContain(column);
    }
  });
});
