import type { TenantId } from '../kernel/ids.ts';
import type { Directory } from '../ports/world.ts';
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
