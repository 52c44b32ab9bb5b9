import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Role } from '../kernel/caller.ts';
import type { TenantId } from '../kernel/ids.ts';
import { freshPassword } from '../kernel/password.ts';
import { roles } from '../kernel/roles.ts';
import { patiently } from './patience.ts';

/** Somebody or something that may sign in at a pool. */
interface PoolUser {
  readonly subject: string;
  readonly enabled: boolean;
}

/**
 * One hospital's part of a Cognito user pool. Users are named `<tenant>.<name>` and their groups `<tenant>:<role>`; a
 * tenant's name holds neither point nor colon, so no name given here can mean a user or group of another hospital.
 */
export function tenantPool(client: CognitoIdentityProviderClient, pool: string, tenant: TenantId) {
  const user = (name: string) => ({ UserPoolId: pool, Username: `${tenant}.${name}` });
  const group = (role: Role): string => `${tenant}:${role}`;

  const find = async (name: string): Promise<PoolUser | undefined> => {
    try {
      const { UserAttributes, Enabled } = await patiently(() => client.send(new AdminGetUserCommand(user(name))));
      return { subject: subjectIn(UserAttributes), enabled: Enabled === true };
    } catch (error) {
      if (isNamed(error, 'UserNotFoundException')) return undefined;
      throw error;
    }
  };

  /** @throws Error when somebody outside put the user into a group that is not this hospital's: nobody may guess why. */
  const rolesOf = async (name: string): Promise<Role[]> => {
    const held: Role[] = [];
    let next: string | undefined;
    do {
      const command = new AdminListGroupsForUserCommand({
        ...user(name),
        ...(next === undefined ? {} : { NextToken: next }),
      });
      const { Groups = [], NextToken } = await patiently(() => client.send(command));
      for (const { GroupName } of Groups) {
        const role = roles.find((one) => group(one) === GroupName);
        if (!role) throw new Error(`${tenant}.${name} is in a group that its hospital does not have`);
        held.push(role);
      }
      next = NextToken;
    } while (next !== undefined);
    return held.toSorted();
  };

  return {
    user,
    group,
    find,
    rolesOf,
    /** The user, made when there is none. Nobody knows its password until one is set. */
    async ensure(name: string): Promise<PoolUser> {
      const known = await find(name);
      if (known) return known;
      const command = new AdminCreateUserCommand({
        ...user(name),
        MessageAction: 'SUPPRESS',
        TemporaryPassword: freshPassword(),
      });
      try {
        const { User } = await patiently(() => client.send(command));
        return { subject: subjectIn(User?.Attributes), enabled: User?.Enabled === true };
      } catch (error) {
        // Made in the meantime, or by a request whose answer was lost.
        const made = isNamed(error, 'UsernameExistsException') ? await find(name) : undefined;
        if (made) return made;
        throw error;
      }
    },
    /**
     * Sets exactly these roles. What goes is taken first: whoever changes from one role to another never holds both.
     * @throws ResourceNotFoundException when a role has no group yet.
     */
    async setRoles(name: string, wanted: readonly Role[]): Promise<void> {
      const held = await rolesOf(name);
      for (const role of held.filter((one) => !wanted.includes(one))) {
        const command = new AdminRemoveUserFromGroupCommand({ ...user(name), GroupName: group(role) });
        await patiently(() => client.send(command));
      }
      for (const role of wanted.filter((one) => !held.includes(one))) {
        const command = new AdminAddUserToGroupCommand({ ...user(name), GroupName: group(role) });
        await patiently(() => client.send(command));
      }
    },
  };
}

export const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

function subjectIn(attributes: readonly AttributeType[] | undefined): string {
  const subject = attributes?.find(({ Name }) => Name === 'sub')?.Value;
  if (!subject) throw new Error('Cognito answered without a subject');
  return subject;
}
