import { randomUUID } from 'node:crypto';
import type { Role } from '../kernel/caller.ts';
import type { TenantId } from '../kernel/ids.ts';
import { freshPassword } from '../kernel/password.ts';
import { type Account, type Accounts, isLogin } from '../ports/world.ts';
import type { Database } from './database.ts';

interface Row {
  readonly subject: string;
  readonly roles: string;
  readonly open: number;
}

const accountOf = ({ subject, roles, open }: Row): Account => ({
  subject,
  roles: roles.split(',') as Role[],
  open: open === 1,
});

/** Staff accounts on one machine, in the place of a Cognito pool. */
export function sqliteAccounts(database: Database, tenant: TenantId): Accounts {
  const find = (login: string): Account | undefined => {
    const row = database.one<Row>(
      'SELECT subject, roles, open FROM accounts WHERE tenant = ? AND login = ?',
      tenant,
      login,
    );
    return row && accountOf(row);
  };
  return {
    async put(login, roles) {
      if (!isLogin(login)) throw new RangeError('not a login');
      if (roles.length === 0) throw new RangeError('an account has a role');
      database.run(
        `INSERT INTO accounts (tenant, login, subject, roles, open) VALUES (?, ?, ?, ?, 1)
         ON CONFLICT (tenant, login) DO UPDATE SET roles = excluded.roles, open = 1`,
        tenant,
        login,
        randomUUID(),
        [...new Set(roles)].sort().join(','),
      );
      const account = find(login);
      if (!account) throw new Error('an account was not kept');
      return account;
    },
    async close(login) {
      database.run('UPDATE accounts SET open = 0 WHERE tenant = ? AND login = ?', tenant, login);
    },
    find: async (login) => find(login),
    // On one machine tokens are issued without a password: the answer is of the same form, and opens nothing.
    newPassword: async (login) => (find(login)?.open ? freshPassword() : undefined),
  };
}
