import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ArnPrincipal, Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as Lambda, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeFences } from '../acknowledge.ts';
import { functionName } from '../names.ts';

interface PlainFunctionProps {
  readonly context: string;
  /** Also the function's and the bundle's name. */
  readonly handler: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly rights: readonly PolicyStatement[];
  readonly storeKey: IKey;
  readonly alarms: ITopic;
  /** ARN of the queue that feeds the function. */
  readonly consumes?: string;
}

const project = join(import.meta.dirname, '..', '..');

/** The bundle that the build left, or, where nothing was built, a stand-in so that templates can still be judged. */
function bundle(context: string, handler: string): Code {
  const folder = join(project, 'dist', 'functions', context, handler);
  return existsSync(join(folder, 'index.mjs'))
    ? Code.fromAsset(folder)
    : Code.fromInline(`exports.handler = () => { throw new Error('npm run build has not been run'); };`);
}

/** A Lambda function with a role of its own, an encrypted log and an alarm on errors. Nothing is granted by default. */
export class PlainFunction extends Construct {
  readonly lambda: Lambda;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: PlainFunctionProps) {
    super(scope, id);
    const name = functionName(props.context, props.handler);
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${name}`,
      retention: RetentionDays.THREE_MONTHS,
      encryptionKey: props.storeKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const policy = new ManagedPolicy(this, 'Rights', {
      statements: [
        ...props.rights,
        new PolicyStatement({
          sid: 'Log',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [`${log.logGroupArn}`],
        }),
        // The environment is encrypted; only this function's own may be read.
        new PolicyStatement({
          sid: 'ReadEnvironment',
          actions: ['kms:Decrypt'],
          resources: [props.storeKey.keyArn],
          conditions: {
            StringEquals: {
              'kms:EncryptionContext:aws:lambda:FunctionArn': Stack.of(this).formatArn({
                service: 'lambda',
                resource: 'function',
                resourceName: name,
                arnFormat: ArnFormat.COLON_RESOURCE_NAME,
              }),
            },
          },
        }),
        ...(props.consumes === undefined
          ? []
          : [
              new PolicyStatement({
                sid: 'Consume',
                actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
                resources: [props.consumes],
              }),
            ]),
        // X-Ray knows no resources.
        new PolicyStatement({
          sid: 'Trace',
          actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
          resources: ['*'],
        }),
      ],
    });
    policy.attachToRole(this.role);
    acknowledge(policy, 'AwsSolutions-IAM5', 'Resource::*');
    // Rights are written out here: CDK must add none of its own.
    this.lambda = new Lambda(this, 'Lambda', {
      functionName: name,
      description: props.description,
      code: bundle(props.context, props.handler),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: props.timeout,
      tracing: Tracing.ACTIVE,
      role: this.role.withoutPolicyUpdates(),
      logGroup: log,
      environmentEncryption: props.storeKey,
      environment: { ...props.environment },
    });
    this.lambda.node.addDependency(policy);
    const errors = new Alarm(this, 'Errors', {
      alarmName: `${name}-errors`,
      metric: this.lambda.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    errors.addAlarmAction(new SnsAction(props.alarms));
  }
}

interface TenantRoleProps {
  readonly name: string;
  readonly functionRoleArn: string;
  readonly rights: readonly PolicyStatement[];
}

/**
 * What a function may do for one hospital. Only that function can take the role, only with exactly one tag `tenant`,
 * and every right in it is fenced by that tag; so not even a bug in a door reaches another hospital's items.
 */
export class TenantRole extends Construct {
  constructor(scope: Construct, id: string, props: TenantRoleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      roleName: props.name,
      description: 'Sessions tagged with one tenant',
      assumedBy: new ArnPrincipal(props.functionRoleArn),
      maxSessionDuration: Duration.hours(1),
    });
    role.assumeRolePolicy?.addStatements(
      new PolicyStatement({
        sid: 'TagWithOneTenant',
        principals: [new ArnPrincipal(props.functionRoleArn)],
        actions: ['sts:TagSession'],
        conditions: tenantTag,
      }),
      new PolicyStatement({
        sid: 'NeverWithoutTenant',
        effect: Effect.DENY,
        principals: [new ArnPrincipal(props.functionRoleArn)],
        actions: ['sts:AssumeRole'],
        conditions: { Null: { 'aws:RequestTag/tenant': 'true' } },
      }),
    );
    const policy = new ManagedPolicy(this, 'Rights', { statements: [...props.rights] });
    policy.attachToRole(role);
    acknowledgeFences(policy, props.rights);
  }
}

const tenantTag = {
  StringLike: { 'aws:RequestTag/tenant': '?*' },
  'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
};
