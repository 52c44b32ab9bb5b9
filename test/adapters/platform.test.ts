import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, type GetObjectCommandOutput, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoDirectory, hospitalsOf, lookUp } from '../../shared/aws/directory.ts';
import { awsGrants, awsShared } from '../../shared/aws/shared.ts';
import { TenantId } from '../../shared/kernel/ids.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'ap-southeast-1' }));
const tenant = TenantId.parse('long-khanh');
const other = TenantId.parse('bien-hoa');
const now = new Date('2026-11-24T01:00:00.000Z');
const tableName = 'directory';
const objects = mockClient(S3Client);
beforeEach(() => {
  dynamo.reset();
  objects.reset();
});

describe('the directory on DynamoDB', () => {
  const directory = dynamoDirectory(client, { tableName, tenant });

  it('claims a value when nobody, or this tenant itself, has it', async () => {
    dynamo.on(TransactWriteCommand).resolves({});
    expect(await directory.claim('payment-code', 'HD123')).toBe(true);
    const actions = dynamo.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems;
    expect(actions).toHaveLength(1);
    expect(actions?.[0]?.Put).toMatchObject({
      Item: { pk: 'DIR#payment-code#HD123', sk: 'DIRECTORY', tenant: 'long-khanh' },
      ConditionExpression: 'attribute_not_exists(pk) OR tenant = :tenant',
      ExpressionAttributeValues: { ':tenant': 'long-khanh' },
    });
  });

  it('refuses a value that another tenant has', async () => {
    const taken = new TransactionCanceledException({
      $metadata: {},
      message: 'cancelled',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
    });
    dynamo.on(TransactWriteCommand).rejects(taken);
    expect(await directory.claim('payment-code', 'HD123')).toBe(false);
  });

  it('lists a hospital in the same transaction that claims its code', async () => {
    dynamo.on(TransactWriteCommand).resolves({});
    await directory.claim('hospital', 'long-khanh');
    const actions = dynamo.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems;
    expect(actions?.[1]?.Put?.Item).toEqual({ pk: 'TENANTS', sk: 'long-khanh' });
  });

  it('gives every hospital over all pages', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ sk: 'bien-hoa' }], LastEvaluatedKey: { pk: 'TENANTS', sk: 'bien-hoa' } })
      .resolves({ Items: [{ sk: 'long-khanh' }] });
    expect(await hospitalsOf(client, tableName)).toEqual(['bien-hoa', 'long-khanh']);
    expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toBeDefined();
  });

  it('looks a value up consistently and answers with the tenant alone', async () => {
    dynamo
      .on(GetCommand)
      .resolvesOnce({ Item: { tenant: 'bien-hoa' } })
      .resolves({});
    expect(await lookUp(client, tableName, 'payment-code', 'HD123')).toBe('bien-hoa');
    expect(await directory.tenantOf('payment-code', 'HD124')).toBeUndefined();
    expect(dynamo.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });

  it('refuses a kind in which a value could hide', async () => {
    await expect(directory.claim('payment#code', '1')).rejects.toThrow(/kind/);
  });
});

describe('grants on DynamoDB and S3', () => {
  const place = { store: client, objects: new S3Client({ region: 'ap-southeast-1' }), tableName, bucket: 'exports' };
  const grants = awsGrants({ ...place, tenant });
  const shared = awsShared({ ...place, tenant }, () => now);
  const document = Buffer.from('{"note":"coded"}');
  const sha256 = createHash('sha256').update(document).digest('hex');
  const grant = {
    id: 'g-1',
    to: other,
    purpose: 'referral' as const,
    subject: 'enc-1',
    document,
    expires: new Date(now.getTime() + 1_500),
  };
  const stored = { id: 'g-1', from: other, to: tenant, purpose: 'referral', subject: 'enc-1', sha256 };
  const holding = (content: Uint8Array) => {
    const body = { transformToByteArray: async () => content } as unknown as NonNullable<
      GetObjectCommandOutput['Body']
    >;
    objects.on(GetObjectCommand).resolves({ Body: body });
  };

  it('lay the document down first and once, under both names and the key of the bucket, then the item that points to it', async () => {
    objects.on(PutObjectCommand).resolves({});
    dynamo.on(PutCommand).callsFake(() => {
      expect(objects.commandCalls(PutObjectCommand)).toHaveLength(1);
      return {};
    });
    await grants.give(grant);
    const laid = objects.commandCalls(PutObjectCommand)[0]?.args[0].input;
    const key = '_grants/bien-hoa/long-khanh/g-1';
    expect(laid).toMatchObject({ Bucket: 'exports', Key: key, Body: document, IfNoneMatch: '*' });
    // Naming an encryption without its key would mean AWS's key in place of the bucket's.
    expect(laid).not.toHaveProperty('ServerSideEncryption');
    const put = dynamo.commandCalls(PutCommand)[0]?.args[0].input;
    expect(put).toEqual({
      TableName: 'directory',
      Item: {
        pk: 'GRANT#bien-hoa#g-1',
        sk: 'GRANT',
        id: 'g-1',
        from: 'long-khanh',
        to: 'bien-hoa',
        purpose: 'referral',
        subject: 'enc-1',
        sha256,
        until: now.getTime() + 1_500,
        expires: Math.ceil(now.getTime() / 1000) + 2,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
  });

  it('are taken as done when document and item are there already', async () => {
    objects.on(PutObjectCommand).rejects(Object.assign(new Error('there'), { name: 'PreconditionFailed' }));
    dynamo.on(PutCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'there' }));
    await expect(grants.give(grant)).resolves.toBeUndefined();
  });

  it('point to nothing when the document could not be laid down', async () => {
    objects.on(PutObjectCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await expect(grants.give(grant)).rejects.toThrow('no');
    expect(dynamo.commandCalls(PutCommand)).toEqual([]);
  });

  it('are asked for under the name of their own hospital only, and shown before their end', async () => {
    holding(document);
    dynamo.on(GetCommand).resolves({ Item: { ...stored, until: now.getTime() + 1 } });
    expect(await shared.granted('g-1')).toEqual({
      id: 'g-1',
      from: other,
      to: tenant,
      purpose: 'referral',
      subject: 'enc-1',
      document,
      expires: new Date(now.getTime() + 1),
    });
    expect(dynamo.commandCalls(GetCommand)[0]?.args[0].input.Key).toEqual({ pk: 'GRANT#long-khanh#g-1', sk: 'GRANT' });
    expect(objects.commandCalls(GetObjectCommand)[0]?.args[0].input.Key).toBe('_grants/long-khanh/bien-hoa/g-1');
    dynamo.on(GetCommand).resolves({ Item: { ...stored, until: now.getTime() } });
    expect(await shared.granted('g-1')).toBeUndefined();
    dynamo.on(GetCommand).resolves({ Item: { ...stored, to: 'bien-hoa', until: now.getTime() + 1 } });
    expect(await shared.granted('g-1')).toBeUndefined();
  });

  it('refuse a document that is not the one that was given', async () => {
    holding(Buffer.from('{"note":"other"}'));
    dynamo.on(GetCommand).resolves({ Item: { ...stored, until: now.getTime() + 1 } });
    await expect(shared.granted('g-1')).rejects.toThrow(/not the one/);
  });
});
