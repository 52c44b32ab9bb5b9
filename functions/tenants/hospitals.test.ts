import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hospitalListed } from '../../shared/contracts/analytics.ts';
import { channelsTested, pricesLoaded } from '../../shared/contracts/billing.ts';
import { claimsOpened } from '../../shared/contracts/devices.ts';
import { optionsSet } from '../../shared/contracts/imaging.ts';
import { clinicsOpened } from '../../shared/contracts/queue.ts';
import { retentionSet, storageProved } from '../../shared/contracts/records.ts';
import { accountsOpened } from '../../shared/contracts/staff.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { tenants } from './index.ts';

const aHospital = (telling: Record<string, unknown> = {}) => ({
  code: 'cam-my',
  name: 'Trung tâm Y tế huyện Cẩm Mỹ',
  nameEn: 'Cam My District Health Center',
  facilityCode: '75012',
  template: 'district',
  level: 'initial',
  payTo: { bin: '970436', account: '0123456789', name: 'TTYT CAM MY' },
  ...telling,
});
const asking = 'POST /v1/hospitals';
/** What the contexts announce of a new hospital, and in whose name. */
const steps: [{ name: string; version: number }, object, string?][] = [
  [storageProved, { shelves: 3 }],
  [retentionSet, { extraYears: 0 }],
  [clinicsOpened, { clinics: 3 }],
  [pricesLoaded, { prices: 14 }],
  [channelsTested, { channels: 1 }],
  [accountsOpened, { accounts: 1 }],
  [claimsOpened, { devices: 2 }],
  [hospitalListed, { hospital: 'cam-my' }, 'province'],
  [optionsSet, { imagingPilot: false, teleconsultHub: false }],
];

describe('the platform', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = openStage({ contexts: [tenants] });
  });
  afterEach(() => stage.close());
  const request = (telling?: Record<string, unknown>, key?: string) =>
    stage.request(asking, aHospital(telling), key === undefined ? { as: 'operator' } : { as: 'operator', key });
  const published = (name: string) => stage.events().filter((one) => one.name === name);
  /** Its contexts report every step but the keys, which this context finds itself, and those named. */
  const report = async (...late: string[]) => {
    for (const [contract, data, tenant = 'cam-my'] of steps)
      if (!late.includes(contract.name)) await stage.announce(contract, data, tenant);
  };
  const read = (hospital = 'cam-my') => stage.request('GET /v1/hospitals/{hospital}', { hospital }, { as: 'operator' });

  it('takes in a hospital by one request and announces all that its contexts need', async () => {
    expect(await request({ extraRetentionYears: 5, imagingPilot: true })).toMatchObject({
      status: 201,
      body: { hospital: 'cam-my', state: 'requested' },
    });
    expect(published('tenants.hospital-requested')).toMatchObject([
      {
        name: 'tenants.hospital-requested',
        tenant: 'platform',
        subject: 'cam-my',
        data: {
          hospital: 'cam-my',
          template: 'district',
          level: 'initial',
          facilityCode: '75012',
          payTo: { bin: '970436', account: '0123456789', name: 'TTYT CAM MY' },
          extraRetentionYears: 5,
          imagingPilot: true,
          teleconsultHub: false,
        },
      },
    ]);
  });
  it('lists the hospital among those that schedules run for, in the name of the platform', async () => {
    await request();
    expect(await stage.embedded.hospitals()).toEqual(['cam-my']);
    expect(await stage.embedded.tenantOf('hospital', 'cam-my')).toBe('platform');
  });
  it.each([
    ['a code that is no code', { code: 'Cẩm Mỹ' }],
    ['the name of the province as a code', { code: 'province' }],
    ['the name of the platform as a code', { code: 'platform' }],
    ['a facility code of four characters', { facilityCode: '7501' }],
    ['an unknown template', { template: 'clinic' }],
    ['51 extra years', { extraRetentionYears: 51 }],
    ['an account with a name in Vietnamese letters', { payTo: { bin: '970436', account: '1', name: 'Cẩm Mỹ' } }],
    ['an unknown field', { owner: 'x' }],
  ])('refuses %s', async (_, telling) => {
    expect(await request(telling)).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
    expect(await stage.embedded.hospitals()).toEqual([]);
  });
  it('refuses a code that is in use', async () => {
    await request();
    const again = await request({ payTo: { bin: '970436', account: '999', name: 'OTHER' } });
    expect(again).toMatchObject({ status: 409, body: { code: 'hospital-exists' } });
  });
  it('refuses the receiving account of another hospital, also before that hospital has claimed it', async () => {
    await request();
    expect(await request({ code: 'long-khanh' })).toMatchObject({ status: 409, body: { code: 'account-exists' } });
  });
  it('refuses a receiving account that the directory knows', async () => {
    const { directory } = await stage.embedded.ports(TenantId.parse('thong-nhat'), 'billing');
    await directory.claim('account', '970436:0123456789');
    expect(await request()).toMatchObject({ status: 409, body: { code: 'account-exists' } });
    expect(await stage.embedded.hospitals()).toEqual([]);
  });
  it('takes one of ten hospitals that ask at once for one account', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => request({ code: `hospital-${n}` })));
    expect(replies.filter((reply) => reply.status === 201)).toHaveLength(1);
    expect(replies.filter((reply) => reply.body.code === 'account-exists')).toHaveLength(9);
    expect(published('tenants.hospital-requested')).toHaveLength(1);
  });
  it('takes a request once that is sent twice under one key', async () => {
    const first = await request({}, 'onboard-cam-my');
    const again = await request({}, 'onboard-cam-my');
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(published('tenants.hospital-requested')).toHaveLength(1);
  });
  it.each(['admin', 'doctor', 'province', 'kiosk'] as const)('is closed to the role %s', async (as) => {
    expect(await stage.request(asking, aHospital(), { as })).toMatchObject({ status: 403 });
    expect(await stage.request('GET /v1/hospitals', {}, { as })).toMatchObject({ status: 403 });
    expect(await stage.request('GET /v1/dead-letters', {}, { as })).toMatchObject({ status: 403 });
  });
  it('lets nobody found a hospital or see letters with an operator token of a hospital', async () => {
    const elsewhere = { as: 'operator', hospital: 'long-khanh' } as const;
    expect(await stage.request(asking, aHospital(), elsewhere)).toMatchObject({ status: 401 });
    expect(await stage.request('GET /v1/dead-letters', {}, elsewhere)).toMatchObject({ status: 401 });
    const redrive = 'POST /v1/dead-letters/{letter}/redrive';
    expect(await stage.request(redrive, { letter: 'a:b.c' }, elsewhere)).toMatchObject({ status: 401 });
  });

  it('shows which steps of a hospital are awaited and which are done, with their seconds', async () => {
    await request();
    await stage.settle();
    stage.setClock('2026-11-24T01:00:03.000Z');
    await stage.announce(pricesLoaded, { prices: 14 }, 'cam-my');
    expect(await read()).toMatchObject({
      status: 200,
      body: {
        hospital: 'cam-my',
        name: { vi: 'Trung tâm Y tế huyện Cẩm Mỹ', en: 'Cam My District Health Center' },
        state: 'requested',
        requestedAt: '2026-11-24T01:00:00.000Z',
      },
    });
    const shown = (await read()).body.steps;
    expect(shown).toHaveLength(10);
    expect(shown).toContainEqual({
      step: 'prices',
      state: 'done',
      at: '2026-11-24T01:00:03.000Z',
      seconds: 3,
      made: { prices: 14 },
    });
    expect(shown).toContainEqual(expect.objectContaining({ step: 'keys', state: 'done', seconds: 0 }));
    expect(shown).toContainEqual({ step: 'clinics', state: 'awaited' });
  });
  it('finds that the keys of a new hospital work, and says which one will sign', async () => {
    await request();
    await stage.settle();
    expect(published('tenants.keys-made')).toMatchObject([
      { tenant: 'cam-my', subject: 'cam-my', data: { hospital: 'cam-my', signingKey: 'embedded/cam-my' } },
    ]);
  });
  const faults: [string, 'sign' | 'verify' | 'unseal', () => Promise<unknown>][] = [
    ['cannot sign', 'sign', () => Promise.reject(new Error('no such key'))],
    ['does not know its own signature', 'verify', async () => false],
    ['opens to something else', 'unseal', async () => 'another word'],
  ];
  it.each(faults)('keeps a hospital waiting whose key %s, and goes on when it can', async (_, use, answer) => {
    const { keys } = await stage.embedded.ports(TenantId.parse('cam-my'), 'tenants');
    const failing = vi.spyOn(keys, use).mockImplementation(answer as never);
    await request();
    await report();
    expect((await read()).body).toMatchObject({ state: 'requested' });
    expect(published('tenants.keys-made')).toEqual([]);
    failing.mockRestore();
    stage.setClock({ minutes: 1 });
    await stage.settle();
    expect((await read()).body).toMatchObject({ state: 'provisioned', seconds: 60 });
    expect(published('tenants.hospital-provisioned')).toHaveLength(1);
  });
  it('announces a hospital as provisioned once, when its last step is done', async () => {
    await request();
    await report('billing.prices-loaded');
    expect(stage.events().filter((one) => one.name === 'tenants.hospital-provisioned')).toEqual([]);
    await stage.announce(pricesLoaded, { prices: 14 }, 'cam-my');
    await stage.announce(pricesLoaded, { prices: 15 }, 'cam-my');
    const provisioned = stage.events().filter((one) => one.name === 'tenants.hospital-provisioned');
    expect(provisioned).toMatchObject([{ tenant: 'platform', data: { hospital: 'cam-my' } }]);
    expect((await read()).body).toMatchObject({ state: 'provisioned', seconds: 0 });
  });
  it('finishes a hospital whose steps are reported at the same moment', async () => {
    await request();
    await Promise.all(steps.map(([contract, data, tenant = 'cam-my']) => stage.announce(contract, data, tenant)));
    expect((await read()).body.state).toBe('provisioned');
    expect(stage.events().filter((one) => one.name === 'tenants.hospital-provisioned')).toHaveLength(1);
  });
  it('shows a hospital as failed ten minutes after the request, says once what is awaited, and takes it up again', async () => {
    await request();
    await report('billing.prices-loaded');
    stage.setClock({ minutes: 9 });
    await stage.runSchedule('tenants.overdueOnboardings');
    expect((await read()).body.state).toBe('requested');
    stage.setClock({ minutes: 2 });
    await stage.runSchedule('tenants.overdueOnboardings');
    await stage.runSchedule('tenants.overdueOnboardings');
    expect((await read()).body).toMatchObject({ state: 'failed' });
    expect((await read()).body.steps).toContainEqual({ step: 'prices', state: 'failed' });
    expect(published('tenants.hospital-failed')).toMatchObject([
      { tenant: 'platform', data: { hospital: 'cam-my', awaited: ['prices'] } },
    ]);
    const retry = () =>
      stage.request('POST /v1/hospitals/{hospital}/retry', { hospital: 'cam-my' }, { as: 'operator' });
    expect(await retry()).toMatchObject({ status: 201, body: { state: 'requested' } });
    const [first, again] = published('tenants.hospital-requested');
    expect(again?.data).toEqual(first?.data);
    await stage.announce(pricesLoaded, { prices: 14 }, 'cam-my');
    expect((await read()).body).toMatchObject({ state: 'provisioned', seconds: 660 });
    expect(await retry()).toMatchObject({ status: 409, body: { code: 'hospital-provisioned' } });
  });
  it('takes a failed hospital whose last step comes late without being asked again', async () => {
    await request();
    await report('billing.prices-loaded');
    stage.setClock({ minutes: 11 });
    await stage.runSchedule('tenants.overdueOnboardings');
    await stage.announce(pricesLoaded, { prices: 14 }, 'cam-my');
    expect((await read()).body).toMatchObject({ state: 'provisioned' });
  });
  it('does not find a hospital that nobody asked for', async () => {
    expect(await read('nhi-dong')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
  it('lists hospitals by code, page by page', async () => {
    for (const [n, code] of ['noi', 'noi-2', 'cam-my'].entries()) {
      await request({ code, payTo: { bin: '970436', account: `${n}`, name: 'X' } });
    }
    const first = await stage.request('GET /v1/hospitals', { limit: 2 }, { as: 'operator' });
    expect(first.body).toMatchObject({ items: [{ hospital: 'cam-my' }, { hospital: 'noi' }], next: 'noi' });
    const rest = await stage.request('GET /v1/hospitals', { limit: 2, after: 'noi' }, { as: 'operator' });
    expect(rest.body).toMatchObject({ items: [{ hospital: 'noi-2' }] });
    expect(rest.body).not.toHaveProperty('next');
  });

  it('shows a dead letter and hands it over again when the operator redrives it', async () => {
    await stage.announce(clinicsOpened, { clinics: 3 }, 'cam-my');
    for (let round = 0; round < 7; round++) {
      stage.setClock({ minutes: 1 });
      await stage.settle();
    }
    const { body } = await stage.request('GET /v1/dead-letters', {}, { as: 'operator' });
    expect(body.items).toMatchObject([{ door: 'tenants.onClinicsOpened', tenant: 'cam-my', attempts: 6 }]);
    await request();
    const letter = body.items[0].id;
    const redriven = await stage.request('POST /v1/dead-letters/{letter}/redrive', { letter }, { as: 'operator' });
    expect(redriven).toMatchObject({ status: 201, body: { letter, state: 'waiting' } });
    await stage.settle();
    expect((await read()).body.steps).toContainEqual(expect.objectContaining({ step: 'clinics', state: 'done' }));
    const kept = stage.stored('tenants', 'platform').filter((item) => item.pk.startsWith('REDRIVES#'));
    expect(kept.map((item) => JSON.parse(item.value))).toMatchObject([{ letter, by: 'operator-1' }]);
    expect((await stage.request('GET /v1/dead-letters', {}, { as: 'operator' })).body.items).toEqual([]);
  });
  it('does not find a letter that is not dead', async () => {
    const reply = await stage.request(
      'POST /v1/dead-letters/{letter}/redrive',
      { letter: 'no:such.letter' },
      { as: 'operator' },
    );
    expect(reply).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});
