import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { billState } from '../../shared/contracts/billing.ts';
import { encounterState } from '../../shared/contracts/encounters.ts';
import { supportAccessRequested } from '../../shared/contracts/support.ts';
import { answer, context } from '../../shared/kernel/doors.ts';
import { EncounterId } from '../../shared/kernel/ids.ts';
import { openStage, type Stage } from '../../test/stage.ts';
import { tenants } from './index.ts';

/** Neighbours that know one visit and one bill. */
const neighbours = context('neighbours', {
  encounter: answer(encounterState, {
    summary: 'One visit',
    handle: async ({ encounter }) => (encounter === 'e-1' ? { state: 'open' as const } : { state: 'unknown' as const }),
  }),
  bill: answer(billState, {
    summary: 'One bill',
    handle: async () => ({ state: 'paid' as const, encounter: EncounterId.parse('e-1'), entries: [] }),
  }),
});
const hospital = 'long-khanh';
const reason = 'Người bệnh báo hoá đơn không mở được';
const operator = { as: 'operator' } as const;
const admin = { as: 'admin' } as const;

describe("an operator's look into a hospital", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = openStage({ contexts: [tenants, neighbours] });
    await stage.request(
      'POST /v1/hospitals',
      {
        code: hospital,
        name: 'Bệnh viện Đa khoa khu vực Long Khánh',
        facilityCode: '75014',
        template: 'general',
        level: 'basic',
        payTo: { bin: '970436', account: '0123456789', name: 'BV LONG KHANH' },
      },
      operator,
    );
    await stage.settle();
  });
  afterEach(() => stage.close());

  const ask = async (telling: Record<string, unknown> = {}) => {
    const reply = await stage.request(
      'POST /v1/support-accesses',
      { hospital, reason, minutes: 30, ...telling },
      operator,
    );
    await stage.settle();
    return reply;
  };
  const access = async (): Promise<string> => (await ask()).body.access;
  const answerTo = (
    one: string,
    noun: 'approval' | 'refusal' | 'end',
    asking: Parameters<Stage['request']>[2] = admin,
  ) => stage.request(`POST /v1/support-accesses/{access}/${noun}`, { access: one }, asking);
  const encounter = (one: string, asking: Parameters<Stage['request']>[2] = operator, id = 'e-1') =>
    stage.request('GET /v1/support-accesses/{access}/encounters/{encounter}', { access: one, encounter: id }, asking);
  const bill = (one: string) =>
    stage.request('GET /v1/support-accesses/{access}/bills/{bill}', { access: one, bill: 'b-1' }, operator);
  const read = (one: string) => stage.request('GET /v1/support-accesses/{access}', { access: one }, admin);

  it('waits in the list of the hospital, with its reason, until an administrator answers', async () => {
    const one = await access();
    expect((await stage.request('GET /v1/support-accesses', {}, admin)).body.items).toEqual([
      { access: one, operator: 'operator-1', reason, minutes: 30, askedAt: stage.now().toISOString(), state: 'asked' },
    ]);
    expect(await encounter(one)).toMatchObject({ status: 403, body: { code: 'access-not-approved' } });
  });
  it('keeps the reason out of every event', async () => {
    await ask();
    expect(JSON.stringify(stage.events())).not.toContain('hoá đơn');
  });
  it('is given by approval, for the minutes asked for, and shows ids and codes only', async () => {
    const one = await access();
    expect(await answerTo(one, 'approval')).toMatchObject({
      status: 201,
      body: { state: 'approved', decidedBy: 'admin-1', endsAt: '2026-11-24T01:30:00.000Z' },
    });
    expect(await encounter(one)).toMatchObject({ status: 200, body: { state: 'open' } });
    expect(await bill(one)).toMatchObject({ status: 200, body: { state: 'paid', encounter: 'e-1', entries: [] } });
    stage.setClock({ minutes: 30 });
    expect(await encounter(one)).toMatchObject({ status: 403, body: { code: 'access-expired' } });
    expect(await bill(one)).toMatchObject({ status: 403, body: { code: 'access-expired' } });
  });
  it('leaves every use with the hospital: what was seen, when, and none of the refused tries', async () => {
    const one = await access();
    await encounter(one);
    await answerTo(one, 'approval');
    const uses: [door: string, seen: string][] = [
      ['tenants.supportEncounter', 'e-1'],
      ['tenants.supportBill', 'b-1'],
      ['tenants.supportEncounter', 'e-2'],
    ];
    for (const [, seen] of uses) {
      stage.setClock({ minutes: 1 });
      await (seen === 'b-1' ? bill(one) : encounter(one, operator, seen));
    }
    expect((await read(one)).body.uses).toEqual(
      uses.map(([door, seen], n) => ({ at: `2026-11-24T01:0${n + 1}:00.000Z`, door, seen })),
    );
    const entries = stage.stored('tenants').filter(({ value }) => value.includes('tenants.support'));
    expect(entries).toHaveLength(3);
  });
  it('ends when an administrator ends it', async () => {
    const one = await access();
    expect(await answerTo(one, 'end')).toMatchObject({ status: 403, body: { code: 'access-not-approved' } });
    await answerTo(one, 'approval');
    expect(await answerTo(one, 'end')).toMatchObject({ status: 201, body: { state: 'ended', endedBy: 'admin-1' } });
    expect(await encounter(one)).toMatchObject({ status: 403, body: { code: 'access-expired' } });
  });
  it('is not ended after its time', async () => {
    const one = await access();
    await answerTo(one, 'approval');
    stage.setClock({ minutes: 31 });
    expect(await answerTo(one, 'end')).toMatchObject({ status: 403, body: { code: 'access-expired' } });
  });
  it('is refused for good', async () => {
    const one = await access();
    expect(await answerTo(one, 'refusal')).toMatchObject({ status: 201, body: { state: 'refused' } });
    expect(await answerTo(one, 'approval')).toMatchObject({ status: 409, body: { code: 'access-decided' } });
    expect(await encounter(one)).toMatchObject({ status: 403, body: { code: 'access-not-approved' } });
  });
  it('can no longer be approved three days after it was asked for', async () => {
    const one = await access();
    stage.setClock({ minutes: 72 * 60 });
    expect(await answerTo(one, 'approval')).toMatchObject({ status: 403, body: { code: 'access-expired' } });
    expect(await answerTo(one, 'refusal')).toMatchObject({ status: 403, body: { code: 'access-expired' } });
  });
  it('serves the operator who asked and no other', async () => {
    const one = await access();
    await answerTo(one, 'approval');
    const claims = { subject: 'operator-2', hospital: 'platform', roles: ['operator'] } as never;
    const authorization = `Bearer ${await stage.embedded.issuer.issue(claims, stage.now())}`;
    expect(await encounter(one, { headers: { authorization } })).toMatchObject({
      status: 403,
      body: { code: 'access-not-approved' },
    });
  });
  it('is approved by nobody but an administrator of that very hospital', async () => {
    const one = await access();
    expect(await answerTo(one, 'approval', { as: 'admin', hospital: 'thong-nhat' })).toMatchObject({ status: 404 });
    expect(await answerTo(one, 'approval', operator)).toMatchObject({ status: 403 });
    expect(await answerTo(one, 'approval', { as: 'doctor' })).toMatchObject({ status: 403 });
    expect(await stage.request('GET /v1/support-accesses', {}, { as: 'admin', hospital: 'thong-nhat' })).toMatchObject({
      body: { items: [] },
    });
  });
  it('is approved once when two administrators answer at the same moment', async () => {
    const one = await access();
    const replies = await Promise.all([answerTo(one, 'approval'), answerTo(one, 'refusal')]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
  it.each([
    ['a reason of nine letters', { reason: 'too short' }],
    ['four minutes', { minutes: 4 }],
    ['more than an hour', { minutes: 61 }],
  ])('is not asked for with %s', async (_, telling) => {
    expect(await ask(telling)).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
  });
  it('is not asked of a hospital that nobody knows, and not found under an id that was never claimed', async () => {
    expect(await ask({ hospital: 'nhi-dong' })).toMatchObject({ status: 404 });
    expect(await encounter('no-such-access')).toMatchObject({ status: 404 });
    expect(await read('no-such-access')).toMatchObject({ status: 404 });
    expect(await answerTo('no-such-access', 'end')).toMatchObject({ status: 404 });
  });
  it('does not wait in the list when the platform gave no reason for it', async () => {
    await stage.announce(supportAccessRequested, { hospital, access: 'a-1', minutes: 5 }, 'platform');
    expect((await stage.request('GET /v1/support-accesses', {}, admin)).body.items).toEqual([]);
    expect(await encounter('a-1')).toMatchObject({ status: 404 });
  });
  it('is listed newest first, page by page', async () => {
    const first = await access();
    stage.setClock({ minutes: 1 });
    const second = await access();
    const page = await stage.request('GET /v1/support-accesses', { limit: 1 }, admin);
    expect(page.body).toMatchObject({ items: [{ access: second }], next: second });
    const rest = await stage.request('GET /v1/support-accesses', { limit: 1, after: second }, admin);
    expect(rest.body).toMatchObject({ items: [{ access: first }] });
    expect(rest.body).not.toHaveProperty('next');
  });
});
