import type { TenantId } from '../kernel/ids.ts';
import type { Directory, Grant, Shared } from '../ports/world.ts';
import type { Database } from './database.ts';

/** The global lookup table. It says which tenant, nothing more. */
export const lookUp = (database: Database, kind: string, value: string): TenantId | undefined =>
  database.one<{ tenant: TenantId }>('SELECT tenant FROM directory WHERE kind = ? AND value = ?', kind, value)?.tenant;

export const hospitalsOf = (database: Database): readonly TenantId[] =>
  database
    .all<{ value: TenantId }>("SELECT value FROM directory WHERE kind = 'hospital' ORDER BY value")
    .map((row) => row.value);

export const sqliteDirectory = (database: Database, tenant: TenantId): Directory => ({
  tenantOf: async (kind, value) => lookUp(database, kind, value),
  async claim(kind, value) {
    database.run('INSERT OR IGNORE INTO directory (kind, value, tenant) VALUES (?, ?, ?)', kind, value, tenant);
    return lookUp(database, kind, value) === tenant;
  },
});

interface GrantRow {
  id: string;
  granted_by: TenantId;
  granted_to: TenantId;
  purpose: Grant['purpose'];
  subject: string;
  document: string;
  expires: number;
}

export const sqliteShared = (database: Database, tenant: TenantId, now: () => Date): Shared => ({
  async grant(grant) {
    database.run(
      'INSERT OR IGNORE INTO grants (id, granted_by, granted_to, purpose, subject, document, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
      grant.id,
      tenant,
      grant.to,
      grant.purpose,
      grant.subject,
      JSON.stringify(grant.document),
      grant.expires.getTime(),
    );
  },
  async granted(id) {
    const row = database.one<GrantRow>(
      'SELECT * FROM grants WHERE id = ? AND granted_to = ? AND expires > ?',
      id,
      tenant,
      now().getTime(),
    );
    if (!row) return undefined;
    return {
      id: row.id,
      from: row.granted_by,
      to: row.granted_to,
      purpose: row.purpose,
      subject: row.subject,
      document: JSON.parse(row.document) as unknown,
      expires: new Date(row.expires),
    };
  },
  async revoke(id) {
    database.run('DELETE FROM grants WHERE id = ? AND granted_by = ?', id, tenant);
  },
});
