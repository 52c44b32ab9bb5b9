import { Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { registry } from '../../functions/registry.ts';
import { routesOf } from '../../shared/runtime/house.ts';
import { acknowledge } from '../acknowledge.ts';
import { app, bucketName, originSecretName, type Place } from '../names.ts';

interface FrontStackProps extends StackProps {
  readonly apiId: string;
  /** Where the doors and the pages are. */
  readonly home: Place;
}

/** `/v1/*`, `/fhir/*`, ...: the first segment of every route. All else is a page. */
export const apiPaths = (): string[] => [
  ...new Set(routesOf(registry).map(({ door }) => `/${door.route.split('/')[1] ?? ''}/*`)),
];

/** What the world sees: CloudFront with its firewall, in the one region that CloudFront takes firewalls from. */
export class FrontStack extends Stack {
  constructor(scope: Construct, id: string, props: FrontStackProps) {
    super(scope, id, props);
    const logKey = new Key(this, 'LogKey', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
    this.renameLogicalId(this.getLogicalId(logKey.node.defaultChild as CfnKey), 'LogKey');
    logKey.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Logs',
        principals: [new ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${this.region}:${this.account}:*` },
        },
      }),
    );
    const firewall = this.firewall(logKey);
    const { home } = props;

    const pages = S3BucketOrigin.withOriginAccessControl(
      Bucket.fromBucketAttributes(this, 'WebBucket', { bucketName: bucketName('web', home), region: home.region }),
    );
    const headers = new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: app,
      securityHeadersBehavior: {
        strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
      },
    });
    const doors = new HttpOrigin(`${props.apiId}.execute-api.${home.region}.amazonaws.com`, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      customHeaders: {
        'x-origin-secret': `{{resolve:secretsmanager:${originSecretName}:SecretString:::}}`,
      },
      readTimeout: Duration.seconds(30),
    });
    // Banks may be let in by their address, which API Gateway does not see. Whatever the viewer wrote there is replaced.
    const viewerAddress = new EdgeFunction(this, 'ViewerAddress', {
      functionName: `${app}-viewer-address`,
      comment: 'Tells the doors the address of the viewer',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(
        [
          'function handler(event) {',
          "  event.request.headers['x-viewer-address'] = { value: event.viewer.ip };",
          '  return event.request;',
          '}',
        ].join('\n'),
      ),
    });
    const door: BehaviorOptions = {
      origin: doors,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: headers,
      functionAssociations: [{ function: viewerAddress, eventType: FunctionEventType.VIEWER_REQUEST }],
    };
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'The smart hospitals of the province',
      webAclId: firewall.attrArn,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: pages,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers,
      },
      additionalBehaviors: Object.fromEntries(apiPaths().map((path) => [path, door])),
    });
    this.log(distribution, logKey);
    acknowledge(distribution, 'AwsSolutions-CFR1');
    acknowledge(distribution, 'AwsSolutions-CFR3');
    acknowledge(distribution, 'AwsSolutions-CFR4');
    acknowledge(distribution, '@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac');
  }

  private firewall(logKey: Key): CfnWebACL {
    const managed = (name: string, priority: number, countOnly: string[] = []): CfnWebACL.RuleProperty => ({
      name,
      priority,
      overrideAction: { none: {} },
      statement: {
        managedRuleGroupStatement: {
          vendorName: 'AWS',
          name,
          ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
        },
      },
      visibilityConfig: { sampledRequestsEnabled: false, cloudWatchMetricsEnabled: true, metricName: name },
    });
    const under = (path: string): CfnWebACL.StatementProperty => ({
      byteMatchStatement: {
        fieldToMatch: { uriPath: {} },
        positionalConstraint: 'STARTS_WITH',
        searchString: path,
        textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
      },
    });
    const byAddress = { aggregateKeyType: 'IP' };
    const byToken = {
      aggregateKeyType: 'CUSTOM_KEYS',
      customKeys: [{ header: { name: 'authorization', textTransformations: [{ priority: 0, type: 'NONE' }] } }],
    };
    /** At most so many requests in five minutes; what the functions count each for itself is counted here in sum. */
    const rateOf = (
      name: string,
      priority: number,
      limit: number,
      key: Pick<CfnWebACL.RateBasedStatementProperty, 'aggregateKeyType' | 'customKeys'>,
      scopeDownStatement: CfnWebACL.StatementProperty,
    ): CfnWebACL.RuleProperty => ({
      name,
      priority,
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: { rateBasedStatement: { limit, evaluationWindowSec: 300, ...key, scopeDownStatement } },
      visibilityConfig: { sampledRequestsEnabled: false, cloudWatchMetricsEnabled: true, metricName: name },
    });
    const firewall = new CfnWebACL(this, 'Firewall', {
      name: app,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: { sampledRequestsEnabled: false, cloudWatchMetricsEnabled: true, metricName: app },
      rules: [
        {
          name: 'RateLimit',
          priority: 0,
          action: { block: {} },
          // A whole hospital comes from one address: its kiosks, boards and desks together.
          statement: { rateBasedStatement: { limit: 20_000, aggregateKeyType: 'IP', evaluationWindowSec: 300 } },
          visibilityConfig: { sampledRequestsEnabled: false, cloudWatchMetricsEnabled: true, metricName: 'RateLimit' },
        },
        // One bank calls from few addresses, and repeats what was not answered.
        rateOf('CallbacksByAddress', 1, 6_000, byAddress, under('/callbacks/')),
        // Links and machines' proofs need no sign-in: whoever tries them has only an address.
        rateOf('PagesByAddress', 2, 1_000, byAddress, under('/bills/')),
        rateOf('DevicesByAddress', 3, 1_000, byAddress, under('/v1/device-')),
        // A token is one person or machine, whatever the addresses it is shown from.
        rateOf('DoorsByToken', 4, 6_000, byToken, under('/')),
        managed('AWSManagedRulesAmazonIpReputationList', 5),
        managed('AWSManagedRulesKnownBadInputsRuleSet', 6),
        // Records and images are larger than 8 KB; each dialect has a limit of its own.
        managed('AWSManagedRulesCommonRuleSet', 7, ['SizeRestrictions_BODY']),
      ],
    });
    const log = new LogGroup(this, 'FirewallLog', {
      // WAF writes only to names that begin so.
      logGroupName: `aws-waf-logs-${app}`,
      encryptionKey: logKey,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnLoggingConfiguration(this, 'FirewallLogging', {
      resourceArn: firewall.attrArn,
      logDestinationConfigs: [`arn:aws:logs:${this.region}:${this.account}:log-group:aws-waf-logs-${app}`],
      redactedFields: [{ singleHeader: { Name: 'authorization' } }, { queryString: {} }],
    }).node.addDependency(log);
    return firewall;
  }

  /** Access logs in their second form: chosen fields, none of which holds a query or a cookie. */
  private log(distribution: Distribution, logKey: Key): void {
    const group = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/cloudfront/${app}`,
      encryptionKey: logKey,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const source = new CfnDeliverySource(this, 'AccessLogSource', {
      name: `${app}-front`,
      logType: 'ACCESS_LOGS',
      resourceArn: Fn.join('', [`arn:aws:cloudfront::${this.account}:distribution/`, distribution.distributionId]),
    });
    const destination = new CfnDeliveryDestination(this, 'AccessLogDestination', {
      name: `${app}-front`,
      outputFormat: 'json',
      destinationResourceArn: group.logGroupArn,
    });
    const delivery = new CfnDelivery(this, 'AccessLogDelivery', {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: [
        'date',
        'time',
        'x-edge-location',
        'sc-bytes',
        'cs-method',
        'sc-status',
        'x-edge-result-type',
        'time-taken',
      ],
    });
    delivery.addResourceDependency(source);
  }
}
