import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { cognitoAccounts } from '../../shared/aws/accounts.ts';
import { cognitoSessions } from '../../shared/aws/sessions.ts';
import { openEmbedded } from '../../shared/embedded/source.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { freshPassword } from '../../shared/kernel/password.ts';
import { isLogin } from '../../shared/ports/world.ts';

const cognito = mockClient(CognitoIdentityProviderClient);
const client = new CognitoIdentityProviderClient({ region: 'ap-southeast-1' });
const tenant = TenantId.parse('long-khanh');
const accounts = cognitoAccounts(client, { pool: 'staff', tenant });
const sessions = cognitoSessions(client, { pool: 'devices', client: 'app', tenant });

const failure = (name: string) => Object.assign(new Error(name), { name });
const sub = [{ Name: 'sub', Value: 'subject-1' }];
const groups = (...names: string[]) => ({ Groups: names.map((GroupName) => ({ GroupName })) });
/** What was sent, command by command: its name and what it says. */
const sent = () =>
  cognito.calls().map(({ args: [command] }) => [command.constructor.name.replace('Command', ''), command.input]);
const names = () => sent().map(([name]) => name);

beforeEach(() => {
  cognito.reset();
  cognito.onAnyCommand().resolves({});
  cognito.on(AdminGetUserCommand).resolves({ UserAttributes: sub, Enabled: true });
  cognito.on(AdminListGroupsForUserCommand).resolves(groups());
});

describe('a staff account in Cognito', () => {
  it('is made without a message to anybody and with a password that nobody knows', async () => {
    cognito.on(AdminGetUserCommand).rejects(failure('UserNotFoundException'));
    cognito.on(AdminCreateUserCommand).resolves({ User: { Attributes: sub, Enabled: true } });
    expect(await accounts.put('an.nguyen', ['doctor', 'admin', 'doctor'])).toEqual({
      subject: 'subject-1',
      roles: ['admin', 'doctor'],
      open: true,
    });
    const user = { UserPoolId: 'staff', Username: 'long-khanh.an.nguyen' };
    expect(sent()).toEqual([
      ['AdminGetUser', user],
      ['AdminCreateUser', { ...user, MessageAction: 'SUPPRESS', TemporaryPassword: expect.any(String) }],
      ['AdminListGroupsForUser', user],
      ['AdminAddUserToGroup', { ...user, GroupName: 'long-khanh:admin' }],
      ['AdminAddUserToGroup', { ...user, GroupName: 'long-khanh:doctor' }],
    ]);
  });

  it('stays as it is when the same is said again', async () => {
    cognito.on(AdminListGroupsForUserCommand).resolves(groups('long-khanh:doctor'));
    await accounts.put('an.nguyen', ['doctor']);
    expect(names()).toEqual(['AdminGetUser', 'AdminListGroupsForUser']);
  });

  it('loses a role before it gets another one, and is opened only when its roles are right', async () => {
    cognito.on(AdminGetUserCommand).resolves({ UserAttributes: sub, Enabled: false });
    cognito.on(AdminListGroupsForUserCommand).resolves(groups('long-khanh:admin', 'long-khanh:cashier'));
    await accounts.put('an.nguyen', ['cashier', 'doctor']);
    expect(names().slice(2)).toEqual(['AdminRemoveUserFromGroup', 'AdminAddUserToGroup', 'AdminEnableUser']);
    expect(cognito.commandCalls(AdminRemoveUserFromGroupCommand)[0]?.args[0].input.GroupName).toBe('long-khanh:admin');
  });

  it('is the one that another request made a moment before', async () => {
    cognito
      .on(AdminGetUserCommand)
      .rejectsOnce(failure('UserNotFoundException'))
      .resolves({ UserAttributes: sub, Enabled: true });
    cognito.on(AdminCreateUserCommand).rejects(failure('UsernameExistsException'));
    expect((await accounts.put('an.nguyen', ['doctor'])).subject).toBe('subject-1');
  });

  it('shows all its roles, however many pages of groups there are', async () => {
    cognito
      .on(AdminListGroupsForUserCommand)
      .resolvesOnce({ ...groups('long-khanh:doctor'), NextToken: 'more' })
      .resolves(groups('long-khanh:admin'));
    expect((await accounts.find('an.nguyen'))?.roles).toEqual(['admin', 'doctor']);
    expect(cognito.commandCalls(AdminListGroupsForUserCommand)[1]?.args[0].input.NextToken).toBe('more');
  });

  it('is not touched when somebody put it into a group of another hospital', async () => {
    cognito.on(AdminListGroupsForUserCommand).resolves(groups('thong-nhat:admin'));
    await expect(accounts.put('an.nguyen', ['doctor'])).rejects.toThrow('a group that its hospital does not have');
    await expect(accounts.find('an.nguyen')).rejects.toThrow();
    expect(cognito.commandCalls(AdminEnableUserCommand)).toHaveLength(0);
  });

  it('is closed for new sessions first, then loses those it has', async () => {
    await accounts.close('an.nguyen');
    expect(names()).toEqual(['AdminDisableUser', 'AdminUserGlobalSignOut']);
  });

  it('that does not exist is closed already, found nowhere, and gets no password', async () => {
    cognito.on(AdminDisableUserCommand).rejects(failure('UserNotFoundException'));
    cognito.on(AdminGetUserCommand).rejects(failure('UserNotFoundException'));
    await accounts.close('an.nguyen');
    expect(await accounts.find('an.nguyen')).toBeUndefined();
    expect(await accounts.newPassword('an.nguyen')).toBeUndefined();
    expect(cognito.commandCalls(AdminSetUserPasswordCommand)).toHaveLength(0);
  });

  it('gets a new password that must be changed at the next sign-in, and loses the sessions it has', async () => {
    const password = await accounts.newPassword('an.nguyen');
    expect(sent().slice(1)).toEqual([
      [
        'AdminSetUserPassword',
        { UserPoolId: 'staff', Username: 'long-khanh.an.nguyen', Password: password, Permanent: false },
      ],
      ['AdminUserGlobalSignOut', { UserPoolId: 'staff', Username: 'long-khanh.an.nguyen' }],
    ]);
    cognito.on(AdminGetUserCommand).resolves({ UserAttributes: sub, Enabled: false });
    expect(await accounts.newPassword('an.nguyen')).toBeUndefined();
  });

  it('is tried again while the pool is busy, and not when it says no', async () => {
    cognito
      .on(AdminAddUserToGroupCommand)
      .rejectsOnce(failure('TooManyRequestsException'))
      .rejectsOnce(failure('InternalErrorException'))
      .resolves({});
    await accounts.put('an.nguyen', ['doctor']);
    expect(cognito.commandCalls(AdminAddUserToGroupCommand)).toHaveLength(3);
    cognito.on(AdminUserGlobalSignOutCommand).rejects(failure('InvalidParameterException'));
    await expect(accounts.close('an.nguyen')).rejects.toThrow('InvalidParameterException');
  });

  it('has a role', async () => {
    await expect(accounts.put('an.nguyen', [])).rejects.toThrow(RangeError);
    expect(cognito.calls()).toHaveLength(0);
  });
});

describe('a session of a device in Cognito', () => {
  const auth = { AuthenticationResult: { AccessToken: 'token', ExpiresIn: 900 } };
  const user = { UserPoolId: 'devices', Username: 'long-khanh.K-1' };

  it('is opened with a password that is set for it and used once', async () => {
    cognito.on(AdminListGroupsForUserCommand).resolves(groups('long-khanh:kiosk'));
    cognito.on(AdminInitiateAuthCommand).resolves(auth);
    expect(await sessions.open('K-1', 'kiosk')).toEqual({ token: 'token', expiresInSeconds: 900 });
    const set = cognito.commandCalls(AdminSetUserPasswordCommand)[0]?.args[0].input;
    expect(set).toEqual({ ...user, Password: expect.any(String), Permanent: true });
    expect(cognito.commandCalls(AdminInitiateAuthCommand)[0]?.args[0].input).toEqual({
      UserPoolId: 'devices',
      ClientId: 'app',
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'long-khanh.K-1', PASSWORD: set?.Password },
    });
    await sessions.open('K-1', 'kiosk');
    const passwords = cognito.commandCalls(AdminSetUserPasswordCommand).map(({ args }) => args[0].input.Password);
    expect(new Set(passwords).size).toBe(2);
  });

  it('makes the user and the group of the hospital at the first time', async () => {
    cognito.on(AdminGetUserCommand).rejects(failure('UserNotFoundException'));
    cognito.on(AdminCreateUserCommand).resolves({ User: { Attributes: sub, Enabled: true } });
    cognito.on(AdminAddUserToGroupCommand).rejectsOnce(failure('ResourceNotFoundException')).resolves({});
    cognito.on(AdminInitiateAuthCommand).resolves(auth);
    await sessions.open('K-1', 'board');
    expect(cognito.commandCalls(CreateGroupCommand)[0]?.args[0].input).toEqual({
      UserPoolId: 'devices',
      GroupName: 'long-khanh:board',
    });
    expect(cognito.commandCalls(AdminAddUserToGroupCommand).at(-1)?.args[0].input).toEqual({
      ...user,
      GroupName: 'long-khanh:board',
    });
  });

  it('of a machine that became a board says nothing of a kiosk', async () => {
    cognito.on(AdminListGroupsForUserCommand).resolves(groups('long-khanh:kiosk'));
    cognito.on(AdminInitiateAuthCommand).resolves(auth);
    await sessions.open('K-1', 'board');
    const removed = cognito.commandCalls(AdminRemoveUserFromGroupCommand)[0]?.args[0].input;
    expect(removed).toEqual({ ...user, GroupName: 'long-khanh:kiosk' });
  });

  it('is opened again when another one took its password away, a few times', async () => {
    cognito.on(AdminListGroupsForUserCommand).resolves(groups('long-khanh:kiosk'));
    cognito.on(AdminInitiateAuthCommand).rejectsOnce(failure('NotAuthorizedException')).resolves(auth);
    expect((await sessions.open('K-1', 'kiosk')).token).toBe('token');
    cognito.on(AdminInitiateAuthCommand).rejects(failure('NotAuthorizedException'));
    await expect(sessions.open('K-1', 'kiosk')).rejects.toThrow('NotAuthorizedException');
  });
});

describe('no command', () => {
  /** Whatever a command names must be this hospital's: the user before the first point, the group before the colon. */
  const strangers = () =>
    sent().filter(([, input]) => {
      const { Username, GroupName } = input as { Username?: string; GroupName?: string };
      const isOwn = (named: string | undefined, sign: string) => named === undefined || named.split(sign)[0] === tenant;
      return !isOwn(Username, '.') || !isOwn(GroupName, ':');
    });
  const anything = fc.oneof(
    fc.string(),
    fc.constantFrom('thong-nhat.an', '../thong-nhat', 'an:admin', '.an', '', 'thong-nhat:admin', 'an\nthong-nhat.an'),
    fc.stringMatching(/^[a-z][a-z0-9._-]{2,39}$/),
  );

  it('names a user or group of another hospital, whatever login or device is given', async () => {
    cognito.on(AdminInitiateAuthCommand).resolves({ AuthenticationResult: { AccessToken: 't', ExpiresIn: 900 } });
    await fc.assert(
      fc.asyncProperty(anything, async (name) => {
        cognito.resetHistory();
        const tried = await Promise.allSettled([
          accounts.put(name, ['doctor']),
          accounts.find(name),
          accounts.newPassword(name),
          accounts.close(name),
        ]);
        const isTaken = tried.map(({ status }) => status === 'fulfilled');
        expect(isTaken).toEqual(isTaken.map(() => isLogin(name)));
        if (!isLogin(name)) expect(cognito.calls()).toHaveLength(0);
        await sessions.open(name, 'kiosk').catch((error: unknown) => expect(error).toBeInstanceOf(RangeError));
        expect(strangers()).toEqual([]);
      }),
    );
  });
});

describe('accounts of both editions', () => {
  it('say the same of a login from its opening to its closing', async () => {
    const embedded = openEmbedded({ path: ':memory:' });
    const { accounts: local } = await embedded.ports(tenant, 'staff');
    expect(await local.newPassword('an.nguyen')).toBeUndefined();
    const { subject } = await local.put('an.nguyen', ['doctor', 'admin', 'doctor']);
    expect(await local.find('an.nguyen')).toEqual({ subject, roles: ['admin', 'doctor'], open: true });
    expect(await local.newPassword('an.nguyen')).toMatch(/^.{19}$/);
    await local.close('an.nguyen');
    await local.close('nobody');
    expect(await local.find('an.nguyen')).toMatchObject({ subject, open: false });
    expect(await local.newPassword('an.nguyen')).toBeUndefined();
    embedded.close();
  });

  it('hand over passwords that the pool takes, and never the same', () => {
    const passwords = Array.from({ length: 200 }, freshPassword);
    expect(new Set(passwords).size).toBe(200);
    for (const password of passwords) expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w-]{19}$/);
  });
});
