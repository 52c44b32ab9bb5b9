import * as jose from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../kernel/caller.ts';
import { callerOf, machineRoles, personRoles, type TokenRules } from './tokens.ts';

const signedIn = new Date('2026-11-24T01:00:00.000Z');
const minutesOn = (minutes: number, seconds = 0): Date =>
  new Date(signedIn.getTime() + minutes * 60_000 + seconds * 1000);
let staff: jose.CryptoKey;
let machines: jose.CryptoKey;
let rules: TokenRules;
beforeAll(async () => {
  const [people, devices] = [await jose.generateKeyPair('ES256'), await jose.generateKeyPair('ES256')];
  staff = people.privateKey;
  machines = devices.privateKey;
  rules = [
    { issuer: 'urn:staff', keys: async () => people.publicKey, roles: personRoles },
    { issuer: 'urn:devices', keys: async () => devices.publicKey, roles: machineRoles },
  ];
});

interface Telling {
  readonly roles?: Role[];
  readonly hospital?: string;
  readonly issuer?: string;
  readonly key?: jose.CryptoKey;
  /** When this token was made: it may be a renewed one. */
  readonly madeAt?: Date;
  readonly more?: Record<string, unknown>;
}
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
const token = ({
  roles = ['doctor'],
  hospital = 'long-khanh',
  issuer = 'urn:staff',
  key = staff,
  madeAt = signedIn,
  more,
}: Telling = {}) =>
  new jose.SignJWT({ hospital, roles, auth_time: seconds(signedIn), token_use: 'access', ...more })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject('somebody-1')
    .setIssuer(issuer)
    .setIssuedAt(madeAt)
    .setExpirationTime(new Date(madeAt.getTime() + 15 * 60_000))
    .sign(key);
const caller = async (telling: Telling, at = signedIn) => callerOf(await token(telling), rules, at);

describe('a token', () => {
  it('of the pool of people speaks for people, one of the pool of devices for machines, and no other way', async () => {
    expect(await caller({ roles: ['doctor'] })).toMatchObject({ id: 'somebody-1', roles: ['doctor'] });
    const device = { issuer: 'urn:devices', key: machines };
    expect(await caller({ ...device, roles: ['kiosk'] })).toMatchObject({ roles: ['kiosk'] });
    expect(await caller({ roles: ['kiosk'] })).toBeUndefined();
    expect(await caller({ ...device, roles: ['admin'] })).toBeUndefined();
    expect(await caller({ ...device, roles: ['kiosk', 'admin'] })).toMatchObject({ roles: ['kiosk'] });
  });
  it('is believed by the keys of the pool that it names, and of no other', async () => {
    expect(await caller({ issuer: 'urn:devices', key: staff, roles: ['kiosk'] })).toBeUndefined();
    expect(await caller({ issuer: 'urn:somebody' })).toBeUndefined();
  });
  it('that says who somebody is opens nothing: only one of access does', async () => {
    expect(await caller({ more: { token_use: 'id' } })).toBeUndefined();
  });
});

describe('a session', () => {
  const place = (role: Role): string =>
    role === 'operator' ? 'platform' : role === 'province' ? 'province' : 'long-khanh';
  it.each([
    ['operator', 60],
    ['province', 480],
    ['doctor', 720],
    ['cashier', 720],
    ['admin', 720],
    ['reception', 720],
  ] as const)(
    'of the role %s ends %i minutes after the sign-in, however often its token was renewed',
    async (role, minutes) => {
      const renewed = { roles: [role], hospital: place(role), madeAt: minutesOn(minutes - 5) };
      expect(await caller(renewed, minutesOn(minutes, -1))).toMatchObject({ roles: [role] });
      expect(await caller(renewed, minutesOn(minutes))).toBeUndefined();
    },
  );
  it('of a machine lasts a quarter of an hour', async () => {
    const kiosk = { roles: ['kiosk' as const], issuer: 'urn:devices', key: machines };
    expect(await caller(kiosk, minutesOn(14, 59))).toBeDefined();
    expect(await caller(kiosk, minutesOn(15))).toBeUndefined();
  });
});
