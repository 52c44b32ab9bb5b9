import type { TenantId } from '../kernel/ids.ts';
import type { Standing, Standings } from '../ports/world.ts';
import type { Database } from './database.ts';

export const standingOf = (database: Database, tenant: TenantId): Standing =>
  database.one<{ standing: Standing }>('SELECT standing FROM standings WHERE tenant = ?', tenant)?.standing ?? 'active';

/** How hospitals stand, in one row each. */
export const sqliteStandings = (database: Database): Standings => ({
  async set(hospital, standing) {
    database.run(
      'INSERT INTO standings (tenant, standing) VALUES (?, ?) ON CONFLICT (tenant) DO UPDATE SET standing = excluded.standing',
      hospital,
      standing,
    );
  },
});
