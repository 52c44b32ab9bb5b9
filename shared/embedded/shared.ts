import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TenantId } from '../kernel/ids.ts';
import { type Grant, type Grants, grantPath, isGrantId, mostGrantedBytes, type Shared } from '../ports/world.ts';
import type { Database } from './database.ts';
import { decrypt, encrypt, tenantKey } from './keys.ts';

interface GrantRow {
  id: string;
  granted_by: TenantId;
  granted_to: TenantId;
  purpose: Grant['purpose'];
  subject: string;
  sha256: string;
  expires: number;
}

/** The database, the folder of files (`<data>/files`) and the master key. */
interface GrantStore {
  readonly database: Database;
  readonly root: string;
  readonly master: Buffer;
}

const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
/** The receiver's key: what it was given stays its own to read, and nobody else's. */
const keyFor = (master: Buffer, to: TenantId): Buffer => tenantKey(master, to, 'grants');

/** Whole or not at all, and on the disk when it returns. */
function writeWhole(target: string, content: Uint8Array): void {
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const draft = `${target}.draft`;
  const file = openSync(draft, 'w', 0o600);
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, target);
  const folder = openSync(dirname(target), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** The giving half: the document in a file under the receiver's key, what is known of it in SQLite. */
export const folderGrants = ({ database, root, master }: GrantStore, tenant: TenantId): Grants => ({
  async give(grant) {
    if (!isGrantId(grant.id)) throw new Error('not an id of a grant');
    if (grant.document.length > mostGrantedBytes) throw new RangeError('at most 5 MB can be granted');
    if (database.one('SELECT id FROM grants WHERE id = ?', grant.id)) return;
    const path = grantPath({ id: grant.id, from: tenant, to: grant.to });
    writeWhole(join(root, path), encrypt(keyFor(master, grant.to), path, grant.document));
    database.run(
      'INSERT OR IGNORE INTO grants (id, granted_by, granted_to, purpose, subject, sha256, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
      grant.id,
      tenant,
      grant.to,
      grant.purpose,
      grant.subject,
      sha256Of(grant.document),
      grant.expires.getTime(),
    );
  },
});

/** The receiving half. */
export const folderShared = ({ database, root, master }: GrantStore, tenant: TenantId, now: () => Date): Shared => ({
  async granted(id) {
    const row = database.one<GrantRow>(
      'SELECT * FROM grants WHERE id = ? AND granted_to = ? AND expires > ?',
      id,
      tenant,
      now().getTime(),
    );
    if (!row) return undefined;
    const { granted_by: from, purpose, subject, sha256, expires } = row;
    const path = grantPath({ id, from, to: tenant });
    const document = decrypt(keyFor(master, tenant), path, readFileSync(join(root, path)));
    if (sha256Of(document) !== sha256) throw new Error('a granted document is not the one that was given');
    return { id, from, to: tenant, purpose, subject, document, expires: new Date(expires) };
  },
});

/**
 * Removes grants that have ended, documents first, so that one which a crash kept is found again. `root` is the folder of
 * files (`<data>/files`). What the cloud's store and bucket do by themselves.
 * @returns how many were removed.
 */
export function dropExpiredGrants(database: Database, root: string, now: Date): number {
  const ended = database.all<GrantRow>('SELECT * FROM grants WHERE expires <= ?', now.getTime());
  for (const { id, granted_by: from, granted_to: to } of ended) {
    rmSync(join(root, grantPath({ id, from, to })), { force: true });
    database.run('DELETE FROM grants WHERE id = ?', id);
  }
  return ended.length;
}
