import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpricedCodes } from '../../shared/contracts/billing.ts';
import { encounterOpened } from '../../shared/contracts/encounters.ts';
import { orderPlaced, prescriptionIssued } from '../../shared/contracts/records.ts';
import { hospitalRequested } from '../../shared/contracts/tenants.ts';
import { context, route } from '../../shared/kernel/doors.ts';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import { openStage } from '../../test/stage.ts';
import { billing } from './index.ts';
import { templatePrices } from './price.ts';
import { putPrice } from './prices.ts';

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());
const charges = () =>
  stage
    .stored('billing')
    .filter((item) => item.sk.startsWith('CHARGE#'))
    .map((item) => JSON.parse(item.value));

describe('a new hospital', () => {
  it('gets the price list of its template once, and says so each time it is asked for', async () => {
    const list = await stage.request('GET /v1/prices', {}, { as: 'doctor' });
    expect(list).toMatchObject({ status: 200, body: { day: '2026-11-24' } });
    expect(list.body.items).toContainEqual({
      code: 'KHAM',
      kind: 'exam',
      vi: 'Khám bệnh',
      en: 'Examination',
      price: 50_000,
      insurerPrice: 45_000,
      coverageRate: 100,
      validFrom: '2025-07-01',
    });
    const kept = stage.stored('billing').filter(({ pk }) => !/^(AUDIT|INBOX)#/.test(pk));
    await stage.admit('long-khanh');
    expect(stage.stored('billing').filter(({ pk }) => !/^(AUDIT|INBOX)#/.test(pk))).toEqual(kept);
    const announced = stage.named('billing.prices-loaded').map((event) => event.tenant);
    expect(announced).toEqual(['long-khanh', 'thong-nhat', 'long-khanh']);
  });
  it('has no price before the first day of its list', async () => {
    const list = await stage.request('GET /v1/prices', { day: '2025-06-30' }, { as: 'cashier' });
    expect(list.body.items).toEqual([]);
  });
  it('cannot have the receiving account of another hospital', async () => {
    await stage.announce(
      hospitalRequested,
      {
        hospital: 'dong-nai',
        template: 'general',
        level: 'basic',
        facilityCode: '75001',
        payTo: { bin: '970436', account: receiving['long-khanh'], name: 'X' },
        extraRetentionYears: 0,
        imagingPilot: false,
        teleconsultHub: false,
      },
      'platform',
    );
    expect(stage.letters()).toMatchObject([{ door: 'billing.onHospitalRequested' }]);
    expect(stage.stored('billing', 'dong-nai').filter(({ pk }) => /^(HOSPITAL|PRICE)/.test(pk))).toEqual([]);
    expect(stage.stored('billing').some(({ pk }) => /^(HOSPITAL|PRICE)/.test(pk))).toBe(true);
  });
});

describe('a neighbour', () => {
  it('is told which codes have no price', async () => {
    const desk = context('desk', {
      askPrices: route('POST /v1/questions', {
        summary: 'A test asks',
        who: ['doctor'],
        input: unpricedCodes.input,
        output: unpricedCodes.output,
        asks: [unpricedCodes],
        handle: (input, world) => world.ask(unpricedCodes, input),
      }),
    });
    const own = openStage({ contexts: [billing, desk] });
    const codes = ['KHAM', 'XN-CTM'];
    expect((await own.request('POST /v1/questions', { codes }, { as: 'doctor' })).body).toEqual({ unpriced: codes });
    await own.close();
  });
});

describe('a charge', () => {
  it('is made for the examination when the visit opens, at the price of that day', async () => {
    await stage.open('e-1');
    expect(charges()).toMatchObject([
      { source: 'examination', code: 'KHAM', quantity: 1, price: 50_000, day: '2026-11-24' },
    ]);
  });
  it('is made once for each source, though the same order is announced twice in two ways', async () => {
    await stage.open('e-1');
    const item = { source: 's-1', code: 'XN-CTM', quantity: 2 };
    const drug = { source: 's-2', code: 'T-PARA500', quantity: 20 };
    const fact = { encounter: 'e-1', person: 'p' };
    await stage.announce(orderPlaced, { ...fact, items: [item] });
    await stage.announce(orderPlaced, { ...fact, items: [item, drug] });
    await stage.announce(prescriptionIssued, { ...fact, items: [drug] });
    await stage.announce(encounterOpened, {
      ...fact,
      ticket: 't',
      clinic: 'noi',
      examination: 'KHAM',
      doctor: 'd',
    });
    expect(charges().map((charge) => [charge.source, charge.quantity, charge.price])).toEqual([
      ['examination', 1, 50_000],
      ['s-1', 2, 52_000],
      ['s-2', 20, 500],
    ]);
  });
  it('waits for the price list when the order was faster', async () => {
    const own = openStage({ contexts: [billing] });
    await own.announce(orderPlaced, {
      encounter: 'e-1',
      person: 'p',
      items: [{ source: 's-1', code: 'XN-CTM', quantity: 1 }],
    });
    expect(own.letters()).toMatchObject([{ door: 'billing.onOrderPlaced', state: 'waiting' }]);
    await own.close();
  });
  it('is on the bill though the visit holds more than one page of them', async () => {
    await stage.open('e-1');
    const items = Array.from({ length: 600 }, (_, n) => ({ source: `s-${n}`, code: 'XN-CTM', quantity: 1 }));
    for (let from = 0; from < items.length; from += 50)
      await stage.announce(orderPlaced, { encounter: 'e-1', person: 'p', items: items.slice(from, from + 50) });
    stage.known.get('e-1')?.items.push(...items);
    stage.closeVisit('e-1');
    const bill = await stage.askBill('e-1');
    expect(bill.status).toBe(201);
    expect(bill.body.total).toBe(50_000 + 600 * 52_000);
    // A visit may hold half as much; an item of DynamoDB holds 400 KB.
    const largest = Math.max(...stage.stored('billing').map(({ value }) => value.length));
    expect(largest).toBeLessThan(300_000);
  });
  it('finds its price in a list of more than a thousand lines', async () => {
    const ports = await stage.embedded.ports(stage.hospital, 'billing');
    const line = templatePrices('general')[0];
    if (!line) throw new Error('the list of the template is empty');
    for (let from = 0; from < 1200; from += 100) {
      const lines = Array.from({ length: 100 }, (_, n) => ({ ...line, code: ServiceCode.parse(`A-${from + n}`) }));
      await ports.table.write({ put: lines.map(putPrice), remove: [], expect: [], events: [] });
    }
    await stage.open('e-1');
    expect(stage.letters()).toEqual([]);
    expect(charges()).toMatchObject([{ code: 'KHAM' }]);
  });
});
