import {
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TenantId } from '../kernel/ids.ts';
import { freshPassword } from '../kernel/password.ts';
import type { Session, Sessions } from '../ports/world.ts';
import { patiently } from './patience.ts';
import { isNamed, tenantPool } from './pool.ts';

type DeviceRole = Parameters<Sessions['open']>[1];

/** Two sessions opened for one device at once take each other's password away; the next try has its own. */
const tries = 4;
const deviceName = /^[A-Za-z0-9-]{1,64}$/;

/**
 * The sessions port on the Cognito pool of the devices. A device's user is made at its first session, and its password
 * lives for one sign-in: it is set, used and forgotten here, so there is none to steal.
 */
export function cognitoSessions(
  client: CognitoIdentityProviderClient,
  { pool, client: app, tenant }: { readonly pool: string; readonly client: string; readonly tenant: TenantId },
): Sessions {
  const own = tenantPool(client, pool, tenant);

  const createGroup = async (role: DeviceRole): Promise<void> => {
    const command = new CreateGroupCommand({ UserPoolId: pool, GroupName: own.group(role) });
    try {
      await patiently(() => client.send(command));
    } catch (error) {
      if (!isNamed(error, 'GroupExistsException')) throw error;
    }
  };

  const setRole = async (device: string, role: DeviceRole): Promise<void> => {
    try {
      await own.setRoles(device, [role]);
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error;
      await createGroup(role);
      await own.setRoles(device, [role]);
    }
  };

  const signIn = async (device: string): Promise<Session> => {
    const user = own.user(device);
    const password = freshPassword();
    const set = new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true });
    await patiently(() => client.send(set));
    const command = new AdminInitiateAuthCommand({
      UserPoolId: pool,
      ClientId: app,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user.Username, PASSWORD: password },
    });
    const { AuthenticationResult } = await patiently(() => client.send(command));
    const { AccessToken, ExpiresIn } = AuthenticationResult ?? {};
    if (!AccessToken || !ExpiresIn) throw new Error('Cognito answered without a token');
    return { token: AccessToken, expiresInSeconds: ExpiresIn };
  };

  return {
    async open(device, role) {
      if (!deviceName.test(device)) throw new RangeError('not a device');
      await own.ensure(device);
      await setRole(device, role);
      for (let turn = 1; ; turn++) {
        try {
          return await signIn(device);
        } catch (error) {
          if (turn === tries || !isNamed(error, 'NotAuthorizedException')) throw error;
        }
      }
    },
  };
}
