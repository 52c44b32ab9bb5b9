import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { deviceDoors } from '../../test/device-stage.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { devices } from './index.ts';

let stage: Stage;
let doors: ReturnType<typeof deviceDoors>;
beforeEach(() => {
  stage = openStage({ contexts: [devices] });
  doors = deviceDoors(stage);
});
afterEach(() => stage.close());

const requested = (telling: object, hospital: string = stage.hospital) =>
  stage.announce(
    hospitalRequested,
    {
      hospital,
      template: 'general',
      level: 'basic',
      facilityCode: '75002',
      payTo: { bin: '970436', account: '0123456789', name: 'BV LONG KHANH' },
      extraRetentionYears: 0,
      imagingPilot: false,
      teleconsultHub: false,
      ...telling,
    },
    'platform',
  );
const opened = () => stage.events().filter(({ name }) => name === 'devices.claims-opened');
const list = (input: object = {}, hospital: string = stage.hospital) =>
  stage.request('GET /v1/devices', { ...input }, { as: 'admin', hospital });
const serials = async (input?: object) =>
  (await list(input)).body.items.map(({ device }: { device: string }) => device);
const two = [
  { serial: 'KIOSK-001', kind: 'kiosk' },
  { serial: 'BOARD-001', kind: 'board' },
];

describe('a new hospital', () => {
  it('knows the machines that it was asked for with, and announces how many', async () => {
    await requested({ devices: two });
    expect((await list()).body.items).toEqual([
      { device: 'BOARD-001', kind: 'board', state: 'claimable', claim: { state: 'none' }, twoPlaces: false },
      { device: 'KIOSK-001', kind: 'kiosk', state: 'claimable', claim: { state: 'none' }, twoPlaces: false },
    ]);
    expect(opened()).toMatchObject([{ tenant: 'long-khanh', subject: 'long-khanh', data: { devices: 2 } }]);
  });
  it('announces that there are none when it was asked for without machines', async () => {
    await requested({});
    expect(opened()).toMatchObject([{ data: { devices: 0 } }]);
  });
  it('changes nothing and announces again when it is asked for again, also with a machine named twice', async () => {
    await requested({ devices: [...two, two[0]] });
    const before = (await list()).body;
    await requested({ devices: two });
    expect((await list()).body).toEqual(before);
    expect(opened().map(({ data }) => data)).toEqual([{ devices: 2 }, { devices: 2 }]);
  });
  it('leaves a machine as it is that an administrator has moved on since', async () => {
    await requested({ devices: two });
    await doors.revoke('KIOSK-001');
    await requested({ devices: two });
    expect(await doors.read('KIOSK-001')).toMatchObject({ state: 'revoked' });
  });
  it('keeps waiting when one of the machines is another hospital’s, until the operator has asked again', async () => {
    await doors.register('KIOSK-001', {}, 'nhi-dong');
    await requested({ devices: two });
    expect(opened()).toEqual([]);
    expect(stage.letters()).toMatchObject([{ door: 'devices.onHospitalRequested', state: 'waiting' }]);
    expect((await list()).body.items).toEqual([]);
    await requested({ devices: two.slice(1) });
    expect(opened()).toMatchObject([{ data: { devices: 1 } }]);
  });
});

describe('an administrator', () => {
  it('makes one more machine known', async () => {
    expect(await doors.register('KIOSK-002', { place: 'tim-mach' })).toMatchObject({
      status: 201,
      body: { device: 'KIOSK-002', kind: 'kiosk', place: 'tim-mach', state: 'claimable', claim: { state: 'none' } },
    });
    expect(await doors.read('KIOSK-002')).toMatchObject({ device: 'KIOSK-002', place: 'tim-mach' });
  });
  it('is refused a machine that the hospital has, and one that another hospital has', async () => {
    await doors.register('KIOSK-002');
    await doors.register('KIOSK-003', {}, 'nhi-dong');
    expect(await doors.register('KIOSK-002')).toMatchObject({ status: 409, body: { code: 'device-exists' } });
    expect(await doors.register('KIOSK-003')).toMatchObject({ status: 409, body: { code: 'device-elsewhere' } });
    expect(await serials()).toEqual(['KIOSK-002']);
  });
  it.each([
    ['a serial in small letters', { serial: 'kiosk-2' }],
    ['a kind that speaks for nobody', { kind: 'printer' }],
    ['a place that is no code', { place: 'Khoa Nội' }],
    ['an unknown field', { hospital: 'nhi-dong' }],
  ])('is refused %s', async (_, told) => {
    expect(await doors.register('KIOSK-002', told)).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
  });
  it('says where a machine of the onboarding stands', async () => {
    await requested({ devices: two });
    const put = { device: 'KIOSK-001', place: 'sanh-chinh' };
    expect(await stage.request('PUT /v1/devices/{device}/place', put, { as: 'admin' })).toMatchObject({ status: 200 });
    expect(await doors.read('KIOSK-001')).toMatchObject({ place: 'sanh-chinh' });
  });
  it('gets a claim code for seven days that is stored nowhere, and a new one instead of it', async () => {
    await doors.register('KIOSK-002');
    const ask = () => stage.request('PUT /v1/devices/{device}/claim-code', { device: 'KIOSK-002' }, { as: 'admin' });
    const first = await ask();
    expect(first.body).toEqual({
      device: 'KIOSK-002',
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
      expiresAt: '2026-12-01T01:00:00.000Z',
    });
    const { code } = first.body;
    const stored = JSON.stringify(stage.stored('devices'));
    expect(stored).not.toContain(code);
    expect(stored).not.toContain(code.replaceAll('-', ''));
    expect((await ask()).body.code).not.toBe(code);
    expect(await doors.read('KIOSK-002')).toMatchObject({
      claim: { state: 'open', expiresAt: '2026-12-01T01:00:00.000Z' },
    });
  });
  it('sees machines by state, in order of their serials, page by page', async () => {
    for (const serial of ['KIOSK-1', 'KIOSK-10', 'KIOSK-2', 'BOARD-7']) await doors.register(serial);
    await doors.revoke('KIOSK-2');
    expect((await list({ limit: 2 })).body).toMatchObject({ next: 'KIOSK-1' });
    expect(await serials({ limit: 2 })).toEqual(['BOARD-7', 'KIOSK-1']);
    expect(await serials({ limit: 2, after: 'KIOSK-1' })).toEqual(['KIOSK-10', 'KIOSK-2']);
    expect((await list({ limit: 2, after: 'KIOSK-1' })).body).not.toHaveProperty('next');
    expect(await serials({ state: 'claimable', after: 'BOARD-7' })).toEqual(['KIOSK-1', 'KIOSK-10']);
    expect(await serials({ state: 'revoked' })).toEqual(['KIOSK-2']);
    expect(await serials({ state: 'enrolled' })).toEqual([]);
  });
  it('finds no machine of another hospital by any door', async () => {
    await doors.register('KIOSK-003', {}, 'nhi-dong');
    const device = 'KIOSK-003';
    for (const [route, input] of [
      ['GET /v1/devices/{device}', {}],
      ['PUT /v1/devices/{device}/claim-code', {}],
      ['PUT /v1/devices/{device}/place', { place: 'noi' }],
      ['POST /v1/devices/{device}/revocation', { reason: 'lost' }],
    ] as const) {
      const reply = await stage.request(route, { device, ...input }, { as: 'admin' });
      expect(reply, route).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
    expect(await doors.read(device, 'nhi-dong')).toMatchObject({ state: 'claimable' });
  });
  it.each(['kiosk', 'board', 'reception', 'doctor', 'cashier', 'operator', 'province'] as const)(
    'is somebody else than the role %s',
    async (as) => {
      for (const route of ['GET /v1/devices', 'POST /v1/devices']) {
        expect(await stage.request(route, { serial: 'KIOSK-9', kind: 'kiosk' }, { as })).toMatchObject({ status: 403 });
      }
    },
  );
});
