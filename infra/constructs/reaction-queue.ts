import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { CfnEventSourceMapping, type Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadQueueName, queueName } from '../names.ts';

/** As the embedded relay: after so many tries a letter is dead until an operator redrives it. */
const maxReceives = 6;

interface ReactionQueueProps {
  readonly context: string;
  readonly reaction: string;
  /** The exact detail-type, `billing.bill-paid.v1`; another version is another event. */
  readonly eventType: string;
  /** The publishing context: an event of that name from anywhere else is not this event. */
  readonly source: string;
  readonly bus: IEventBus;
  readonly consumer: Lambda;
  readonly consumerTimeout: Duration;
  readonly alarms: ITopic;
}

/** One reaction's own queue: a neighbour that fails keeps nobody waiting but itself. */
export class ReactionQueue extends Construct {
  readonly queue: Queue;
  readonly dead: Queue;

  constructor(scope: Construct, id: string, props: ReactionQueueProps) {
    super(scope, id);
    this.dead = new Queue(this, 'Dead', {
      queueName: deadQueueName(props.context, props.reaction),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      queueName: queueName(props.context, props.reaction),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // Six times the function's limit, as Lambda's guide asks, or a throttled batch comes twice.
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: maxReceives },
    });
    new Rule(this, 'Rule', {
      ruleName: queueName(props.context, props.reaction),
      eventBus: props.bus,
      eventPattern: { source: [props.source], detailType: [props.eventType] },
      targets: [
        new SqsQueue(this.queue, { deadLetterQueue: this.dead, maxEventAge: Duration.hours(24), retryAttempts: 185 }),
      ],
    });
    new CfnEventSourceMapping(this, 'Mapping', {
      eventSourceArn: this.queue.queueArn,
      functionName: props.consumer.functionArn,
      batchSize: 10,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: 50 },
    });
    alarmOn(this, 'DeadLetters', this.dead, props.alarms);
    const age = new Alarm(this, 'Waiting', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
      threshold: Duration.minutes(15).toSeconds(),
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    age.addAlarmAction(new SnsAction(props.alarms));
  }
}

/** A dead letter is an effect that did not happen: somebody must look at the first one. */
export function alarmOn(scope: Construct, id: string, dead: Queue, alarms: ITopic): void {
  const alarm = new Alarm(scope, id, {
    metric: dead.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(alarms));
}
