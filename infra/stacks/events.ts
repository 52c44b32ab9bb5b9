import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Archive, EventBus, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { outboxFilter } from '../../shared/aws/schema.ts';
import { hospitalListed } from '../../shared/contracts/analytics.ts';
import {
  balanceImportContinued,
  billPaid,
  channelsTested,
  inquiryDue,
  invoiceIssued,
  noticeFound,
  paymentQuestioned,
  priceImportContinued,
  pricesLoaded,
  statementImportContinued,
  statementLineMissed,
} from '../../shared/contracts/billing.ts';
import {
  departureAdvanced,
  departureBegun,
  departureSealed,
  hospitalDeparted,
} from '../../shared/contracts/departure.ts';
import { claimsOpened } from '../../shared/contracts/devices.ts';
import { encounterClosed, encounterOpened } from '../../shared/contracts/encounters.ts';
import { patientImportContinued, personBySource } from '../../shared/contracts/identity.ts';
import { optionsSet } from '../../shared/contracts/imaging.ts';
import { coverageOf } from '../../shared/contracts/insurance.ts';
import {
  appointmentImportContinued,
  calledTicket,
  clinicsOpened,
  ticketCalled,
  ticketIssued,
} from '../../shared/contracts/queue.ts';
import {
  documentGranted,
  orderPlaced,
  prescriptionIssued,
  recordClosed,
  recordLocked,
  retentionSet,
  storageProved,
} from '../../shared/contracts/records.ts';
import { accessSet, accountsOpened, staffImportContinued } from '../../shared/contracts/staff.ts';
import { hospitalResumed, hospitalSuspended } from '../../shared/contracts/standing.ts';
import { supportAccessRequested } from '../../shared/contracts/support.ts';
import { hospitalRequested, keysMade } from '../../shared/contracts/tenants.ts';
import type { Question, RouteName } from '../../shared/kernel/doors.ts';
import { type EventContract, eventType } from '../../shared/kernel/events.ts';
import { acknowledge } from '../acknowledge.ts';
import { PlainFunction } from '../constructs/door-function.ts';
import { alarmOn } from '../constructs/reaction-queue.ts';
import { alarmTopicName, app, busName } from '../names.ts';
import type { DataStack } from './data.ts';

/** One step on the way of a visit: who hands over to whom, and by what. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  /** A route through which people and banks come in, an event, or a question asked while a person waits. */
  readonly by: RouteName | EventContract | Question;
}

/**
 * The way of a visit through the province, step by step: kiosk -> queue -> encounters -> records and billing -> bank ->
 * billing -> analytics. Rules and queues are derived from the doors; this list says which of them there must be, and a
 * test follows each from the emitting door to the function that reacts.
 */
export const flows: readonly Flow[] = [
  { from: 'operator', to: 'tenants', by: 'POST /v1/hospitals' },
  { from: 'tenants', to: 'queue', by: hospitalRequested },
  { from: 'tenants', to: 'billing', by: hospitalRequested },
  { from: 'tenants', to: 'records', by: hospitalRequested },
  { from: 'tenants', to: 'staff', by: hospitalRequested },
  { from: 'tenants', to: 'devices', by: hospitalRequested },
  { from: 'tenants', to: 'imaging', by: hospitalRequested },
  { from: 'tenants', to: 'analytics', by: hospitalRequested },
  // Each hospital's keys are made by the Keys stack on the same event; this reaction waits until they work.
  { from: 'tenants', to: 'tenants', by: hospitalRequested },
  { from: 'tenants', to: 'tenants', by: keysMade },
  { from: 'queue', to: 'tenants', by: clinicsOpened },
  { from: 'records', to: 'tenants', by: storageProved },
  { from: 'billing', to: 'tenants', by: channelsTested },
  { from: 'staff', to: 'tenants', by: accountsOpened },
  { from: 'devices', to: 'tenants', by: claimsOpened },
  { from: 'analytics', to: 'tenants', by: hospitalListed },
  { from: 'imaging', to: 'tenants', by: optionsSet },
  { from: 'billing', to: 'tenants', by: pricesLoaded },
  { from: 'records', to: 'tenants', by: retentionSet },
  { from: 'records', to: 'imaging', by: retentionSet },

  { from: 'admin', to: 'identity', by: 'POST /v1/patient-imports' },
  { from: 'identity', to: 'identity', by: patientImportContinued },
  { from: 'admin', to: 'billing', by: 'POST /v1/balance-imports' },
  { from: 'identity', to: 'billing', by: personBySource },
  { from: 'billing', to: 'billing', by: balanceImportContinued },
  { from: 'admin', to: 'queue', by: 'POST /v1/appointment-imports' },
  { from: 'identity', to: 'queue', by: personBySource },
  { from: 'queue', to: 'queue', by: appointmentImportContinued },
  { from: 'admin', to: 'staff', by: 'POST /v1/staff-imports' },
  { from: 'staff', to: 'staff', by: staffImportContinued },

  { from: 'operator', to: 'tenants', by: 'POST /v1/hospitals/{hospital}/suspension' },
  { from: 'tenants', to: 'tenants', by: hospitalSuspended },
  { from: 'tenants', to: 'tenants', by: hospitalResumed },
  { from: 'operator', to: 'tenants', by: 'POST /v1/support-accesses' },
  { from: 'tenants', to: 'tenants', by: supportAccessRequested },

  { from: 'operator', to: 'tenants', by: 'POST /v1/hospitals/{hospital}/departure' },
  { from: 'tenants', to: 'tenants', by: departureBegun },
  { from: 'tenants', to: 'tenants', by: departureSealed },
  // Each context walks its own days, from step to step.
  { from: 'tenants', to: 'tenants', by: departureAdvanced.tenants },
  { from: 'identity', to: 'identity', by: departureAdvanced.identity },
  { from: 'insurance', to: 'insurance', by: departureAdvanced.insurance },
  { from: 'queue', to: 'queue', by: departureAdvanced.queue },
  { from: 'encounters', to: 'encounters', by: departureAdvanced.encounters },
  { from: 'records', to: 'records', by: departureAdvanced.records },
  { from: 'billing', to: 'billing', by: departureAdvanced.billing },
  { from: 'imaging', to: 'imaging', by: departureAdvanced.imaging },
  { from: 'devices', to: 'devices', by: departureAdvanced.devices },
  { from: 'staff', to: 'staff', by: departureAdvanced.staff },
  { from: 'admin', to: 'tenants', by: 'POST /v1/departure-receipts' },
  { from: 'operator', to: 'tenants', by: 'POST /v1/hospitals/{hospital}/departure/confirmation' },
  { from: 'tenants', to: 'tenants', by: hospitalDeparted },

  { from: 'admin', to: 'staff', by: 'POST /v1/staff' },
  { from: 'staff', to: 'staff', by: accessSet },

  { from: 'kiosk', to: 'identity', by: 'POST /v1/card-readings' },
  { from: 'kiosk', to: 'identity', by: 'POST /v1/chip-readings' },
  { from: 'kiosk', to: 'insurance', by: 'POST /v1/coverages' },
  { from: 'kiosk', to: 'queue', by: 'POST /v1/clinics/{clinic}/tickets' },
  { from: 'queue', to: 'analytics', by: ticketIssued },
  { from: 'queue', to: 'analytics', by: ticketCalled },
  { from: 'queue', to: 'encounters', by: calledTicket },
  { from: 'encounters', to: 'queue', by: encounterOpened },
  { from: 'encounters', to: 'records', by: encounterOpened },
  { from: 'encounters', to: 'billing', by: encounterOpened },
  { from: 'records', to: 'billing', by: orderPlaced },
  { from: 'records', to: 'billing', by: prescriptionIssued },
  { from: 'insurance', to: 'billing', by: coverageOf },

  { from: 'cashier', to: 'billing', by: 'POST /v1/encounters/{encounter}/bills' },
  { from: 'bank', to: 'billing', by: 'POST /callbacks/sepay/{channel}' },
  { from: 'bank', to: 'billing', by: 'POST /callbacks/vietqr-vn/{channel}/bank/api/transaction-sync' },
  { from: 'bank', to: 'billing', by: 'POST /callbacks/casso/{channel}' },
  { from: 'bank', to: 'billing', by: 'POST /callbacks/payos/{channel}' },
  { from: 'bank', to: 'billing', by: 'GET /callbacks/vnpay/{channel}' },
  { from: 'bank', to: 'billing', by: 'POST /callbacks/momo/{channel}' },
  { from: 'bank', to: 'billing', by: 'POST /callbacks/zalopay/{channel}' },
  { from: 'bank', to: 'billing', by: 'POST /callbacks/signed-bank/{channel}' },
  { from: 'admin', to: 'billing', by: 'POST /v1/bank-statements' },
  { from: 'admin', to: 'billing', by: 'POST /v1/price-lists' },
  { from: 'billing', to: 'billing', by: priceImportContinued },
  { from: 'billing', to: 'billing', by: statementImportContinued },
  { from: 'billing', to: 'billing', by: statementLineMissed },
  { from: 'billing', to: 'billing', by: inquiryDue },
  { from: 'billing', to: 'billing', by: noticeFound },
  { from: 'billing', to: 'analytics', by: billPaid },
  { from: 'billing', to: 'billing', by: invoiceIssued },

  { from: 'encounters', to: 'queue', by: encounterClosed },
  { from: 'encounters', to: 'records', by: encounterClosed },
  { from: 'encounters', to: 'analytics', by: encounterClosed },
  { from: 'records', to: 'records', by: recordClosed },
  { from: 'records', to: 'records', by: documentGranted },
  { from: 'records', to: 'analytics', by: recordLocked },
];

interface EventsStackProps extends StackProps {
  readonly data: DataStack;
}

const relayTimeout = Duration.seconds(60);

/**
 * How facts travel: a commit's outbox items come out of each table's stream, the relay puts them on the bus, and each
 * reaction's rule takes what it reacts to into its own queue. Nobody else may publish.
 */
export class EventsStack extends Stack {
  readonly bus: EventBus;
  readonly alarms: Topic;

  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, props);
    const { data } = props;

    this.alarms = new Topic(this, 'Alarms', {
      topicName: alarmTopicName,
      masterKey: data.storeKey,
      enforceSSL: true,
    });

    this.bus = new EventBus(this, 'Bus', { eventBusName: busName });
    // Events carry ids and codes only, so that a mistake of a reaction can be mended by replaying them.
    new Archive(this, 'Archive', {
      archiveName: app,
      sourceEventBus: this.bus,
      eventPattern: { source: Object.keys(data.tables) },
      retention: Duration.days(400),
    });

    const dead = this.deadQueue('Relay', `${app}-relay-dead`);
    this.ringOnMoneyQuestions(data);

    const streams = Object.entries(data.tables).map(([context, { tableStreamArn }]) => {
      if (tableStreamArn === undefined) throw new Error(`the table of ${context} has no stream`);
      return { context, arn: tableStreamArn };
    });
    const relay = new PlainFunction(this, 'Relay', {
      context: 'platform',
      handler: 'relay',
      description: 'Carries new outbox items from the tables to the bus',
      timeout: relayTimeout,
      environment: { BUS_NAME: busName, POWERTOOLS_SERVICE_NAME: 'relay' },
      storeKey: data.storeKey,
      alarms: this.alarms,
      rights: [
        new PolicyStatement({
          sid: 'ReadStreams',
          actions: [
            'dynamodb:DescribeStream',
            'dynamodb:GetRecords',
            'dynamodb:GetShardIterator',
            'dynamodb:ListStreams',
          ],
          resources: streams.map(({ arn }) => arn),
        }),
        new PolicyStatement({
          sid: 'DecryptStreams',
          actions: ['kms:Decrypt'],
          resources: [data.storeKey.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${this.region}.amazonaws.com` } },
        }),
        new PolicyStatement({ sid: 'Publish', actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }),
        new PolicyStatement({ sid: 'SetAside', actions: ['sqs:SendMessage'], resources: [dead.queueArn] }),
      ],
    });
    for (const { context, arn } of streams) {
      new CfnEventSourceMapping(this, `${context.charAt(0).toUpperCase()}${context.slice(1)}Stream`, {
        functionName: relay.lambda.functionArn,
        eventSourceArn: arn,
        startingPosition: 'TRIM_HORIZON',
        batchSize: 100,
        // Several batches of a shard at once; the order within a partition key stays.
        parallelizationFactor: 4,
        bisectBatchOnFunctionError: true,
        functionResponseTypes: ['ReportBatchItemFailures'],
        // A bus that is down for hours must not lose events; an item that is no event must not block for a day.
        maximumRetryAttempts: 500,
        filterCriteria: { filters: [{ pattern: JSON.stringify(outboxFilter) }] },
        destinationConfig: { onFailure: { destination: dead.queueArn } },
      });
    }
  }

  private deadQueue(name: string, queueName: string): Queue {
    const dead = new Queue(this, `${name}Dead`, {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(dead, 'AwsSolutions-SQS3');
    alarmOn(this, `${name}DeadLetters`, dead, this.alarms);
    return dead;
  }

  /** Money that no code can place has no reaction: it goes straight to the people whom every alarm reaches. */
  private ringOnMoneyQuestions({ storeKey }: DataStack): void {
    const role = new Role(this, 'MoneyQuestionsRole', {
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    new ManagedPolicy(this, 'MoneyQuestionsRights', {
      statements: [
        new PolicyStatement({ sid: 'Tell', actions: ['sns:Publish'], resources: [this.alarms.topicArn] }),
        new PolicyStatement({
          sid: 'UseTopicKey',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [storeKey.keyArn],
          conditions: { StringEquals: { 'kms:ViaService': `sns.${this.region}.amazonaws.com` } },
        }),
      ],
    }).attachToRole(role);
    const field = (path: string): string => EventField.fromPath(`$.detail.${path}`);
    const telling = [
      `${field('tenant')}: a payment was questioned (${field('data.reason')})`,
      `${field('data.provider')} ${field('data.reference')}`,
      'a person must look',
    ];
    new Rule(this, 'MoneyQuestions', {
      ruleName: `${app}-money-questions`,
      eventBus: this.bus,
      eventPattern: { source: ['billing'], detailType: [eventType(paymentQuestioned)] },
      targets: [
        new SnsTopic(this.alarms, {
          role: role.withoutPolicyUpdates(),
          deadLetterQueue: this.deadQueue('MoneyQuestions', `${app}-money-questions-dead`),
          message: RuleTargetInput.fromText(telling.join('; ')),
        }),
      ],
    });
  }
}
