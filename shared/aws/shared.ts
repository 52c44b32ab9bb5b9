import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../kernel/ids.ts';
import { type Grant, type Grants, grantPath, isGrantId, mostGrantedBytes, type Shared } from '../ports/world.ts';
import { patiently } from './patience.ts';

interface StoredGrant {
  readonly id: string;
  readonly from: TenantId;
  readonly to: TenantId;
  readonly purpose: Grant['purpose'];
  readonly subject: string;
  /** Lower-case hex of the SHA-256 of the document. */
  readonly sha256: string;
  /** The exact end in milliseconds; `expires` is the same, rounded up to seconds, for the service to drop the item. */
  readonly until: number;
}

/** Where grants lie: what is known of them on the platform's table, documents in a bucket under the platform's key. */
interface GrantPlace {
  readonly store: DynamoDBDocumentClient;
  readonly objects: S3Client;
  readonly tableName: string;
  readonly bucket: string;
  readonly tenant: TenantId;
}

/** The receiver's name stands before the id: the rights of its sessions are fenced by it. */
const grantKey = (to: TenantId, id: string) => ({ pk: `GRANT#${to}#${id}`, sk: 'GRANT' });
const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** A condition that does not hold means that it was done before. */
async function unlessDone(request: () => Promise<unknown>): Promise<void> {
  try {
    await patiently(request);
  } catch (error) {
    const done = ['ConditionalCheckFailedException', 'PreconditionFailed'];
    if (!(error instanceof Error && done.includes(error.name))) throw error;
  }
}

/**
 * The giving half: the document first, then the item that points to it. An item that is there therefore always has its
 * document, and a document without an item is found by nobody and ends with the bucket's month. The request names no
 * encryption, so that the bucket's own holds: `aws:kms` without a key would mean a key of AWS, not the platform's.
 */
export const awsGrants = ({ store, objects, tableName, bucket, tenant }: GrantPlace): Grants => ({
  async give({ id, to, purpose, subject, document, expires }) {
    if (!isGrantId(id)) throw new Error('not an id of a grant');
    if (document.length > mostGrantedBytes) throw new RangeError('at most 5 MB can be granted');
    const content = new PutObjectCommand({
      Bucket: bucket,
      Key: grantPath({ id, from: tenant, to }),
      Body: document,
      ContentLength: document.length,
      ContentType: 'application/octet-stream',
      IfNoneMatch: '*',
    });
    await unlessDone(() => objects.send(content));
    const until = expires.getTime();
    const stored: StoredGrant = { id, from: tenant, to, purpose, subject, sha256: sha256Of(document), until };
    const item = new PutCommand({
      TableName: tableName,
      Item: { ...grantKey(to, id), ...stored, expires: Math.ceil(until / 1000) },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await unlessDone(() => store.send(item));
  },
});

/** The receiving half: only items and documents that were given to this tenant are ever asked for. */
export const awsShared = (
  { store, objects, tableName, bucket, tenant }: GrantPlace,
  now: () => Date = () => new Date(),
): Shared => ({
  async granted(id) {
    if (!isGrantId(id)) return undefined;
    const command = new GetCommand({ TableName: tableName, Key: grantKey(tenant, id), ConsistentRead: true });
    const answer = await patiently(() => store.send(command));
    const grant = answer.Item as StoredGrant | undefined;
    if (!grant || grant.to !== tenant || grant.until <= now().getTime()) return undefined;
    const { from, to, purpose, subject, sha256, until } = grant;
    const content = new GetObjectCommand({ Bucket: bucket, Key: grantPath({ id, from, to }) });
    const found = await patiently(() => objects.send(content));
    const document = await found.Body?.transformToByteArray();
    if (!document || sha256Of(document) !== sha256) {
      throw new Error('a granted document is not the one that was given');
    }
    return { id, from, to, purpose, subject, document, expires: new Date(until) };
  },
});
