import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
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
import type { Database } from './database.ts';
import { decrypt, encrypt, tenantKey } from './keys.ts';

interface Row {
  path: string;
  bytes: number;
  sha256: string;
  content_type: string;
  version: string;
  locked_until: number | null;
  legal_hold: number;
}

const lockOf = (row: Row): Lock => ({
  ...(row.locked_until === null ? {} : { until: new Date(row.locked_until) }),
  ...(row.legal_hold ? { legalHold: true } : {}),
});
const toFile = (row: Row): StoredFile => ({
  path: row.path,
  bytes: row.bytes,
  sha256: row.sha256,
  contentType: row.content_type,
  version: row.version,
  lock: lockOf(row),
});

/** A rename is on the disk only when its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** The files port on a folder: content encrypted per tenant, what is known of it (and its lock) in SQLite. */
export function folderFiles(
  database: Database,
  root: string,
  master: Buffer,
  tenant: TenantId,
  now: () => Date,
): Files {
  const key = tenantKey(master, tenant, 'files');
  const find = (shelf: Shelf, path: string): Row | undefined =>
    database.one<Row>('SELECT * FROM files WHERE tenant = ? AND shelf = ? AND path = ?', tenant, shelf, path);
  const found = (shelf: Shelf, path: string): Row => {
    const row = find(shelf, path);
    if (!row) throw new Error('no such file');
    return row;
  };
  const place = (shelf: Shelf, path: string): string => {
    if (!isFilePath(path)) throw new Error('not a path of a file');
    return join(root, tenant, shelf, path);
  };
  const locked = (row: Row): boolean => row.legal_hold === 1 || (row.locked_until ?? 0) > now().getTime();

  return {
    async put(shelf, path, content, about) {
      const target = place(shelf, path);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const before = find(shelf, path);
      if (before) {
        if (before.sha256 !== sha256) throw new FileExists(`${shelf} already holds other content under this path`);
        return toFile(before);
      }
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      const draft = `${target}.draft`;
      const file = openSync(draft, 'w', 0o600);
      writeSync(file, encrypt(key, `${tenant}/${shelf}/${path}`, content));
      fsyncSync(file);
      closeSync(file);
      renameSync(draft, target);
      syncFolder(dirname(target));
      database.run(
        `INSERT INTO files (tenant, shelf, path, bytes, sha256, content_type, version, locked_until, legal_hold)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        tenant,
        shelf,
        path,
        content.length,
        sha256,
        about.contentType,
        sha256.slice(0, 16),
        about.lock?.until?.getTime() ?? null,
        about.lock?.legalHold ? 1 : 0,
      );
      return toFile(found(shelf, path));
    },
    async get(shelf, path) {
      const target = place(shelf, path);
      if (!find(shelf, path)) return undefined;
      return decrypt(key, `${tenant}/${shelf}/${path}`, readFileSync(target));
    },
    async head(shelf, path) {
      const row = find(shelf, path);
      return row && toFile(row);
    },
    async remove(shelf, path) {
      const target = place(shelf, path);
      const row = find(shelf, path);
      if (!row) return;
      if (locked(row)) throw new FileLocked(`${shelf} holds this file under a lock`);
      database.run('DELETE FROM files WHERE tenant = ? AND shelf = ? AND path = ?', tenant, shelf, path);
      if (existsSync(target)) rmSync(target);
    },
    async extend(shelf, path, lock) {
      const row = found(shelf, path);
      const until = lock.until?.getTime() ?? row.locked_until;
      if ((until ?? 0) < (row.locked_until ?? 0)) throw new FileLocked('a lock can be moved later, never earlier');
      database.run(
        'UPDATE files SET locked_until = ?, legal_hold = ? WHERE tenant = ? AND shelf = ? AND path = ?',
        until,
        lock.legalHold || row.legal_hold === 1 ? 1 : 0,
        tenant,
        shelf,
        path,
      );
    },
  };
}
