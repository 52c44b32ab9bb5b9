import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { s3Files } from '../../shared/aws/files.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { FileExists, FileLocked } from '../../shared/ports/world.ts';

const s3 = mockClient(S3Client);
const files = s3Files(new S3Client({ region: 'ap-southeast-1' }), {
  buckets: { records: 'records-bucket', images: 'images-bucket', exports: 'exports-bucket' },
  tenant: TenantId.parse('long-khanh'),
  kmsKeyId: 'alias/hospital/long-khanh/seal',
});
const content = Buffer.from('hồ sơ');
const digest = createHash('sha256').update(content).digest();
const until = new Date('2036-11-24T00:00:00.000Z');
const headOf = (more: object = {}) => ({
  ContentLength: content.length,
  ContentType: 'application/xml',
  ChecksumSHA256: digest.toString('base64'),
  VersionId: 'v1',
  ...more,
});
const named = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
beforeEach(() => void s3.reset());

describe('a file on S3', () => {
  it('is put once, under the tenant’s prefix and key, with its hash and its lock', async () => {
    s3.on(PutObjectCommand).resolves({ VersionId: 'v1' });
    const stored = await files.put('records', '2026/enc-1.xml', content, {
      contentType: 'application/xml',
      lock: { until, legalHold: true },
    });
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'records-bucket',
      Key: 'long-khanh/2026/enc-1.xml',
      IfNoneMatch: '*',
      ChecksumSHA256: digest.toString('base64'),
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'alias/hospital/long-khanh/seal',
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: until,
      ObjectLockLegalHoldStatus: 'ON',
    });
    expect(stored).toEqual({
      path: '2026/enc-1.xml',
      bytes: content.length,
      sha256: digest.toString('hex'),
      contentType: 'application/xml',
      version: 'v1',
      lock: { until, legalHold: true },
    });
  });

  it('carries no lock header when it has no lock', async () => {
    s3.on(PutObjectCommand).resolves({ VersionId: 'v1' });
    await files.put('exports', 'a.csv', content, { contentType: 'text/csv' });
    const input = s3.commandCalls(PutObjectCommand)[0]?.args[0].input ?? {};
    expect(Object.keys(input).filter((name) => name.startsWith('ObjectLock'))).toEqual([]);
  });

  it('may be put again with the same content, and never with other content', async () => {
    s3.on(PutObjectCommand).rejects(named('PreconditionFailed', 412));
    s3.on(HeadObjectCommand).resolves(headOf({ ObjectLockRetainUntilDate: until }));
    const again = await files.put('records', 'a.xml', content, { contentType: 'application/xml' });
    expect(again).toMatchObject({ version: 'v1', lock: { until } });
    const other = files.put('records', 'a.xml', Buffer.from('khác'), { contentType: 'application/xml' });
    await expect(other).rejects.toBeInstanceOf(FileExists);
  });

  it('is tried again when two puts met', async () => {
    s3.on(PutObjectCommand).rejectsOnce(named('ConditionalRequestConflict', 409)).resolves({ VersionId: 'v1' });
    await files.put('records', 'a.xml', content, { contentType: 'application/xml' });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(2);
  });

  it('is described with hash and lock, and is undefined when it is missing', async () => {
    s3.on(HeadObjectCommand)
      .resolvesOnce(headOf({ ObjectLockLegalHoldStatus: 'ON' }))
      .rejects(named('NotFound', 404));
    expect(await files.head('records', 'a.xml')).toMatchObject({
      sha256: digest.toString('hex'),
      lock: { legalHold: true },
    });
    expect(s3.commandCalls(HeadObjectCommand)[0]?.args[0].input.ChecksumMode).toBe('ENABLED');
    expect(await files.head('records', 'a.xml')).toBeUndefined();
  });

  it('is read whole, and is undefined when it is missing', async () => {
    const body = Object.assign(Readable.from([content]), { transformToByteArray: async () => new Uint8Array(content) });
    s3.on(GetObjectCommand)
      .resolvesOnce({ Body: body as unknown as NonNullable<GetObjectCommandOutput['Body']> })
      .rejects(named('NoSuchKey', 404));
    expect(Buffer.from((await files.get('images', 'a.dcm')) ?? [])).toEqual(content);
    expect(await files.get('images', 'a.dcm')).toBeUndefined();
  });

  it('is removed in the very version that was seen', async () => {
    s3.on(HeadObjectCommand).resolves(headOf());
    s3.on(DeleteObjectCommand).resolves({});
    await files.remove('exports', 'a.csv');
    expect(s3.commandCalls(DeleteObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'exports-bucket',
      Key: 'long-khanh/a.csv',
      VersionId: 'v1',
    });
  });

  it('cannot be removed under a lock; a missing right is no lock', async () => {
    s3.on(DeleteObjectCommand).rejects(named('AccessDenied', 403));
    s3.on(HeadObjectCommand)
      .resolvesOnce(headOf({ ObjectLockRetainUntilDate: until }))
      .resolves(headOf());
    await expect(files.remove('records', 'a.xml')).rejects.toBeInstanceOf(FileLocked);
    await expect(files.remove('records', 'a.xml')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('has its lock moved later, never earlier', async () => {
    s3.on(HeadObjectCommand).resolves(headOf({ ObjectLockRetainUntilDate: until }));
    s3.on(PutObjectRetentionCommand).resolves({});
    const later = new Date('2041-11-24T00:00:00.000Z');
    await files.extend('records', 'a.xml', { until: later });
    expect(s3.commandCalls(PutObjectRetentionCommand)[0]?.args[0].input).toMatchObject({
      VersionId: 'v1',
      Retention: { Mode: 'COMPLIANCE', RetainUntilDate: later },
    });
    const earlier = files.extend('records', 'a.xml', { until: new Date('2030-01-01T00:00:00.000Z') });
    await expect(earlier).rejects.toBeInstanceOf(FileLocked);
    await files.extend('records', 'a.xml', { until });
    expect(s3.commandCalls(PutObjectRetentionCommand)).toHaveLength(1);
  });

  it('can be held for ever', async () => {
    s3.on(HeadObjectCommand).resolves(headOf());
    s3.on(PutObjectLegalHoldCommand).resolves({});
    await files.extend('records', 'a.xml', { legalHold: true });
    expect(s3.commandCalls(PutObjectLegalHoldCommand)[0]?.args[0].input.LegalHold).toEqual({ Status: 'ON' });
    expect(s3.commandCalls(PutObjectRetentionCommand)).toHaveLength(0);
  });

  it('has a path that cannot leave the tenant’s prefix', async () => {
    for (const path of ['../bien-hoa/a', 'a/../../b', '/a', 'a//b', '', '.', 'a b', 'x'.repeat(513)]) {
      await expect(files.get('records', path)).rejects.toThrow(/path/);
    }
    expect(s3.calls()).toHaveLength(0);
  });
});
