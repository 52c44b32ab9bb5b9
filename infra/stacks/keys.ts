import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { EventField, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { eventType } from '../../shared/kernel/events.ts';
import { acknowledge } from '../acknowledge.ts';
import { alarmOn } from '../constructs/reaction-queue.ts';
import { app } from '../names.ts';
import { quickSightGroup } from './analytics.ts';
import type { DataStack } from './data.ts';

interface KeysStackProps extends StackProps {
  readonly data: DataStack;
  readonly bus: IEventBus;
  readonly alarms: ITopic;
  readonly staff: IUserPool;
}

/** What `shared/aws/keys.ts` expects under `alias/<app>/<tenant>/<use>`. */
const keyUses = [
  { use: 'seal', spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT' },
  { use: 'digest', spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' },
  { use: 'sign', spec: 'ECC_NIST_P256', usage: 'SIGN_VERIFY' },
] as const;

/** The roles that people of a hospital hold. Machines have a pool of their own, where their groups are made when needed. */
const staffRoles = ['reception', 'doctor', 'cashier', 'admin'] as const;

const patience = { IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2, JitterStrategy: 'FULL' };
/** What a service says when it is asked too fast or is not well: later it may do what it was asked. */
const troubled = (service: 'Kms' | 'CognitoIdentityProvider' | 'QuickSight') => ({
  ErrorEquals: [
    'States.Timeout',
    ...{
      Kms: ['Kms.ThrottlingException', 'Kms.KmsInternalException', 'Kms.DependencyTimeoutException'],
      CognitoIdentityProvider: [
        'CognitoIdentityProvider.TooManyRequestsException',
        'CognitoIdentityProvider.InternalErrorException',
      ],
      QuickSight: ['QuickSight.ThrottlingException', 'QuickSight.InternalFailureException'],
    }[service],
  ],
  ...patience,
});
const passing = { ErrorEquals: ['States.TaskFailed'], ...patience };

/** Makes a key unless its alias is there already: an event may come twice. */
function keySteps(): Record<string, unknown> {
  const alias = "States.Format('alias/{}/{}/{}', $.app, $.hospital, $.use.use)";
  return {
    StartAt: 'IsThere',
    States: {
      IsThere: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:kms:describeKey',
        Parameters: { 'KeyId.$': alias },
        ResultSelector: { 'id.$': '$.KeyMetadata.KeyId' },
        ResultPath: '$.key',
        Retry: [troubled('Kms')],
        Catch: [{ ErrorEquals: ['Kms.NotFoundException'], ResultPath: null, Next: 'CreateKey' }],
        // A run may have ended after the key had its name and before it was set to rotate.
        Next: 'Rotates',
      },
      CreateKey: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:kms:createKey',
        Parameters: {
          'Description.$': "States.Format('{} of {}', $.use.use, $.hospital)",
          'KeySpec.$': '$.use.spec',
          'KeyUsage.$': '$.use.usage',
          Tags: [{ TagKey: 'tenant', 'TagValue.$': '$.hospital' }],
        },
        ResultSelector: { 'id.$': '$.KeyMetadata.KeyId' },
        ResultPath: '$.key',
        Retry: [passing],
        Next: 'NameKey',
      },
      NameKey: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:kms:createAlias',
        Parameters: { 'AliasName.$': alias, 'TargetKeyId.$': '$.key.id' },
        ResultPath: null,
        Retry: [troubled('Kms')],
        // Somebody else named a key in the meantime: theirs counts, ours stays unused.
        Catch: [{ ErrorEquals: ['Kms.AlreadyExistsException'], ResultPath: null, Next: 'IsThere' }],
        Next: 'Rotates',
      },
      Rotates: {
        Type: 'Choice',
        Choices: [{ Variable: '$.use.usage', StringEquals: 'ENCRYPT_DECRYPT', Next: 'Rotate' }],
        Default: 'Done',
      },
      Rotate: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:kms:enableKeyRotation',
        Parameters: { 'KeyId.$': '$.key.id' },
        ResultPath: null,
        Retry: [passing],
        Next: 'Done',
      },
      Done: { Type: 'Pass', End: true },
    },
  };
}

/** One call that may find its work done already. */
const once = (resource: string, parameters: Record<string, unknown>, exists: string) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::aws-sdk:${resource}`,
  Parameters: parameters,
  ResultPath: null,
  TimeoutSeconds: 20,
  Retry: [troubled(resource.startsWith('quicksight') ? 'QuickSight' : 'CognitoIdentityProvider')],
  Catch: [{ ErrorEquals: [exists], ResultPath: null, Next: 'AllDone' }],
  Next: 'AllDone',
});

const onboarding = (userPoolId: string, account: string) => ({
  Comment: 'What AWS must hold for a hospital before its first patient; every step may be repeated',
  StartAt: 'Keys',
  States: {
    Keys: {
      Type: 'Map',
      ItemsPath: '$.uses',
      ItemSelector: { 'app.$': '$.app', 'hospital.$': '$.hospital', 'use.$': '$$.Map.Item.Value' },
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...keySteps() },
      ResultPath: null,
      Next: 'StaffGroups',
    },
    StaffGroups: {
      Type: 'Map',
      ItemsPath: '$.roles',
      ItemSelector: { 'hospital.$': '$.hospital', 'role.$': '$$.Map.Item.Value' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Group',
        States: {
          Group: once(
            'cognitoidentityprovider:createGroup',
            { UserPoolId: userPoolId, 'GroupName.$': "States.Format('{}:{}', $.hospital, $.role)" },
            'CognitoIdentityProvider.GroupExistsException',
          ),
          AllDone: { Type: 'Pass', End: true },
        },
      },
      ResultPath: null,
      Next: 'DashboardGroup',
    },
    DashboardGroup: once(
      'quicksight:createGroup',
      {
        AwsAccountId: account,
        Namespace: 'default',
        'GroupName.$': `States.Format('${quickSightGroup('{}')}', $.hospital)`,
      },
      'QuickSight.ResourceExistsException',
    ),
    AllDone: { Type: 'Succeed' },
  },
});

/**
 * A hospital's own keys and groups, made when it is onboarded and not by a deployment, so that onboarding takes minutes
 * and no template holds a list of hospitals. Keys are found by alias; functions reach those of their session's tenant only.
 */
export class KeysStack extends Stack {
  constructor(scope: Construct, id: string, props: KeysStackProps) {
    super(scope, id, props);
    const { region, account } = this;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const keys = `arn:aws:kms:${region}:${account}:key/*`;
    const aliases = `arn:aws:kms:${region}:${account}:alias/${app}/*`;
    const dashboardGroups = `arn:aws:quicksight:${region}:${account}:group/default/${quickSightGroup('*')}`;
    const rights = new ManagedPolicy(this, 'Rights', {
      statements: [
        // A key that does not exist yet has no name to be fenced by; what can be said is how it must be tagged.
        new PolicyStatement({
          sid: 'MakeKeys',
          actions: ['kms:CreateKey', 'kms:TagResource'],
          resources: ['*'],
          conditions: { StringLike: { 'aws:RequestTag/tenant': '?*' } },
        }),
        new PolicyStatement({
          sid: 'NameKeys',
          actions: ['kms:CreateAlias', 'kms:EnableKeyRotation', 'kms:DescribeKey'],
          resources: [keys],
          conditions: { StringLike: { 'aws:ResourceTag/tenant': '?*' } },
        }),
        new PolicyStatement({ sid: 'NameAliases', actions: ['kms:CreateAlias'], resources: [aliases] }),
        new PolicyStatement({
          sid: 'Groups',
          actions: ['cognito-idp:CreateGroup'],
          resources: [props.staff.userPoolArn],
        }),
        new PolicyStatement({
          sid: 'DashboardGroups',
          actions: ['quicksight:CreateGroup'],
          resources: [dashboardGroups],
        }),
        new PolicyStatement({
          sid: 'Log',
          // Log delivery of Step Functions and X-Ray know no resources.
          actions: [
            'logs:CreateLogDelivery',
            'logs:GetLogDelivery',
            'logs:UpdateLogDelivery',
            'logs:DeleteLogDelivery',
            'logs:ListLogDeliveries',
            'logs:PutResourcePolicy',
            'logs:DescribeResourcePolicies',
            'logs:DescribeLogGroups',
            'xray:PutTraceSegments',
            'xray:PutTelemetryRecords',
            'xray:GetSamplingRules',
            'xray:GetSamplingTargets',
          ],
          resources: ['*'],
        }),
      ],
    });
    rights.attachToRole(role);
    acknowledge(rights, 'AwsSolutions-IAM5', 'Resource::*');
    for (const fenced of [keys, aliases, dashboardGroups]) {
      acknowledge(rights, 'AwsSolutions-IAM5', `Resource::${fenced}`);
    }
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${app}-onboarding`,
      retention: RetentionDays.THREE_MONTHS,
      encryptionKey: props.data.storeKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const machine = new StateMachine(this, 'Onboarding', {
      stateMachineName: `${app}-onboarding`,
      definitionBody: DefinitionBody.fromString(JSON.stringify(onboarding(props.staff.userPoolId, account))),
      role: role.withoutPolicyUpdates(),
      timeout: Duration.minutes(15),
      logs: { destination: log, level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: true,
    });
    machine.node.addDependency(rights);
    const failed = new Alarm(this, 'Failed', {
      metric: machine.metricFailed({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    failed.addAlarmAction(new SnsAction(props.alarms));

    const dead = new Queue(this, 'Dead', {
      queueName: `${app}-onboarding-dead`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(dead, 'AwsSolutions-SQS3');
    alarmOn(this, 'DeadLetters', dead, props.alarms);
    const starter = new Role(this, 'Starter', {
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    new ManagedPolicy(this, 'StarterRights', {
      statements: [new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] })],
    }).attachToRole(starter);
    new Rule(this, 'Requested', {
      ruleName: `${app}-onboarding`,
      eventBus: props.bus,
      eventPattern: { source: ['tenants'], detailType: [eventType(hospitalRequested)] },
      targets: [
        new SfnStateMachine(machine, {
          deadLetterQueue: dead,
          role: starter.withoutPolicyUpdates(),
          input: RuleTargetInput.fromObject({
            app,
            hospital: EventField.fromPath('$.detail.data.hospital'),
            uses: keyUses,
            roles: staffRoles,
          }),
        }),
      ],
    });
  }
}
