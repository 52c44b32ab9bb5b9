import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnDashboard, CfnDataSet, CfnDataSource } from 'aws-cdk-lib/aws-quicksight';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { bar, by, count, kpi, line, sheet, total } from '../dashboard.ts';
import { type Dataset, datasets } from '../lake.ts';
import { app, bucketName } from '../names.ts';
import { glueDatabase } from '../rights.ts';
import type { DataStack } from './data.ts';

interface AnalyticsStackProps extends StackProps {
  readonly data: DataStack;
}

/** The group of a hospital's managers in QuickSight. */
export const quickSightGroup = (hospital: string): string => `${app}-${hospital}`;
const provinceGroup = quickSightGroup('province');

/** Raw deliveries; the view beside them, named as the data set, keeps one row for each fact. */
const rawTable = (dataset: string): string => `${dataset}_deliveries`;

/** 64 MB is the least that Firehose takes when it converts to Parquet. */
const bufferMegabytes = 64;
const bufferSeconds = 300;
/** A question over a province's year reads far less; a mistake reads more. */
const mostScannedBytes = 20 * 1024 ** 3;

/** The way of figures: Firehose, Parquet by month, Glue, Athena, QuickSight. No person is in any of them. */
export class AnalyticsStack extends Stack {
  constructor(scope: Construct, id: string, props: AnalyticsStackProps) {
    super(scope, id, props);
    const { data } = props;

    const database = new CfnDatabase(this, 'LakeDatabase', {
      catalogId: this.account,
      databaseInput: { name: glueDatabase, description: 'Facts of the province, without persons' },
    });
    new CfnWorkGroup(this, 'WorkGroup', {
      name: app,
      state: 'ENABLED',
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: mostScannedBytes,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${data.lakeBucket.bucketName}/results/`,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: data.storeKey.keyArn },
          expectedBucketOwner: this.account,
        },
      },
    });

    const log = new LogGroup(this, 'DeliveryLog', {
      logGroupName: `/aws/kinesisfirehose/${app}`,
      retention: RetentionDays.THREE_MONTHS,
      encryptionKey: data.storeKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { role, rights } = this.deliveryRole(data, log);
    for (const dataset of datasets) {
      const table = this.catalogue(dataset, data);
      table.addResourceDependency(database);
      const stream = this.deliver(dataset, role, log, data);
      stream.addResourceDependency(table);
      stream.node.addDependency(rights);
    }
    this.dashboards();
  }

  private deliveryRole(data: DataStack, log: LogGroup): { role: Role; rights: ManagedPolicy } {
    const role = new Role(this, 'DeliveryRole', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    const catalogue = `arn:aws:glue:${this.region}:${this.account}`;
    const written = ['facts', 'errors'].map((folder) => `arn:aws:s3:::${bucketName('lake', this)}/${folder}/*`);
    const rights = new ManagedPolicy(this, 'DeliveryRights', {
      statements: [
        new PolicyStatement({
          sid: 'WriteFacts',
          actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
          resources: written,
        }),
        new PolicyStatement({
          sid: 'SeeBucket',
          actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
          resources: [data.lakeBucket.bucketArn],
        }),
        new PolicyStatement({
          sid: 'UseStoreKey',
          actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
          resources: [data.storeKey.keyArn],
        }),
        new PolicyStatement({
          sid: 'ReadColumns',
          actions: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
          resources: [
            `${catalogue}:catalog`,
            `${catalogue}:database/${glueDatabase}`,
            ...datasets.map(({ name }) => `${catalogue}:table/${glueDatabase}/${rawTable(name)}`),
          ],
        }),
        new PolicyStatement({ sid: 'Log', actions: ['logs:PutLogEvents'], resources: [log.logGroupArn] }),
      ],
    });
    rights.attachToRole(role);
    for (const folder of written) acknowledge(rights, 'AwsSolutions-IAM5', `Resource::${folder}`);
    return { role, rights };
  }

  /** The raw table by month, projected and so never crawled, and the view of one row for each fact. */
  private catalogue({ name, columns }: Dataset, data: DataStack): CfnTable {
    const location = `s3://${data.lakeBucket.bucketName}/facts/${name}/`;
    const listed = Object.entries(columns).map(([column, type]) => ({ name: column, type }));
    const raw = new CfnTable(this, `${upper(name)}Table`, {
      catalogId: this.account,
      databaseName: glueDatabase,
      tableInput: {
        name: rawTable(name),
        tableType: 'EXTERNAL_TABLE',
        partitionKeys: [{ name: 'month', type: 'string' }],
        parameters: {
          classification: 'parquet',
          'projection.enabled': 'true',
          'projection.month.type': 'date',
          'projection.month.format': 'yyyy-MM',
          'projection.month.range': '2026-01,NOW',
          'projection.month.interval': '1',
          'projection.month.interval.unit': 'MONTHS',
          'storage.location.template': `${location}month=\${month}/`,
        },
        storageDescriptor: {
          columns: listed,
          location,
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    });
    const view = new CfnTable(this, `${upper(name)}View`, {
      catalogId: this.account,
      databaseName: glueDatabase,
      tableInput: {
        name,
        tableType: 'VIRTUAL_VIEW',
        parameters: { presto_view: 'true', comment: 'One row for each fact, the latest' },
        viewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(prestoView(name, columns))).toString('base64')} */`,
        viewExpandedText: '/* Presto View */',
        storageDescriptor: { columns: [...listed, { name: 'month', type: 'string' }], location: '', serdeInfo: {} },
      },
    });
    view.addResourceDependency(raw);
    return raw;
  }

  private deliver({ name }: Dataset, role: Role, log: LogGroup, data: DataStack): CfnDeliveryStream {
    const logStream = new LogStream(this, `${upper(name)}Log`, {
      logGroup: log,
      logStreamName: name,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new CfnDeliveryStream(this, `${upper(name)}Stream`, {
      deliveryStreamName: `${app}-${name}`,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'CUSTOMER_MANAGED_CMK', keyArn: data.storeKey.keyArn },
      extendedS3DestinationConfiguration: {
        bucketArn: data.lakeBucket.bucketArn,
        roleArn: role.roleArn,
        // By month and not by hospital: many small files made the same questions two to three times slower.
        prefix: `facts/${name}/month=!{partitionKeyFromQuery:month}/`,
        errorOutputPrefix: `errors/${name}/!{firehose:error-output-type}/`,
        bufferingHints: { sizeInMBs: bufferMegabytes, intervalInSeconds: bufferSeconds },
        compressionFormat: 'UNCOMPRESSED',
        encryptionConfiguration: { kmsEncryptionConfig: { awskmsKeyArn: data.storeKey.keyArn } },
        dynamicPartitioningConfiguration: { enabled: true, retryOptions: { durationInSeconds: 300 } },
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: 'MetadataExtraction',
              parameters: [
                { parameterName: 'MetadataExtractionQuery', parameterValue: '{month:.at[0:7]}' },
                { parameterName: 'JsonParsingEngine', parameterValue: 'JQ-1.6' },
              ],
            },
          ],
        },
        dataFormatConversionConfiguration: {
          enabled: true,
          inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
          outputFormatConfiguration: { serializer: { parquetSerDe: { compression: 'SNAPPY' } } },
          schemaConfiguration: {
            catalogId: this.account,
            region: this.region,
            databaseName: glueDatabase,
            tableName: rawTable(name),
            roleArn: role.roleArn,
            versionId: 'LATEST',
          },
        },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: log.logGroupName,
          logStreamName: logStream.logStreamName,
        },
      },
    });
  }

  /** A hospital's managers see their hospital's rows, the province all; who is in which group, the account decides. */
  private dashboards(): void {
    const awsAccountId = this.account;
    // CloudFormation knows no QuickSight groups in this region: this one is made with the QuickSight account itself.
    const province = `arn:aws:quicksight:${this.region}:${this.account}:group/default/${provinceGroup}`;
    const source = new CfnDataSource(this, 'LakeSource', {
      awsAccountId,
      dataSourceId: app,
      name: 'Lake of the province',
      type: 'ATHENA',
      dataSourceParameters: { athenaParameters: { workGroup: app } },
      sslProperties: { disableSsl: false },
    });
    const rules = this.rules(source);
    const visits = this.guarded('visits', source, rules);
    const payments = this.guarded('payments', source, rules);

    const visit = (column: string) => ({ dataset: 'visits', column });
    const payment = (column: string) => ({ dataset: 'payments', column });
    new CfnDashboard(this, 'Overview', {
      awsAccountId,
      dashboardId: `${app}-overview`,
      name: 'Toàn cảnh y tế / Health overview',
      permissions: [
        {
          principal: province,
          actions: ['quicksight:DescribeDashboard', 'quicksight:ListDashboardVersions', 'quicksight:QueryDashboard'],
        },
      ],
      validationStrategy: { mode: 'STRICT' },
      definition: {
        dataSetIdentifierDeclarations: [
          { identifier: 'visits', dataSetArn: visits.attrArn },
          { identifier: 'payments', dataSetArn: payments.attrArn },
        ],
        sheets: [
          sheet('overview', 'Toàn cảnh / Overview', [
            [
              kpi('visits', 'Lượt khám / Visits', count('visits-count', visit('fact'))),
              kpi('paid', 'Đã thu (đồng) / Paid (dong)', total('paid-total', payment('total'))),
            ],
            [
              line('visits-by-day', 'Lượt khám theo ngày / Visits by day', {
                category: by('day', visit('day')),
                value: count('day-count', visit('fact')),
                colour: by('day-hospital', visit('hospital')),
              }),
            ],
            [
              bar('visits-by-chapter', 'Nhóm bệnh ICD-10 / ICD-10 chapters', {
                category: by('chapter', visit('chapter')),
                value: count('chapter-count', visit('fact')),
                colour: by('chapter-age', visit('age_band')),
              }),
              bar('paid-by-hospital', 'Đã thu theo bệnh viện / Paid by hospital', {
                category: by('paid-hospital', payment('hospital')),
                value: total('hospital-total', payment('total')),
              }),
            ],
          ]),
        ],
      },
    });
  }

  /** One rule for each hospital that has facts, and an empty one, which means every row, for the province. */
  private rules(source: CfnDataSource): CfnDataSet {
    return new CfnDataSet(this, 'Rules', {
      awsAccountId: this.account,
      dataSetId: `${app}-rules`,
      name: 'Who sees which hospital',
      importMode: 'SPICE',
      useAs: 'RLS_RULES',
      ingestionWaitPolicy: { waitForSpiceIngestion: false },
      physicalTableMap: {
        rules: {
          customSql: {
            dataSourceArn: source.attrArn,
            name: 'rules',
            sqlQuery: [
              `SELECT '${quickSightGroup('')}' || hospital AS "GroupName", hospital FROM ${glueDatabase}.tickets GROUP BY hospital`,
              `UNION ALL SELECT '${provinceGroup}', CAST(NULL AS varchar)`,
            ].join(' '),
            columns: [
              { name: 'GroupName', type: 'STRING' },
              { name: 'hospital', type: 'STRING' },
            ],
          },
        },
      },
    });
  }

  /** A view of the lake of which everyone sees only the rows that the rules give. */
  private guarded(name: string, source: CfnDataSource, rules: CfnDataSet): CfnDataSet {
    const columns = datasets.find((dataset) => dataset.name === name)?.columns;
    if (!columns) throw new Error(`no data set ${name}`);
    const inputColumns = Object.entries(columns).map(([column, type]) => ({
      id: `${name}-${column}`,
      name: column,
      type: type === 'string' ? 'STRING' : 'INTEGER',
    }));
    return new CfnDataSet(this, `${upper(name)}DataSet`, {
      awsAccountId: this.account,
      dataSetId: `${app}-${name}`,
      name,
      importMode: 'DIRECT_QUERY',
      physicalTableMap: {
        [name]: {
          relationalTable: {
            dataSourceArn: source.attrArn,
            catalog: 'AwsDataCatalog',
            schema: glueDatabase,
            name,
            inputColumns,
          },
        },
      },
      dataPrepConfiguration: {
        sourceTableMap: { [name]: { physicalTableId: name } },
        transformStepMap: {
          imported: {
            importTableStep: {
              alias: name,
              source: {
                sourceTableId: name,
                columnIdMappings: inputColumns.map(({ id }) => ({ sourceColumnId: id, targetColumnId: id })),
              },
            },
          },
        },
        destinationTableMap: { [name]: { alias: name, source: { transformOperationId: 'imported' } } },
      },
      semanticModelConfiguration: {
        tableMap: {
          [name]: {
            alias: name,
            destinationTableId: name,
            rowLevelPermissionConfiguration: {
              rowLevelPermissionDataSet: {
                arn: rules.attrArn,
                permissionPolicy: 'GRANT_ACCESS',
                formatVersion: 'VERSION_1',
                namespace: 'default',
                status: 'ENABLED',
              },
            },
          },
        },
      },
    });
  }
}

const upper = (name: string): string => name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/** A view as Athena keeps it in Glue. */
function prestoView(name: string, columns: Dataset['columns']) {
  const names = [...Object.keys(columns), 'month'];
  const listed = names.map((column) => `"${column}"`).join(', ');
  const trino: Record<string, string> = { string: 'varchar', int: 'integer', bigint: 'bigint' };
  return {
    originalSql: `SELECT ${listed} FROM (SELECT ${listed}, row_number() OVER (PARTITION BY fact ORDER BY "at" DESC) AS nth FROM ${glueDatabase}.${rawTable(name)}) WHERE nth = 1`,
    catalog: 'awsdatacatalog',
    schema: glueDatabase,
    columns: names.map((column) => ({ name: column, type: trino[columns[column] ?? 'string'] })),
  };
}
