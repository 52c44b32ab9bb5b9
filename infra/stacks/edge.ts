import { type CfnElement, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnStage, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { PlainFunction } from '../constructs/door-function.ts';
import { app, edgeRegion, fingerprintKeyName, originSecretName } from '../names.ts';
import type { DataStack } from './data.ts';

interface EdgeStackProps extends StackProps {
  readonly data: DataStack;
  readonly alarms: ITopic;
}

/** What both pools ask of a password, whoever chose it. */
const longPassword = {
  minLength: 14,
  requireLowercase: true,
  requireUppercase: true,
  requireDigits: true,
  requireSymbols: true,
};

/** Who may come in, and the address at which the doors hang. The routes themselves come with their contexts. */
export class EdgeStack extends Stack {
  readonly api: HttpApi;
  readonly staff: UserPool;
  readonly devices: UserPool;
  /** Through which machines' sessions are opened, by functions only. */
  readonly deviceClient: UserPoolClient;

  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props);
    const { data } = props;

    const claims = new PlainFunction(this, 'TokenClaims', {
      context: 'platform',
      handler: 'tokenClaims',
      description: 'Sets hospital and roles of an access token from the groups of its bearer',
      timeout: Duration.seconds(5),
      environment: {},
      rights: [],
      storeKey: data.storeKey,
      alarms: props.alarms,
    });

    this.staff = new UserPool(this, 'StaffPool', {
      userPoolName: `${app}-staff`,
      selfSignUpEnabled: false,
      signInAliases: { username: true },
      // Plus: tokens can carry claims of ours, and stolen passwords are noticed.
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.NONE,
      passwordPolicy: { ...longPassword, tempPasswordValidity: Duration.days(3) },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.renameLogicalId(this.getLogicalId(this.staff.node.defaultChild as CfnElement), 'StaffPool');
    this.staff.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, claims.lambda, LambdaVersion.V2_0);
    this.staff.addClient('Desk', {
      authFlows: { userSrp: true },
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // Whoever left is out within this time, whatever they still hold.
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      // A shift, not a month: a desk is shared.
      refreshTokenValidity: Duration.hours(12),
    });
    new CfnUserPoolGroup(this, 'Operators', { userPoolId: this.staff.userPoolId, groupName: 'platform:operator' });
    new CfnUserPoolGroup(this, 'Province', { userPoolId: this.staff.userPoolId, groupName: 'province:province' });

    // Apart from the staff, so that no person's token can speak for a machine and no machine's for a person.
    this.devices = new UserPool(this, 'DevicePool', {
      userPoolName: `${app}-devices`,
      selfSignUpEnabled: false,
      signInAliases: { username: true },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      // A machine proved itself by its certificate at the door; it has no second hand to hold a second factor.
      mfa: Mfa.OFF,
      accountRecovery: AccountRecovery.NONE,
      passwordPolicy: longPassword,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.renameLogicalId(this.getLogicalId(this.devices.node.defaultChild as CfnElement), 'DevicePool');
    acknowledge(this.devices, 'AwsSolutions-COG2');
    this.devices.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, claims.lambda, LambdaVersion.V2_0);
    this.deviceClient = this.devices.addClient('Machine', {
      authFlows: { adminUserPassword: true },
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      // The shortest that there is; nobody is ever given the refresh token.
      refreshTokenValidity: Duration.hours(1),
    });

    // CloudFront shows it to the functions, which refuse requests without it. Its copy lies where CloudFront is set up.
    const secret = new Secret(this, 'OriginSecret', {
      secretName: originSecretName,
      description: 'Proves that a request came through CloudFront and its firewall',
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
      encryptionKey: data.storeKey,
      replicaRegions: [{ region: edgeRegion }],
    });
    acknowledge(secret, 'AwsSolutions-SMG4');
    acknowledge(secret, 'HIPAA.Security-SecretsManagerRotationEnabled');

    const fingerprint = new Secret(this, 'FingerprintKey', {
      secretName: fingerprintKeyName,
      description: 'Keys the hash of a request that is kept beside its Idempotency-Key',
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
      encryptionKey: data.storeKey,
    });
    acknowledge(fingerprint, 'AwsSolutions-SMG4');
    acknowledge(fingerprint, 'HIPAA.Security-SecretsManagerRotationEnabled');

    this.api = new HttpApi(this, 'Api', {
      apiName: app,
      description: 'All doors of the province; every door checks its caller itself',
      createDefaultStage: true,
    });
    const log = new LogGroup(this, 'ApiLog', {
      logGroupName: `/aws/apigateway/${app}`,
      retention: RetentionDays.THREE_MONTHS,
      encryptionKey: data.storeKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = this.api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('the API has no default stage');
    stage.accessLogSettings = {
      destinationArn: log.logGroupArn,
      // The route and not the path: a path holds ids of patients' things.
      format: JSON.stringify({
        at: '$context.requestTime',
        request: '$context.requestId',
        route: '$context.routeKey',
        status: '$context.status',
        ms: '$context.responseLatency',
        bytes: '$context.responseLength',
        error: '$context.integrationErrorMessage',
      }),
    };
    stage.defaultRouteSettings = {
      throttlingBurstLimit: 2000,
      throttlingRateLimit: 1000,
      detailedMetricsEnabled: true,
    };
  }
}
