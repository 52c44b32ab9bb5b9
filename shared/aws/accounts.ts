import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TenantId } from '../kernel/ids.ts';
import { freshPassword } from '../kernel/password.ts';
import { type Accounts, isLogin } from '../ports/world.ts';
import { patiently } from './patience.ts';
import { isNamed, tenantPool } from './pool.ts';

/**
 * The accounts port on the Cognito pool of the staff. The pool asks everybody for a second factor at the first sign-in;
 * an access token lives 15 minutes, so whoever was closed is out by then, whatever they still hold.
 */
export function cognitoAccounts(
  client: CognitoIdentityProviderClient,
  { pool, tenant }: { readonly pool: string; readonly tenant: TenantId },
): Accounts {
  const own = tenantPool(client, pool, tenant);
  const named = (login: string) => {
    if (!isLogin(login)) throw new RangeError('not a login');
    return own.user(login);
  };
  const signOut = (login: string) => patiently(() => client.send(new AdminUserGlobalSignOutCommand(named(login))));

  return {
    async put(login, roles) {
      const user = named(login);
      const wanted = [...new Set(roles)].toSorted();
      if (wanted.length === 0) throw new RangeError('an account has a role');
      const { subject, enabled } = await own.ensure(login);
      await own.setRoles(login, wanted);
      // Last, so that an account is never open with the roles it had before it was closed.
      if (!enabled) await patiently(() => client.send(new AdminEnableUserCommand(user)));
      return { subject, roles: wanted, open: true };
    },
    async close(login) {
      const user = named(login);
      try {
        await patiently(() => client.send(new AdminDisableUserCommand(user)));
        await signOut(login);
      } catch (error) {
        if (!isNamed(error, 'UserNotFoundException')) throw error;
      }
    },
    async find(login) {
      named(login);
      const user = await own.find(login);
      return user && { subject: user.subject, roles: await own.rolesOf(login), open: user.enabled };
    },
    async newPassword(login) {
      const user = named(login);
      const found = await own.find(login);
      if (!found?.enabled) return undefined;
      const password = freshPassword();
      await patiently(() =>
        client.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: false })),
      );
      await signOut(login);
      return password;
    },
  };
}
