import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { indexes, platformSchema, tableSchema } from '../../shared/aws/schema.ts';
import { acknowledge } from '../acknowledge.ts';
import { app, bucketName, directoryTable, tableName } from '../names.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** Circular 33/2025/TT-BYT: 10 years at least for any record; ten years hold two or three leap days. */
const tenYears = Duration.days(3653);
/** A visit is looked at again mostly within a season; after a year a record is rarely opened. */
const season = Duration.days(90);
const year = Duration.days(365);

/**
 * Everything that must outlive a deployment, written out one by one. The logical ids are law: a renamed table is a new,
 * empty table. No stack that holds code can touch these.
 */
export class DataStack extends Stack {
  readonly storeKey: Key;
  readonly tables: Readonly<Record<string, Table>>;
  readonly directory: Table;
  readonly recordsBucket: Bucket;
  readonly imagesBucket: Bucket;
  readonly exportsBucket: Bucket;
  readonly lakeBucket: Bucket;
  readonly webBucket: Bucket;
  readonly logsBucket: Bucket;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    this.storeKey = new Key(this, 'StoreKey', {
      description: 'Tables, logs and the buckets without a tenant; each tenant has keys of its own for its content',
      alias: `${app}/store`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // CloudWatch Logs of this account and region, and nobody else's, encrypts under this key.
    this.storeKey.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Logs',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${this.region}:${this.account}:*` },
        },
      }),
    );

    // An alarm that cannot reach its encrypted topic is no alarm.
    this.storeKey.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );

    /** What every table promises. */
    const kept = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      deletionProtection: true,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.storeKey,
      removalPolicy: RemovalPolicy.RETAIN,
    };

    /** Clinics, lines, tickets. */
    const queueTable = new Table(this, 'QueueTable', {
      ...kept,
      tableName: tableName('queue'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(queueTable);

    /** Bills, payment intents, callbacks, the ledger. */
    const billingTable = new Table(this, 'BillingTable', {
      ...kept,
      tableName: tableName('billing'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(billingTable);

    /** FHIR resources, signed documents and what is known of them. */
    const recordsTable = new Table(this, 'RecordsTable', {
      ...kept,
      tableName: tableName('records'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(recordsTable);

    /** Visits: who is where, what is due. */
    const encountersTable = new Table(this, 'EncountersTable', {
      ...kept,
      tableName: tableName('encounters'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(encountersTable);

    /** Persons, sealed; the only table that holds an identity number, and only as sealed text and digest. */
    const identityTable = new Table(this, 'IdentityTable', {
      ...kept,
      tableName: tableName('identity'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(identityTable);

    /** Covers as stated and as confirmed. */
    const insuranceTable = new Table(this, 'InsuranceTable', {
      ...kept,
      tableName: tableName('insurance'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(insuranceTable);

    /** Hospitals and the steps of their provisioning. */
    const tenantsTable = new Table(this, 'TenantsTable', {
      ...kept,
      tableName: tableName('tenants'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(tenantsTable);

    /** Who works at a hospital: members with their names sealed, rosters, reviews of access. */
    const staffTable = new Table(this, 'StaffTable', {
      ...kept,
      tableName: tableName('staff'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(staffTable);

    /** Studies and what was found in them. */
    const imagingTable = new Table(this, 'ImagingTable', {
      ...kept,
      tableName: tableName('imaging'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(imagingTable);

    /** Kiosks and boards, their certificates and claims. */
    const devicesTable = new Table(this, 'DevicesTable', {
      ...kept,
      tableName: tableName('devices'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(devicesTable);

    /** The province's own figures. */
    const analyticsTable = new Table(this, 'AnalyticsTable', {
      ...kept,
      tableName: tableName('analytics'),
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.ttlAttribute,
      stream: StreamViewType.NEW_IMAGE,
    });
    withIndexes(analyticsTable);

    /** Global lookups and grants between hospitals: no index to enumerate by, no stream, no events. */
    this.directory = new Table(this, 'DirectoryTable', {
      ...kept,
      tableName: directoryTable,
      partitionKey: text(platformSchema.partitionKey),
      sortKey: text(platformSchema.sortKey),
      timeToLiveAttribute: platformSchema.ttlAttribute,
    });

    this.tables = {
      queue: queueTable,
      billing: billingTable,
      records: recordsTable,
      encounters: encountersTable,
      identity: identityTable,
      insurance: insuranceTable,
      tenants: tenantsTable,
      staff: staffTable,
      imaging: imagingTable,
      devices: devicesTable,
      analytics: analyticsTable,
    };

    /** Beyond the 35 days of point-in-time recovery, where no administrator of the tables can delete them. */
    const vault = new BackupVault(this, 'TableVault', {
      backupVaultName: `${app}-tables`,
      encryptionKey: this.storeKey,
      lockConfiguration: { minRetention: Duration.days(30), maxRetention: Duration.days(400) },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const plan = new BackupPlan(this, 'TableBackups', {
      backupPlanName: `${app}-tables`,
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'Daily',
          // 01:30 in Viet Nam.
          scheduleExpression: Schedule.cron({ hour: '18', minute: '30' }),
          deleteAfter: Duration.days(35),
        }),
        new BackupPlanRule({
          ruleName: 'Monthly',
          scheduleExpression: Schedule.cron({ day: '1', hour: '19', minute: '30' }),
          deleteAfter: Duration.days(400),
        }),
      ],
    });
    const selection = plan.addSelection('Tables', {
      resources: [...Object.values(this.tables), this.directory].map((table) =>
        BackupResource.fromDynamoDbTable(table),
      ),
    });
    const backupRole = 'service-role/AWSBackupServiceRolePolicyForBackup';
    acknowledge(selection, 'AwsSolutions-IAM4', `Policy::arn:<AWS::Partition>:iam::aws:policy/${backupRole}`);

    /** Access logs of the other buckets; S3 delivers them only to a bucket under its own key. */
    this.logsBucket = new Bucket(this, 'AccessLogsBucket', {
      bucketName: bucketName('access-logs', this),
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: 'EndAfterTwoYears', expiration: Duration.days(730), noncurrentVersionExpiration: Duration.days(30) },
      ],
    });

    /** What every bucket with content promises. Bucket keys stay off, or one data key would span tenants. */
    const guarded = (shelf: string): BucketProps => ({
      bucketName: bucketName(shelf, this),
      encryption: BucketEncryption.KMS,
      encryptionKey: this.storeKey,
      bucketKeyEnabled: false,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      serverAccessLogsBucket: this.logsBucket,
      serverAccessLogsPrefix: `${shelf}/`,
    });

    /**
     * Signed records. The lock of the bucket is the floor that law sets for any record; each document is locked for its
     * own term at birth (20, 30 years, for ever; Long Khanh's 15), and a lock can only move later. Nothing here expires:
     * a record ends only by a decision that leaves a proof. No class that must be restored first: whoever may read a record
     * of its fifteenth year gets it within a second, and 3 TB cost about 15 dollars a month.
     */
    this.recordsBucket = new Bucket(this, 'RecordsBucket', {
      ...guarded('records'),
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(tenYears),
      lifecycleRules: [
        {
          id: 'ColderWithAge',
          transitions: [
            { storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: season },
            { storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: year },
          ],
        },
        { id: 'DropUnfinishedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });

    /** DICOM instances: part of the record, so under the same lock; big, compared with the next study, then rarely read. */
    this.imagesBucket = new Bucket(this, 'ImagesBucket', {
      ...guarded('images'),
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(tenYears),
      lifecycleRules: [
        {
          id: 'ColderWithAge',
          transitions: [
            { storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: season },
            { storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: year },
          ],
        },
        { id: 'DropUnfinishedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });

    /** Files made for somebody to fetch, and granted documents (a grant lasts thirty days at most); they can be made again. */
    this.exportsBucket = new Bucket(this, 'ExportsBucket', {
      ...guarded('exports'),
      objectLockEnabled: true,
      lifecycleRules: [
        { id: 'EndAfterAMonth', expiration: Duration.days(30), noncurrentVersionExpiration: Duration.days(7) },
        { id: 'DropUnfinishedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
    });

    /** The province's facts as Parquet, without persons; query results beside them end after a week. */
    this.lakeBucket = new Bucket(this, 'LakeBucket', {
      ...guarded('lake'),
      lifecycleRules: [
        {
          id: 'ColderWithAge',
          prefix: 'facts/',
          transitions: [{ storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(400) }],
        },
        {
          id: 'EndOfResults',
          prefix: 'results/',
          expiration: Duration.days(7),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
    });

    /** The public pages. Readable by CloudFront alone; public content needs no key of ours. */
    this.webBucket = new Bucket(this, 'WebBucket', {
      ...guarded('web'),
      encryption: BucketEncryption.S3_MANAGED,
      encryptionKey: undefined,
      bucketKeyEnabled: undefined,
      lifecycleRules: [{ id: 'EndOfOldPages', noncurrentVersionExpiration: Duration.days(30) }],
    });
    // By account and not by distribution: the edge stack reads this stack, so this one cannot name what is there.
    this.webBucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudFrontReads',
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        resources: [this.webBucket.arnForObjects('*')],
        conditions: { StringEquals: { 'AWS:SourceAccount': this.account } },
      }),
    );

    acknowledge(this, 'HIPAA.Security-S3BucketReplicationEnabled');
    acknowledge(this.webBucket, 'HIPAA.Security-S3DefaultEncryptionKMS');
    acknowledge(this.logsBucket, 'HIPAA.Security-S3DefaultEncryptionKMS');
    pinLogicalIds(this);
  }
}

/** The second and third way to find an item; the same two for every context, as the table port says. */
function withIndexes(table: Table): void {
  table.addGlobalSecondaryIndex({
    indexName: 'index1',
    partitionKey: text(indexes.index1.partitionKey),
    sortKey: text(indexes.index1.sortKey),
    projectionType: ProjectionType.ALL,
  });
  table.addGlobalSecondaryIndex({
    indexName: 'index2',
    partitionKey: text(indexes.index2.partitionKey),
    sortKey: text(indexes.index2.sortKey),
    projectionType: ProjectionType.ALL,
  });
}

/** `QueueTable`, not `QueueTable9B8E2A1F`: the id in the template is the id in this file. */
function pinLogicalIds(stack: DataStack): void {
  for (const child of stack.node.children) {
    const resource = child.node.defaultChild;
    if (
      resource instanceof CfnBucket ||
      child instanceof Table ||
      child instanceof Key ||
      child instanceof BackupVault
    ) {
      Stack.of(child).renameLogicalId(Stack.of(child).getLogicalId(resource as CfnBucket), child.node.id);
    }
  }
}
