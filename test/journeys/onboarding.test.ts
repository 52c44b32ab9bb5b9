import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBank } from '../../local/demo/bank.ts';
import { openChannel } from '../../local/demo/places.ts';
import { type Journey, openJourney } from './opened.ts';

let journey: Journey;
beforeAll(async () => {
  journey = await openJourney();
});
afterAll(() => journey.close());

const xuanLoc = {
  code: 'xuan-loc',
  name: 'Bệnh viện Đa khoa khu vực Xuân Lộc',
  facilityCode: '75006',
  template: 'general',
  level: 'basic',
  payTo: { bin: '970436', account: '0990000000006', name: 'BV XUAN LOC' },
};
const request = (input: object) => journey.line.tell('operator', undefined, 'POST /v1/hospitals', input);

describe('a sixth hospital', () => {
  it('is onboarded and completes a visit without a restart', async () => {
    expect(await request(xuanLoc)).toMatchObject({ status: 201, body: { hospital: 'xuan-loc', state: 'requested' } });
    const asked = await journey.line.ask('operator', undefined, 'GET /v1/hospitals/{hospital}', {
      hospital: 'xuan-loc',
    });
    expect(asked.status).toBe(200);
    await journey.settle();
    const ready = await journey.line.ask('operator', undefined, 'GET /v1/hospitals/{hospital}', {
      hospital: 'xuan-loc',
    });
    expect(ready.body).toMatchObject({ state: 'provisioned' });
    const { seconds, steps } = ready.body as {
      seconds: number;
      steps: { step: string; state: string; seconds?: number }[];
    };
    expect(seconds).toBeLessThan(120);
    expect(steps.map(({ state }) => state)).toEqual(steps.map(() => 'done'));
    expect(steps).toHaveLength(10);
    console.info(steps.map(({ step, seconds: took }) => `${step} ${took} s`).join(', '));

    const bank = openBank(journey.line, `${journey.folder}/xuan-loc.jsonl`, '6');
    bank.open('xuan-loc', xuanLoc.payTo, await openChannel(journey.line, 'xuan-loc', 'sepay'));
    const { encounter, bill, ticket } = await journey.play({ hospital: 'xuan-loc' });
    expect(ticket.number).toBe(1);
    await bank.notify(bank.transfer(bill.payload ?? ''));
    expect(await journey.at('xuan-loc').readBill(bill.bill)).toMatchObject({ state: 'paid' });
    const year = Number(new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 4));
    expect(await journey.at('xuan-loc').lockedDocument(encounter)).toMatchObject({
      lockedUntil: `${year + 10}-12-31T17:00:00.000Z`,
    });
  });
  it('takes neither a code nor an account that another hospital has', async () => {
    expect(await request({ ...xuanLoc, payTo: { ...xuanLoc.payTo, account: '1' }, code: 'long-khanh' })).toMatchObject({
      status: 409,
      code: 'hospital-exists',
    });
    const account = { bin: '970418', account: '0990000000003', name: 'BV KHAC' };
    expect(await request({ ...xuanLoc, code: 'dinh-quan', payTo: account })).toMatchObject({
      status: 409,
      code: 'account-exists',
    });
  });
  it('is not onboarded by anybody but the operator', async () => {
    for (const persona of ['admin', 'doctor', 'province']) {
      const asked = await journey.line.tell(persona, 'long-khanh', 'POST /v1/hospitals', {
        ...xuanLoc,
        code: 'tan-phu',
      });
      expect(asked, persona).toMatchObject({ status: 403, code: 'not-allowed' });
    }
  });
  it('has no more than its own: its doctor finds nobody of another hospital', async () => {
    const { person } = await journey.play();
    const route = 'GET /v1/persons/{person}';
    expect(await journey.line.tell('doctor', 'xuan-loc', route, { person })).toMatchObject({
      status: 404,
      code: 'person-unknown',
    });
  });
});
