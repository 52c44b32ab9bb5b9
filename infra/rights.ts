import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { leadingKeys } from '../shared/aws/schema.ts';
import type { Need } from '../shared/kernel/doors.ts';
import type { Served } from '../shared/runtime/lambda.ts';
import { app, bucketName, deadQueueName, directoryTable, type Place, tableName } from './names.ts';

/** What the rights need to know of the place they are for. */
export interface Ground extends Place {
  readonly storeKeyArn: string;
  readonly staffPoolArn: string;
  readonly devicePoolArn: string;
}

const tagged = '${aws:PrincipalTag/tenant}';

const tableArn = (name: string, { region, account }: Place): string =>
  `arn:aws:dynamodb:${region}:${account}:table/${name}`;
const bucketArn = (shelf: string, place: Place): string => `arn:aws:s3:::${bucketName(shelf, place)}`;

/** Only items whose partition key begins so; for a query of an index its own partition key counts. */
const onlyKeys = (...keys: string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } });

const reading = ['dynamodb:GetItem', 'dynamodb:Query'];
const changing = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];

function readTable(sid: string, context: string, ground: Ground): PolicyStatement {
  const arn = tableArn(tableName(context), ground);
  return new PolicyStatement({
    sid,
    actions: reading,
    resources: [arn, `${arn}/index/index1`, `${arn}/index/index2`],
    conditions: onlyKeys(leadingKeys),
  });
}

/**
 * The rights of the sessions a function opens for a tenant: the union of its doors' needs, and nothing outside the
 * tenant that the session is tagged with. There is no right to scan.
 */
export function tenantRights(served: Served, ground: Ground): PolicyStatement[] {
  const own = tableArn(tableName(served.context), ground);
  const readOnly = served.kind === 'reads';
  const asked = [...new Set(served.answers.map(({ context }) => context))].filter((name) => name !== served.context);
  return [
    readTable('ReadOwnTable', served.context, ground),
    readOnly
      ? // The reading of a record is itself recorded; a reading function can write nothing else.
        new PolicyStatement({
          sid: 'AddAudit',
          actions: ['dynamodb:PutItem'],
          resources: [own],
          conditions: onlyKeys(leadingKeys.replace(/\*$/, 'AUDIT#*')),
        })
      : new PolicyStatement({
          sid: 'ChangeOwnTable',
          actions: changing,
          resources: [own],
          conditions: onlyKeys(leadingKeys),
        }),
    ...asked.map((context) => readTable(`Ask${context.replaceAll('-', '')}`, context, ground)),
    new PolicyStatement({
      sid: 'UseStoreKey',
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      resources: [ground.storeKeyArn],
      conditions: {
        StringEquals: {
          'kms:ViaService': [`dynamodb.${ground.region}.amazonaws.com`, `s3.${ground.region}.amazonaws.com`],
        },
      },
    }),
    ...served.needs.flatMap((need) => rightsFor(need, readOnly, ground)),
    ...claimRights(served.claims, ground),
  ];
}

function rightsFor(need: Need, readOnly: boolean, ground: Ground): PolicyStatement[] {
  switch (need) {
    case 'files':
      return fileRights(readOnly, ground);
    case 'keys':
      return [tenantKeys('UseTenantKeys', readOnly ? openingKeys : [...openingKeys, ...makingKeys], {}, ground)];
    case 'directory':
      return [onDirectory('LookUp', ['dynamodb:GetItem'], ['DIR#*'], ground)];
    case 'shared':
      return [
        onDirectory('Received', ['dynamodb:GetItem'], [`GRANT#${tagged}#*`], ground),
        onGranted('ReceivedDocuments', 's3:GetObject', `${tagged}/*`, ground),
      ];
    case 'grants':
      return [
        onDirectory('Give', ['dynamodb:PutItem'], ['GRANT#*'], ground),
        onGranted('GivenDocuments', 's3:PutObject', `*/${tagged}/*`, ground),
      ];
    case 'lake':
      return lakeRights(readOnly, ground);
    case 'letters':
      return letterRights(readOnly, ground);
    case 'standings':
      return [onDirectory('SetStanding', ['dynamodb:PutItem'], ['STANDING#*'], ground)];
    case 'inquiries':
      // The internet beyond the account; no right of AWS.
      return [];
    case 'accounts':
      return [staffAccounts(readOnly, ground)];
    case 'sessions':
      return [deviceSessions(ground)];
  }
}

const onPool = (sid: string, pool: string, actions: readonly string[]): PolicyStatement =>
  new PolicyStatement({ sid, actions: actions.map((action) => `cognito-idp:${action}`), resources: [pool] });

/** A pool's users cannot be fenced by their names here: `shared/aws/pool.ts` names none but the session's hospital's. */
function staffAccounts(readOnly: boolean, { staffPoolArn }: Ground): PolicyStatement {
  const looking = ['AdminGetUser', 'AdminListGroupsForUser'];
  const changing = [
    'AdminAddUserToGroup',
    'AdminCreateUser',
    'AdminDisableUser',
    'AdminEnableUser',
    'AdminRemoveUserFromGroup',
    'AdminSetUserPassword',
    'AdminUserGlobalSignOut',
  ];
  return onPool('StaffAccounts', staffPoolArn, readOnly ? looking : [...looking, ...changing]);
}

const deviceSessions = ({ devicePoolArn }: Ground): PolicyStatement =>
  onPool('DeviceSessions', devicePoolArn, [
    'AdminAddUserToGroup',
    'AdminCreateUser',
    'AdminGetUser',
    'AdminInitiateAuth',
    'AdminListGroupsForUser',
    'AdminRemoveUserFromGroup',
    'AdminSetUserPassword',
    'CreateGroup',
  ]);

/** A digest finds what was stored under it, so reading needs it too. */
const openingKeys = ['kms:Decrypt', 'kms:GenerateMac', 'kms:Verify'];
const makingKeys = ['kms:Encrypt', 'kms:Sign'];

/** The tenant's keys are made at onboarding, after this policy: it names them by their alias. */
function tenantKeys(sid: string, actions: string[], more: Record<string, unknown>, ground: Ground): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions,
    resources: [`arn:aws:kms:${ground.region}:${ground.account}:key/*`],
    conditions: {
      'ForAnyValue:StringLike': { 'kms:ResourceAliases': `alias/${app}/${tagged}/*` },
      ...more,
    },
  });
}

function fileRights(readOnly: boolean, ground: Ground): PolicyStatement[] {
  const shelves = ['records', 'images', 'exports'].map((shelf) => bucketArn(shelf, ground));
  const changes = ['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold'];
  return [
    new PolicyStatement({
      sid: 'TenantFiles',
      actions: [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:GetObjectRetention',
        's3:GetObjectLegalHold',
        ...(readOnly ? [] : changes),
      ],
      resources: shelves.map((arn) => `${arn}/${tagged}/*`),
    }),
    new PolicyStatement({
      // Without it S3 answers 403 for a file that is not there.
      sid: 'ListTenantFiles',
      actions: ['s3:ListBucket'],
      resources: shelves,
      conditions: { StringLike: { 's3:prefix': `${tagged}/*` } },
    }),
    tenantKeys(
      'TenantFileKeys',
      ['kms:Decrypt', ...(readOnly ? [] : ['kms:GenerateDataKey'])],
      { StringEquals: { 'kms:ViaService': `s3.${ground.region}.amazonaws.com` } },
      ground,
    ),
  ];
}

/** The platform's table lies outside every tenant; its kinds of keys are fenced instead. */
function onDirectory(sid: string, actions: string[], keys: string[], ground: Ground): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions,
    resources: [tableArn(directoryTable, ground)],
    conditions: onlyKeys(...keys),
  });
}

/** Documents between hospitals: `_grants/<receiver>/<giver>/<id>`. */
const onGranted = (sid: string, action: string, path: string, ground: Ground): PolicyStatement =>
  new PolicyStatement({ sid, actions: [action], resources: [`${bucketArn('exports', ground)}/_grants/${path}`] });

/** Only kinds that a door declared; a hospital's claim also lists it among the hospitals. */
function claimRights(kinds: readonly string[], ground: Ground): PolicyStatement[] {
  if (kinds.length === 0) return [];
  const keys = [...kinds.map((kind) => `DIR#${kind}#*`), ...(kinds.includes('hospital') ? ['TENANTS'] : [])];
  return [onDirectory('Claim', ['dynamodb:PutItem'], keys, ground)];
}

function lakeRights(readOnly: boolean, ground: Ground): PolicyStatement[] {
  const { region, account } = ground;
  const lake = bucketArn('lake', ground);
  const append = new PolicyStatement({
    sid: 'AppendFacts',
    actions: ['firehose:PutRecordBatch'],
    resources: [`arn:aws:firehose:${region}:${account}:deliverystream/${app}-*`],
  });
  const query = [
    new PolicyStatement({
      sid: 'QueryLake',
      actions: [
        'athena:StartQueryExecution',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:StopQueryExecution',
      ],
      resources: [`arn:aws:athena:${region}:${account}:workgroup/${app}`],
    }),
    new PolicyStatement({
      sid: 'ReadCatalogue',
      actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'],
      resources: [
        `arn:aws:glue:${region}:${account}:catalog`,
        `arn:aws:glue:${region}:${account}:database/${glueDatabase}`,
        `arn:aws:glue:${region}:${account}:table/${glueDatabase}/*`,
      ],
    }),
    new PolicyStatement({
      sid: 'ReadFacts',
      actions: ['s3:GetObject', 's3:ListBucket', 's3:GetBucketLocation'],
      resources: [lake, `${lake}/facts/*`, `${lake}/results/*`],
    }),
    new PolicyStatement({
      sid: 'KeepResults',
      actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      resources: [`${lake}/results/*`],
    }),
  ];
  return readOnly ? query : [append, ...query];
}

/** Glue and Athena allow no hyphen without quoting. */
export const glueDatabase = app.replaceAll('-', '_');

function letterRights(readOnly: boolean, { region, account }: Ground): PolicyStatement[] {
  const queue = (name: string): string => `arn:aws:sqs:${region}:${account}:${name}`;
  return [
    new PolicyStatement({
      sid: 'DeadLetters',
      // A look takes the letters out of sight for a moment and puts them back.
      actions: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', ...(readOnly ? [] : ['sqs:DeleteMessage'])],
      resources: [queue(deadQueueName('*', '*'))],
    }),
    ...(readOnly
      ? []
      : [new PolicyStatement({ sid: 'Redrive', actions: ['sqs:SendMessage'], resources: [queue(`${app}-*`)] })]),
  ];
}

/**
 * The rights of the function itself, before any tenant is known: to find the tenant, and to open a session that is
 * tagged with exactly one.
 */
export function functionRights(served: Served, tenantRoleArn: string, ground: Ground): PolicyStatement[] {
  const directory = tableArn(directoryTable, ground);
  const looksUp = served.doors.some(({ door }) => door.kind === 'route' && door.tenantFrom !== undefined);
  // Every request is let in or not by how its hospital stands.
  const asksStanding = served.doors.some(({ door }) => door.kind !== 'reaction');
  const visitsEach = served.doors.some(({ door }) => door.kind === 'schedule' && door.tenants === 'each');
  const platformKey = new PolicyStatement({
    sid: 'UseStoreKey',
    actions: ['kms:Decrypt'],
    resources: [ground.storeKeyArn],
    conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${ground.region}.amazonaws.com` } },
  });
  return [
    new PolicyStatement({
      sid: 'OpenTenantSession',
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      resources: [tenantRoleArn],
    }),
    ...(looksUp
      ? [
          new PolicyStatement({
            sid: 'FindTenant',
            actions: ['dynamodb:GetItem'],
            resources: [directory],
            conditions: onlyKeys('DIR#*'),
          }),
        ]
      : []),
    ...(asksStanding
      ? [
          new PolicyStatement({
            sid: 'AskStanding',
            actions: ['dynamodb:GetItem'],
            resources: [directory],
            conditions: onlyKeys('STANDING#*'),
          }),
        ]
      : []),
    ...(visitsEach
      ? [
          new PolicyStatement({
            sid: 'ListHospitals',
            actions: ['dynamodb:Query'],
            resources: [directory],
            conditions: onlyKeys('TENANTS'),
          }),
        ]
      : []),
    ...(looksUp || visitsEach || asksStanding ? [platformKey] : []),
  ];
}
