import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as jose from 'jose';
import { claimsOf, TokenRequest } from '../../local/personas.ts';
import type { Role } from '../../shared/kernel/caller.ts';
import { machineRoles } from '../../shared/runtime/tokens.ts';
import { account, type Cloud, region } from './emulator.ts';

const kid = 'rehearsal';
const isMachine = (role: Role): boolean => machineRoles.includes(role);

/** Tokens of personas: Cognito's own, and such as Cognito would not make. */
export async function openSignIn() {
  const { publicKey, privateKey } = await jose.generateKeyPair('ES256');
  const stranger = await jose.generateKeyPair('ES256');
  const ownKey = { ...(await jose.exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid };
  const known = new Map<string, Promise<string>>();

  /** Somebody new with a password in one group: a person in the pool of staff, a machine in the pool of devices. */
  async function enrol(cloud: Cloud, name: string, group: string, role: Role): Promise<string> {
    const { pool, clientId } = isMachine(role)
      ? { pool: cloud.devicePool, clientId: cloud.deviceClient }
      : { pool: cloud.pool, clientId: cloud.client };
    const client = new CognitoIdentityProviderClient({
      endpoint: cloud.endpoint,
      region,
      credentials: { accessKeyId: account, secretAccessKey: 'rehearsal' },
    });
    try {
      const person = { UserPoolId: pool, Username: name };
      // Onboarding made the groups of staff; those of machines are made with the first of them.
      await client.send(new CreateGroupCommand({ UserPoolId: pool, GroupName: group })).catch((error: Error) => {
        if (error.name !== 'GroupExistsException') throw error;
      });
      const Password = `Aa1!${randomBytes(18).toString('base64url')}`;
      // The emulator's own temporary password breaks the pool's rules.
      const invited = { ...person, MessageAction: 'SUPPRESS' as const, TemporaryPassword: Password };
      await client.send(new AdminCreateUserCommand(invited));
      await client.send(new AdminSetUserPasswordCommand({ ...person, Password, Permanent: true }));
      await client.send(new AdminAddUserToGroupCommand({ ...person, GroupName: group }));
      const signedIn = await client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: pool,
          ClientId: clientId,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: name, PASSWORD: Password },
        }),
      );
      const token = signedIn.AuthenticationResult?.AccessToken;
      if (token === undefined) throw new Error(`${name} was not let in: ${signedIn.ChallengeName}`);
      return token;
    } finally {
      client.destroy();
    }
  }

  const claimsFor = (asked: unknown) => {
    const claims = claimsOf(TokenRequest.parse(asked));
    if (!claims) throw new Error('no place');
    return claims;
  };

  return {
    /** Forgets who signed in: the cloud was begun anew. */
    forget: () => known.clear(),
    /** Cognito's access token of a persona, who is enrolled at the first time. */
    token(cloud: Cloud, asked: unknown): Promise<string> {
      const { subject, hospital, roles } = claimsFor(asked);
      const group = `${hospital}:${roles[0]}`;
      const name = `${group}:${subject}`;
      const token = known.get(name) ?? enrol(cloud, name, group, roles[0] ?? 'doctor');
      known.set(name, token);
      token.catch(() => known.delete(name));
      return token;
    },
    /** A token in Cognito's name, made at another moment or signed by a key that nobody knows. */
    forgery(cloud: Cloud, { at, strange, ...asked }: { at?: string; strange?: boolean }): Promise<string> {
      const { subject, hospital, roles } = claimsFor(asked);
      const seconds = Math.floor((at === undefined ? Date.now() : Date.parse(at)) / 1000);
      return new jose.SignJWT({ hospital, roles, token_use: 'access' })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setSubject(subject)
        .setIssuer(cloud.issuer)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 3600)
        .sign(strange ? stranger.privateKey : privateKey);
    },
    /** Cognito's published keys, and the one that signs expired tokens. */
    async keys(cloud: Cloud, pool: string): Promise<object> {
      const published = await fetch(`${cloud.endpoint}/${pool}/.well-known/jwks.json`);
      const { keys } = (await published.json()) as { keys: object[] };
      return { keys: [...keys, ownKey] };
    },
  };
}
