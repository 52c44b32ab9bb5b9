import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { IUserPool, IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { tableVariable } from '../../shared/aws/source.ts';
import { eventType } from '../../shared/kernel/events.ts';
import type { Served } from '../../shared/runtime/lambda.ts';
import { acknowledge } from '../acknowledge.ts';
import { PlainFunction, TenantRole } from '../constructs/door-function.ts';
import { alarmOn, ReactionQueue } from '../constructs/reaction-queue.ts';
import type { HandlerOfContext } from '../handlers.ts';
import {
  app,
  bucketName,
  deadQueueName,
  directoryTable,
  fingerprintKeyName,
  functionName,
  originSecretName,
  tableName,
  tenantRoleName,
} from '../names.ts';
import { functionRights, type Ground, glueDatabase, tenantRights } from '../rights.ts';
import type { DataStack } from './data.ts';
import type { Routed } from './routes.ts';

interface Pools {
  readonly staff: IUserPool;
  readonly devices: IUserPool;
  readonly deviceClient: IUserPoolClient;
}

interface ContextStackProps extends StackProps {
  readonly context: string;
  readonly handlers: readonly HandlerOfContext[];
  /** `<context>.<reaction>` of the whole province, for the function that shows dead letters. */
  readonly reactions: readonly string[];
  readonly data: DataStack;
  readonly bus: IEventBus;
  readonly alarms: ITopic;
  /** The pools whose access tokens the doors believe, and in which accounts and sessions are made. */
  readonly pools: Pools;
}

/** API Gateway gives up after 30 seconds; a person long before. */
const routeTimeout = Duration.seconds(20);
const lakeTimeout = Duration.seconds(29);
const reactionTimeout = Duration.seconds(30);
const scheduleTimeout = Duration.minutes(5);

const timeoutOf = ({ kind, needs }: Served): Duration => {
  if (kind === 'reaction') return reactionTimeout;
  if (kind === 'schedule') return scheduleTimeout;
  return needs.includes('lake') ? lakeTimeout : routeTimeout;
};

/** One context's doors: functions, queues, schedules and rights, all derived from the registry. */
export class ContextStack extends Stack {
  /** Which routes lead to which function. */
  readonly routed: Routed[] = [];

  constructor(scope: Construct, id: string, props: ContextStackProps) {
    super(scope, id, props);
    const ground: Ground = {
      account: this.account,
      region: this.region,
      storeKeyArn: props.data.storeKey.keyArn,
      staffPoolArn: props.pools.staff.userPoolArn,
      devicePoolArn: props.pools.devices.userPoolArn,
    };
    for (const handler of props.handlers) this.hang(handler, props, ground);
  }

  private hang({ name, served }: HandlerOfContext, props: ContextStackProps, ground: Ground): void {
    const { context } = props;
    const roleName = tenantRoleName(context, name);
    const tenantRoleArn = `arn:aws:iam::${ground.account}:role/${roleName}`;
    const timeout = timeoutOf(served);
    const queueArn = (queue: string): string => `arn:aws:sqs:${ground.region}:${ground.account}:${queue}`;
    const made = new PlainFunction(this, upper(name), {
      context,
      handler: name,
      description: served.doors
        .map(({ door }) => door.summary)
        .join('; ')
        .slice(0, 250),
      timeout,
      environment: environmentOf(served, tenantRoleArn, props, ground),
      rights: functionRights(served, tenantRoleArn, ground),
      storeKey: props.data.storeKey,
      alarms: props.alarms,
      ...(served.kind === 'reaction' ? { consumes: queueArn(functionName(context, name)) } : {}),
    });
    new TenantRole(this, `${upper(name)}Tenant`, {
      name: roleName,
      functionRoleArn: made.role.roleArn,
      rights: tenantRights(served, ground),
    });
    this.connect(name, served, made, timeout, props);
  }

  /** What calls the function: a queue or the clock; routes are a stack of their own. */
  private connect(
    name: string,
    served: Served,
    made: PlainFunction,
    timeout: Duration,
    props: ContextStackProps,
  ): void {
    const routes: { door: string; route: string }[] = [];
    for (const { name: doorName, door } of served.doors) {
      switch (door.kind) {
        case 'route':
          routes.push({ door: doorName, route: door.route });
          break;
        case 'reaction':
          new ReactionQueue(this, `${upper(doorName)}Reaction`, {
            context: props.context,
            reaction: doorName,
            eventType: eventType(door.on),
            source: door.on.name.split('.')[0],
            bus: props.bus,
            consumer: made.lambda,
            consumerTimeout: timeout,
            alarms: props.alarms,
          });
          break;
        case 'schedule':
          this.clock(doorName, door.everyMinutes, made, props);
      }
    }
    if (routes.length > 0) this.routed.push({ handler: name, lambda: made.lambda, routes });
  }

  private clock(doorName: string, everyMinutes: number, made: PlainFunction, props: ContextStackProps): void {
    const dead = new Queue(this, `${upper(doorName)}Dead`, {
      queueName: deadQueueName(props.context, doorName),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    alarmOn(this, `${upper(doorName)}DeadRuns`, dead, props.alarms);
    acknowledge(dead, 'AwsSolutions-SQS3');
    const role = new Role(this, `${upper(doorName)}Clock`, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    new ManagedPolicy(this, `${upper(doorName)}ClockRights`, {
      statements: [
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [made.lambda.functionArn] }),
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [dead.queueArn] }),
      ],
    }).attachToRole(role);
    new CfnSchedule(this, `${upper(doorName)}Schedule`, {
      name: functionName(props.context, doorName),
      scheduleExpression: everyMinutes === 1 ? 'rate(1 minute)' : `rate(${everyMinutes} minutes)`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: made.lambda.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ id: '<aws.scheduler.execution-id>' }),
        deadLetterConfig: { arn: dead.queueArn },
        // A run that is missed is made up by the next one.
        retryPolicy: {
          maximumRetryAttempts: 2,
          maximumEventAgeInSeconds: Math.max(60, Math.min(everyMinutes * 60, 3600)),
        },
      },
    });
  }
}

const upper = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Where a pool's tokens say they come from, and where its keys are published. */
function issuerVariables(prefix: string, { userPoolId }: IUserPool, { region }: Ground): Record<string, string> {
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
  return { [`${prefix}TOKEN_ISSUER`]: issuer, [`${prefix}TOKEN_JWKS_URL`]: `${issuer}/.well-known/jwks.json` };
}

/** What `shared/aws/source.ts` and the runtime read; nothing a function does not need. */
function environmentOf(
  served: Served,
  tenantRoleArn: string,
  props: ContextStackProps,
  ground: Ground,
): Record<string, string> {
  const tables = new Set([served.context, ...served.answers.map(({ context }) => context)]);
  const variables: Record<string, string> = {
    APP: app,
    POWERTOOLS_SERVICE_NAME: served.context,
    TENANT_ROLE_ARN: tenantRoleArn,
    DIRECTORY_TABLE: directoryTable,
    ...Object.fromEntries([...tables].map((context) => [tableVariable(context), tableName(context)])),
  };
  if (served.doors.some(({ door }) => door.kind === 'route')) {
    Object.assign(variables, {
      ...issuerVariables('', props.pools.staff, ground),
      ...issuerVariables('DEVICE_', props.pools.devices, ground),
      ORIGIN_SECRETS: `{{resolve:secretsmanager:${originSecretName}:SecretString:::}}`,
    });
  }
  if (served.kind === 'writes') {
    variables['FINGERPRINT_KEY'] = `{{resolve:secretsmanager:${fingerprintKeyName}:SecretString:::}}`;
  }
  if (served.needs.includes('files')) {
    Object.assign(variables, {
      RECORDS_BUCKET: bucketName('records', ground),
      IMAGES_BUCKET: bucketName('images', ground),
    });
  }
  if ((['files', 'shared', 'grants'] as const).some((need) => served.needs.includes(need))) {
    variables['EXPORTS_BUCKET'] = bucketName('exports', ground);
  }
  if (served.needs.includes('lake')) {
    Object.assign(variables, { LAKE_STREAM_PREFIX: `${app}-`, LAKE_DATABASE: glueDatabase, LAKE_WORKGROUP: app });
  }
  if (served.needs.includes('accounts')) variables['STAFF_POOL'] = props.pools.staff.userPoolId;
  if (served.needs.includes('sessions')) {
    Object.assign(variables, {
      DEVICE_POOL: props.pools.devices.userPoolId,
      DEVICE_CLIENT: props.pools.deviceClient.userPoolClientId,
    });
  }
  if (served.needs.includes('letters')) {
    Object.assign(variables, {
      QUEUE_BASE: `https://sqs.${ground.region}.amazonaws.com/${ground.account}/${app}-`,
      REACTIONS: props.reactions.join(','),
    });
  }
  return variables;
}
