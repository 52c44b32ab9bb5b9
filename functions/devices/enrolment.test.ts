import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TenantId } from '../../shared/kernel/ids.ts';
import { aMachine, deviceDoors, type Machine } from '../../test/device-stage.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { makeCertificate, newKeyPair } from '../../test/x509.ts';
import { judgeTry } from './claim-code.ts';
import { type Claim, mostTries, opened, preregistered } from './device.ts';
import { devices } from './index.ts';

let stage: Stage;
let doors: ReturnType<typeof deviceDoors>;
let kiosk: Machine;
beforeEach(async () => {
  stage = openStage({ contexts: [devices] });
  doors = deviceDoors(stage);
  kiosk = aMachine('KIOSK-001', stage.now());
  await doors.register(kiosk.serial);
});
afterEach(() => stage.close());

const wrong = '0000-0000-0000';
const put = async (machine: Machine) => doors.enrol(machine, await doors.code(machine.serial));
const session = async (machine: Machine, told: Parameters<Machine['assertion']>[1] = {}) =>
  doors.session(machine.fingerprint, await machine.assertion(stage.now(), told));
const refused = (status: number, code: string, because?: string) => ({
  status,
  body: because === undefined ? { code } : { code, because },
});

describe('a machine', () => {
  it('enrols with its code and its own certificate, and belongs to the hospital', async () => {
    expect(await put(kiosk)).toMatchObject({
      status: 201,
      body: {
        device: 'KIOSK-001',
        fingerprint: kiosk.fingerprint,
        endsAt: '2028-11-23T00:00:00.000Z',
        hospital: 'long-khanh',
        kind: 'kiosk',
        place: 'noi',
      },
    });
    expect(await doors.read('KIOSK-001')).toMatchObject({
      state: 'enrolled',
      claim: { state: 'none' },
      certificate: { fingerprint: kiosk.fingerprint, enrolledAt: '2026-11-24T01:00:00.000Z', endsSoon: false },
    });
    expect(await stage.embedded.tenantOf('device', kiosk.fingerprint)).toBe('long-khanh');
  });
  it('may have its code typed in small letters, without hyphens, O for nought and l for one', async () => {
    const code = (await doors.code('KIOSK-001')).toLowerCase().replaceAll('-', '').replaceAll('0', 'o');
    expect(await doors.enrol(kiosk, code.replaceAll('1', 'l'))).toMatchObject({ status: 201 });
  });
  it('enrols once with a code, and gets the same answer when it repeats the very request', async () => {
    const code = await doors.code('KIOSK-001');
    const input = { serial: 'KIOSK-001', code, certificate: kiosk.certificate };
    const send = () => stage.request('POST /v1/device-claims/{serial}/enrolment', input, { key: 'enrol-kiosk-1' });
    const first = await send();
    expect(await send()).toMatchObject({ status: 201, body: first.body });
    expect(await doors.enrol(kiosk, code)).toMatchObject(refused(409, 'claim-missing', 'none'));
  });
  it('needs a code that was given out, that is its own, and not older than seven days', async () => {
    expect(await doors.enrol(kiosk, wrong)).toMatchObject(refused(409, 'claim-missing', 'none'));
    await doors.register('KIOSK-002');
    const [own, other] = [await doors.code('KIOSK-001'), await doors.code('KIOSK-002')];
    expect(await doors.enrol(kiosk, other)).toMatchObject(refused(403, 'claim-code-wrong'));
    stage.setClock({ minutes: 7 * 24 * 60 });
    expect(await doors.enrol(kiosk, own)).toMatchObject(refused(409, 'claim-missing', 'ended'));
    expect(await doors.read('KIOSK-001')).toMatchObject({ claim: { state: 'ended' } });
  });
  it('is locked out after five wrong codes, even with the right one, until there is a new code', async () => {
    const code = await doors.code('KIOSK-001');
    for (let n = 0; n < 5; n++) expect(await doors.enrol(kiosk, wrong)).toMatchObject(refused(403, 'claim-code-wrong'));
    expect(await doors.enrol(kiosk, code)).toMatchObject(refused(409, 'claim-locked'));
    expect(await doors.read('KIOSK-001')).toMatchObject({ claim: { state: 'locked' } });
    expect(await put(kiosk)).toMatchObject({ status: 201 });
  });
  it('gets five tries and not one more when twenty come at once', async () => {
    await doors.code('KIOSK-001');
    const replies = await Promise.all(Array.from({ length: 20 }, () => doors.enrol(kiosk, wrong)));
    expect(replies.filter(({ body }) => body.code === 'claim-code-wrong')).toHaveLength(5);
    expect(replies.filter(({ body }) => body.code === 'claim-locked')).toHaveLength(15);
  });
  it('loses no try by a certificate that does not fit', async () => {
    const code = await doors.code('KIOSK-001');
    const strange = { ...kiosk, certificate: aMachine('KIOSK-002', stage.now()).certificate };
    for (let n = 0; n < 6; n++) {
      expect(await doors.enrol(strange, code)).toMatchObject(refused(422, 'certificate-unfit', 'other-serial'));
    }
    expect(await doors.enrol(kiosk, code)).toMatchObject({ status: 201 });
  });
  it('enrols once when two of its requests race', async () => {
    const code = await doors.code('KIOSK-001');
    const twin = aMachine('KIOSK-001', stage.now());
    const replies = await Promise.all([doors.enrol(kiosk, code), doors.enrol(twin, code)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });
  it('that nobody registered anywhere is not found', async () => {
    expect(await doors.enrol(aMachine('KIOSK-404', stage.now()), wrong)).toMatchObject(refused(404, 'not-found'));
  });
  it('replaces its certificate with a new code, and the old one stops', async () => {
    await put(kiosk);
    const renewed = aMachine('KIOSK-001', stage.now());
    expect(await put(renewed)).toMatchObject({ status: 201 });
    expect(await session(kiosk)).toMatchObject(refused(401, 'device-unknown', 'certificate-replaced'));
    expect(await session(renewed)).toMatchObject({ status: 200 });
  });
  it('can bring neither its earlier certificate nor its earlier key again', async () => {
    await put(kiosk);
    expect(await put(kiosk)).toMatchObject(refused(409, 'certificate-used'));
    const from = stage.now();
    const to = new Date(from.getTime() + 86_400_000);
    const certificate = makeCertificate({ keys: kiosk.keys, names: ['KIOSK-001'], from, to });
    expect(await put({ ...kiosk, certificate })).toMatchObject(refused(409, 'certificate-used'));
  });
  it('cannot enrol with a certificate that another hospital has taken', async () => {
    const { directory } = await stage.embedded.ports(TenantId.parse('nhi-dong'), 'devices');
    await directory.claim('device', kiosk.fingerprint);
    expect(await put(kiosk)).toMatchObject(refused(409, 'certificate-used'));
  });
});

describe('a session of a device', () => {
  beforeEach(async () => {
    await put(kiosk);
  });

  it('lasts 15 minutes and speaks for this device, in its role, at its hospital', async () => {
    const reply = await session(kiosk);
    expect(reply).toMatchObject({
      status: 200,
      body: { device: 'KIOSK-001', expiresInSeconds: 900, hospital: 'long-khanh', kind: 'kiosk', place: 'noi' },
    });
    const [, payload = ''] = reply.body.token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(claims).toMatchObject({ sub: 'KIOSK-001', hospital: 'long-khanh', roles: ['kiosk'] });
    expect(claims.exp - claims.iat).toBe(900);
    const headers = { authorization: `Bearer ${reply.body.token}` };
    expect(await stage.request('GET /v1/devices', {}, { headers })).toMatchObject(refused(403, 'not-allowed'));
    stage.setClock({ minutes: 16 });
    expect(await stage.request('GET /v1/devices', {}, { headers })).toMatchObject(refused(401, 'unauthenticated'));
    expect(await doors.read('KIOSK-001')).toMatchObject({ lastSessionAt: '2026-11-24T01:00:00.000Z' });
  });
  it('leaves no token behind in the store', async () => {
    const { token } = (await session(kiosk)).body;
    expect(JSON.stringify(stage.stored('devices'))).not.toContain(token.split('.')[2]);
  });
  const now = Math.floor(Date.parse('2026-11-24T01:00:00.000Z') / 1000);
  const stranger = newKeyPair().privateKey;
  it.each<[string, string, Parameters<Machine['assertion']>[1]]>([
    ['by another key', 'proof', { key: stranger }],
    ['for another audience', 'proof', { claims: { aud: 'urn:smart-hospital:device-renewals' } }],
    ['issued by another device', 'proof', { claims: { iss: 'KIOSK-002' } }],
    ['about another device', 'proof', { claims: { sub: 'KIOSK-002' } }],
    ['that names another certificate', 'other-certificate', { header: { 'x5t#S256': 'AAAA' } }],
    ['that names no certificate', 'other-certificate', { header: { 'x5t#S256': undefined } }],
    ['without an end', 'claims', { claims: { exp: undefined } }],
    ['without an id', 'claims', { claims: { jti: undefined } }],
    ['that lives for more than a minute', 'lives-too-long', { claims: { exp: now + 61 } }],
    ['made more than a minute ago', 'clock', { claims: { iat: now - 61, exp: now + 30 } }],
    ['made more than a minute ahead', 'clock', { claims: { iat: now + 61, exp: now + 90 } }],
    ['that has ended', 'clock', { claims: { iat: now - 30, exp: now - 1 } }],
  ])('is refused to an assertion %s', async (_, because, told) => {
    expect(await session(kiosk, told)).toMatchObject(refused(401, 'assertion-invalid', because));
    expect(await doors.read('KIOSK-001')).not.toHaveProperty('lastSessionAt');
  });
  it('is refused to an assertion that nobody signed', async () => {
    const [, payload] = (await kiosk.assertion(stage.now())).split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    const reply = await doors.session(kiosk.fingerprint, `${header}.${payload}.AAAA`);
    expect(reply).toMatchObject(refused(401, 'assertion-invalid', 'proof'));
  });
  it('is opened once by an assertion, also when two send it at the same moment', async () => {
    const assertion = await kiosk.assertion(stage.now());
    const send = () => doors.session(kiosk.fingerprint, assertion);
    const replies = await Promise.all([send(), send(), send()]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
    expect(await send()).toMatchObject(refused(401, 'assertion-invalid', 'used'));
    stage.setClock({ minutes: 6 });
    expect(await send()).toMatchObject(refused(401, 'assertion-invalid', 'clock'));
  });
  it('is opened for no certificate but its own', async () => {
    const other = aMachine('KIOSK-002', stage.now());
    await doors.register('KIOSK-002');
    await put(other);
    const reply = await doors.session(other.fingerprint, await kiosk.assertion(stage.now()));
    expect(reply).toMatchObject(refused(401, 'assertion-invalid', 'proof'));
    const unknown = await doors.session('0'.repeat(64), await kiosk.assertion(stage.now()));
    expect(unknown).toMatchObject(refused(404, 'not-found'));
  });
  it('stays at its hospital when another hospital has a machine too', async () => {
    const theirs = aMachine('KIOSK-777', stage.now());
    await doors.register('KIOSK-777', {}, 'nhi-dong');
    await doors.enrol(theirs, await doors.code('KIOSK-777', 'nhi-dong'));
    expect((await session(theirs)).body).toMatchObject({ hospital: 'nhi-dong', device: 'KIOSK-777' });
    expect((await session(kiosk)).body).toMatchObject({ hospital: 'long-khanh', device: 'KIOSK-001' });
  });
  it('is refused from the moment the device is revoked, until it enrols with a new key and code', async () => {
    const code = await doors.code('KIOSK-001');
    expect(await doors.revoke('KIOSK-001')).toMatchObject({ status: 201, body: { state: 'revoked' } });
    expect(await session(kiosk)).toMatchObject(refused(403, 'device-revoked'));
    const anew = aMachine('KIOSK-001', stage.now());
    expect(await doors.enrol(anew, code)).toMatchObject(refused(409, 'claim-missing', 'none'));
    await doors.revoke('KIOSK-001', 'retired');
    expect(await doors.read('KIOSK-001')).toMatchObject({
      state: 'revoked',
      revoked: { at: '2026-11-24T01:00:00.000Z', by: 'admin-1', reason: 'stolen' },
    });
    await put(anew);
    expect(await session(anew)).toMatchObject({ status: 200 });
    expect(await doors.read('KIOSK-001')).not.toHaveProperty('revoked');
    expect(await session(kiosk)).toMatchObject(refused(401, 'device-unknown', 'certificate-replaced'));
  });
  it('tells of a revocation only who has the key', async () => {
    await doors.revoke('KIOSK-001');
    expect(await session(kiosk, { key: stranger })).toMatchObject(refused(401, 'assertion-invalid', 'proof'));
  });
  it('shows two machines with one key when an earlier start speaks again, but no machine that restarts', async () => {
    const starts = async (...boots: string[]) => {
      for (const boot of boots) await session(kiosk, { claims: { boot } });
      return (await doors.read('KIOSK-001')).twoPlaces;
    };
    expect(await starts('morning-1', 'morning-1', 'restart-2', 'restart-3')).toBe(false);
    expect(await starts('morning-1')).toBe(true);
    expect(await starts('restart-4')).toBe(true);
  });
});

describe('a certificate', () => {
  const day = 24 * 60;
  const renew = async (next: Machine, told: Record<string, unknown> = {}) => {
    const aud = 'urn:smart-hospital:device-renewals';
    const claims = { aud, next: next.fingerprint, ...told };
    const assertion = await kiosk.assertion(stage.now(), { claims });
    return doors.renewal(kiosk.fingerprint, assertion, next.certificate);
  };
  beforeEach(async () => {
    await put(kiosk);
  });

  it('is shown as ending soon in its last 30 days, and opens no session after its end', async () => {
    stage.setClock({ minutes: (730 - 31) * day });
    expect((await doors.read('KIOSK-001')).certificate.endsSoon).toBe(false);
    stage.setClock({ minutes: day });
    expect((await doors.read('KIOSK-001')).certificate.endsSoon).toBe(true);
    expect(await session(kiosk)).toMatchObject({ status: 200 });
    stage.setClock({ minutes: 30 * day });
    expect(await session(kiosk)).toMatchObject(refused(401, 'device-unknown', 'certificate-ended'));
    expect(await renew(aMachine('KIOSK-001', stage.now()))).toMatchObject({ status: 401 });
  });
  it('is replaced by the device itself before it ends, and stops', async () => {
    stage.setClock({ minutes: 710 * day });
    const next = aMachine('KIOSK-001', stage.now());
    expect(await renew(next)).toMatchObject({
      status: 201,
      body: { device: 'KIOSK-001', fingerprint: next.fingerprint },
    });
    expect(await session(next)).toMatchObject({ status: 200 });
    expect(await session(kiosk)).toMatchObject(refused(401, 'device-unknown', 'certificate-replaced'));
    expect((await doors.read('KIOSK-001')).certificate).toMatchObject({ endsSoon: false });
  });
  it('is not replaced by one that the old key did not name', async () => {
    const next = aMachine('KIOSK-001', stage.now());
    const because = 'other-certificate';
    expect(await renew(next, { next: undefined })).toMatchObject(refused(401, 'assertion-invalid', because));
    expect(await renew(next, { next: kiosk.fingerprint })).toMatchObject(refused(401, 'assertion-invalid', because));
    const aud = 'urn:smart-hospital:device-sessions';
    expect(await renew(next, { aud })).toMatchObject(refused(401, 'assertion-invalid', 'proof'));
    expect(await session(kiosk)).toMatchObject({ status: 200 });
  });
  it('is replaced neither by itself nor by one of another device, nor for a device that is revoked', async () => {
    expect(await renew(kiosk)).toMatchObject(refused(409, 'certificate-used'));
    const other = aMachine('KIOSK-002', stage.now());
    expect(await renew(other)).toMatchObject(refused(422, 'certificate-unfit', 'other-serial'));
    await doors.revoke('KIOSK-001');
    expect(await renew(aMachine('KIOSK-001', stage.now()))).toMatchObject(refused(403, 'device-revoked'));
  });
});

describe('a try at a claim', () => {
  const claim: Claim = { id: 'c', digest: 'right', expiresAt: '2026-12-01T01:00:00.000Z' };
  it('succeeds exactly when the code is right and not more than five were tried', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.constantFrom('right', 'wrong', ''), (tries, digest) => {
        expect(judgeTry(claim, tries, digest) === undefined).toBe(tries <= mostTries && digest === 'right');
      }),
    );
  });
});

describe('the starts of a device', () => {
  const nobody = preregistered('KIOSK-001', 'kiosk', undefined);
  const after = (boots: readonly number[]) =>
    boots.reduce((device, boot) => opened(device, `start-${boot}`, new Date(0)), nobody);

  it('betray two machines exactly when an earlier one of the last eight comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 30 }), (boots) => {
        const changes = boots.filter((boot, at) => boot !== boots[at - 1]);
        expect(after(boots).twoPlaces).toBe(new Set(changes).size < changes.length);
      }),
    );
  });
});
