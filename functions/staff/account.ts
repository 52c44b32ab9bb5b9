import type { Account, Accounts } from '../../shared/ports/world.ts';
import type { Member } from './member.ts';

/**
 * Makes the account what the member's state says, however often it is asked. The commit that follows must hold on the
 * member's version: then the last to settle an account has read the last state.
 */
export async function settleAccount(accounts: Accounts, member: Member): Promise<Account | undefined> {
  if (member.state === 'active') return accounts.put(member.login, member.roles);
  await accounts.close(member.login);
  return undefined;
}
