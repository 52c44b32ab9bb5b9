import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { TenantId } from '../kernel/ids.ts';
import {
  FileExists,
  FileLocked,
  type Files,
  isFilePath,
  type Lock,
  type Shelf,
  type StoredFile,
} from '../ports/world.ts';
import { patiently } from './patience.ts';

interface S3FilesOptions {
  /** The bucket of each shelf. Versioned with Object Lock where files carry locks; bucket keys off. */
  readonly buckets: Readonly<Record<Shelf, string>>;
  readonly tenant: TenantId;
  /** Id, alias or ARN of the tenant's own KMS key. */
  readonly kmsKeyId: string;
}

/** What S3 calls the only version of an object in a bucket without versions. */
const onlyVersion = 'null';

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');
const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
const isMissing = (error: unknown): boolean => ['NoSuchKey', 'NotFound'].includes(nameOf(error));
const isTaken = (error: unknown): boolean => nameOf(error) === 'PreconditionFailed' || statusOf(error) === 412;
const isForbidden = (error: unknown): boolean => nameOf(error) === 'AccessDenied' || statusOf(error) === 403;

const isLocked = (lock: Lock): boolean => lock.until !== undefined || lock.legalHold === true;
const lockHeaders = (lock: Lock = {}) => ({
  ...(lock.until ? { ObjectLockMode: 'COMPLIANCE' as const, ObjectLockRetainUntilDate: lock.until } : {}),
  ...(lock.legalHold ? { ObjectLockLegalHoldStatus: 'ON' as const } : {}),
});

/**
 * The files port on S3: `<tenant>/<path>` in the shelf's bucket, encrypted under the tenant's key, written once
 * (`If-None-Match: *`), with the SHA-256 that S3 itself verified and keeps. Locks are Object Lock in compliance mode.
 * The role needs ListBucket on the tenant's prefix (or a missing object answers 403) and the right to read retention
 * and legal hold (or S3 leaves the lock out of its answer).
 */
export function s3Files(client: S3Client, options: S3FilesOptions): Files {
  const place = (shelf: Shelf, path: string) => {
    if (!isFilePath(path)) throw new Error('not a path of a file');
    return { Bucket: options.buckets[shelf], Key: `${options.tenant}/${path}` };
  };

  const head = async (shelf: Shelf, path: string): Promise<StoredFile | undefined> => {
    try {
      const command = new HeadObjectCommand({ ...place(shelf, path), ChecksumMode: 'ENABLED' });
      const found = await patiently(() => client.send(command));
      if (!found.ChecksumSHA256) throw new Error('the object has no SHA-256 of the whole content');
      return {
        path,
        bytes: found.ContentLength ?? 0,
        sha256: Buffer.from(found.ChecksumSHA256, 'base64').toString('hex'),
        contentType: found.ContentType ?? 'application/octet-stream',
        version: found.VersionId ?? onlyVersion,
        lock: {
          ...(found.ObjectLockRetainUntilDate ? { until: found.ObjectLockRetainUntilDate } : {}),
          ...(found.ObjectLockLegalHoldStatus === 'ON' ? { legalHold: true } : {}),
        },
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };

  return {
    async put(shelf, path, content, about) {
      const digest = createHash('sha256').update(content).digest();
      const sha256 = digest.toString('hex');
      const command = new PutObjectCommand({
        ...place(shelf, path),
        Body: content,
        ContentType: about.contentType,
        ContentLength: content.length,
        IfNoneMatch: '*',
        ChecksumAlgorithm: 'SHA256',
        ChecksumSHA256: digest.toString('base64'),
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: options.kmsKeyId,
        ...lockHeaders(about.lock),
      });
      try {
        const stored = await patiently(() => client.send(command));
        return {
          path,
          bytes: content.length,
          sha256,
          contentType: about.contentType,
          version: stored.VersionId ?? onlyVersion,
          lock: about.lock ?? {},
        };
      } catch (error) {
        if (!isTaken(error)) throw error;
        const before = await head(shelf, path);
        if (!before) throw error;
        if (before.sha256 !== sha256) throw new FileExists(`${shelf} already holds other content under this path`);
        return before;
      }
    },

    async get(shelf, path) {
      try {
        const command = new GetObjectCommand({ ...place(shelf, path), ChecksumMode: 'ENABLED' });
        const found = await patiently(() => client.send(command));
        return await found.Body?.transformToByteArray();
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    head,

    async remove(shelf, path) {
      const file = await head(shelf, path);
      if (!file) return;
      try {
        // Naming the version removes it for good; without it S3 would only lay a marker over it.
        const command = new DeleteObjectCommand({ ...place(shelf, path), VersionId: file.version });
        await patiently(() => client.send(command));
      } catch (error) {
        // S3 answers a locked version and a missing right alike; only the former is an expected outcome.
        if (!isForbidden(error) || !isLocked(file.lock)) throw error;
        throw new FileLocked(`${shelf} holds this file under a lock`, { cause: error });
      }
    },

    async extend(shelf, path, lock) {
      const file = await head(shelf, path);
      if (!file) throw new Error(`${shelf} has no such file`);
      const before = file.lock.until?.getTime() ?? 0;
      if (lock.until && lock.until.getTime() < before) {
        throw new FileLocked('a lock can be moved later, never earlier');
      }
      const version = { ...place(shelf, path), VersionId: file.version };
      if (lock.until && lock.until.getTime() > before) {
        const retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: lock.until };
        await patiently(() => client.send(new PutObjectRetentionCommand({ ...version, Retention: retention })));
      }
      if (lock.legalHold && !file.lock.legalHold) {
        await patiently(() => client.send(new PutObjectLegalHoldCommand({ ...version, LegalHold: { Status: 'ON' } })));
      }
    },
  };
}
