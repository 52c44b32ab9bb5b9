import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import type { Asking } from '../../test/stage.ts';
import { decodeVietQr } from './vietqr.ts';

let stage: BillingStage;
let channel: string;
let card: string;
const open = async (): Promise<void> => {
  stage = await openBillingStage();
  channel = await stage.sepay();
  const given = await stage.request('POST /v1/persons/{person}/one-card', { person: 'p-1' }, { as: 'reception' });
  card = given.body.oneCard;
};
beforeEach(open);
afterEach(() => stage.close());
const bank = `bank:970436:${receiving['long-khanh']}`;

const topUp = (amount: number, asking: Asking = { as: 'kiosk' }) =>
  stage.request('POST /v1/one-cards/{oneCard}/top-ups', { oneCard: card, amount }, asking);
const advance = (encounter: string, amount: number, asking: Asking = { as: 'cashier' }) =>
  stage.request('POST /v1/encounters/{encounter}/advance-requests', { encounter, amount }, asking);
const request = async (code: string, as: 'kiosk' | 'cashier' = 'kiosk') =>
  (await stage.request('GET /v1/deposit-requests/{depositRequest}', { depositRequest: code }, { as })).body;
const deposit = async (person = 'p-1', more: object = {}) => {
  const reply = await stage.request('GET /v1/persons/{person}/deposit', { person, ...more }, { as: 'cashier' });
  return reply.status === 404 ? { balance: 0, items: [] } : reply.body;
};
const arrivals = () =>
  stage.named('billing.payment-received').map((event) => (event.data as { arrival: string }).arrival);

describe('a top-up by QR', () => {
  it('has a code of its own for its amount, on no bill, and comes into the deposit to the dong', async () => {
    const asked = await topUp(200_000);
    expect(asked).toMatchObject({ status: 201, body: { amount: 200_000, expiresAt: '2026-11-25T01:00:00.000Z' } });
    const { depositRequest: code, payload } = asked.body;
    expect(decodeVietQr(payload)).toMatchObject({
      ok: true,
      fields: { initMethod: '12', amount: '200000', account: receiving['long-khanh'], additional: { purpose: code } },
    });
    expect(await request(code)).toMatchObject({ kind: 'top-up', person: 'p-1', state: 'open', received: 0, payload });
    await stage.pay(channel, { amount: 200_000, content: `CK ${code} nap the`, reference: 'FT-1' });
    expect(await request(code)).toMatchObject({ state: 'paid', received: 200_000 });
    expect(await deposit()).toMatchObject({
      person: 'p-1',
      balance: 200_000,
      items: [{ kind: 'deposit-taken', amount: 200_000, balance: 200_000, day: '2026-11-24' }],
    });
    expect(await stage.books()).toMatchObject({
      total: 0,
      work: [],
      balances: { [bank]: 200_000, 'deposit:p-1': -200_000 },
      bank: [{ reference: 'FT-1', amount: 200_000 }],
    });
    expect(arrivals()).toEqual(['exact']);
    expect(stage.named('billing.deposit-changed')).toMatchObject([
      { subject: 'p-1', data: { person: 'p-1', amount: 200_000, balance: 200_000, why: 'deposit-taken' } },
    ]);
  });
  it('of another amount is credited as it came, and a second one with the same code as well', async () => {
    const less = (await topUp(200_000)).body.depositRequest;
    await stage.pay(channel, { amount: 150_000, content: less });
    expect(await request(less)).toMatchObject({ state: 'partially_paid', received: 150_000 });
    await stage.pay(channel, { amount: 50_000, content: less });
    expect(await request(less)).toMatchObject({ state: 'paid', received: 200_000 });
    await stage.pay(channel, { amount: 1, content: less });
    expect(await request(less)).toMatchObject({ state: 'overpaid', received: 200_001 });
    const more = (await topUp(10_000)).body.depositRequest;
    await stage.pay(channel, { amount: 12_000, content: more });
    expect(await request(more)).toMatchObject({ state: 'overpaid' });
    expect(arrivals()).toEqual(['less', 'second', 'second', 'more']);
    expect((await deposit()).balance).toBe(212_001);
    expect((await stage.books()).work).toEqual([]);
  });
  it('after its end is credited all the same, flagged late, and leaves no work when it was paid in part', async () => {
    const part = (await topUp(200_000)).body.depositRequest;
    const none = (await topUp(30_000)).body.depositRequest;
    await stage.pay(channel, { amount: 150_000, content: part });
    stage.setClock({ minutes: 24 * 60 + 1 });
    await stage.runSchedule('billing.expireIntents');
    expect([(await request(part)).state, (await request(none)).state]).toEqual(['expired', 'expired']);
    await stage.pay(channel, { amount: 20_000, content: none });
    await stage.pay(channel, { amount: 10_000, content: none });
    expect(await request(none)).toMatchObject({ state: 'paid', received: 30_000 });
    expect(arrivals()).toEqual(['less', 'late', 'second']);
    expect((await deposit()).balance).toBe(180_000);
    expect((await stage.books()).work).toEqual([]);
  });
  it('late and before the sweeper came is expired by the money itself', async () => {
    const { depositRequest: code } = (await topUp(200_000)).body;
    stage.setClock({ minutes: 24 * 60 + 1 });
    await stage.pay(channel, { amount: 20_000, content: code });
    expect(await request(code)).toMatchObject({ state: 'expired', received: 20_000 });
    expect(arrivals()).toEqual(['late']);
  });
  it('reported twice, or by two providers, is credited once', async () => {
    const { depositRequest: code } = (await topUp(50_000)).body;
    const vietqr = await stage.vietqr();
    const transfer = { amount: 50_000, content: code, reference: 'FT-1' };
    await Promise.all([
      stage.pay(channel, transfer),
      stage.sync(vietqr, transfer),
      stage.pay(channel, transfer),
      stage.sync(vietqr, transfer),
    ]);
    expect((await deposit()).balance).toBe(50_000);
    expect(await request(code)).toMatchObject({ state: 'paid', received: 50_000 });
  });
  it('on an account that is not registered lies in suspense, and the card holds nothing', async () => {
    const { depositRequest: code } = (await topUp(50_000)).body;
    await stage.pay(channel, { amount: 50_000, content: code, account: '0999999999999' });
    expect((await deposit()).balance).toBe(0);
    expect(await request(code)).toMatchObject({ state: 'open', received: 0 });
    expect((await stage.books()).work).toEqual(['foreign-account']);
  });
  it('whose text holds the code of a bill as well is for a person to place', async () => {
    const { depositRequest: code } = (await topUp(50_000)).body;
    const { code: bill } = await stage.billed('e-1');
    await stage.pay(channel, { amount: 50_000, content: `${code} ${bill}` });
    expect((await stage.books()).work).toEqual(['several-codes']);
    expect((await deposit()).balance).toBe(0);
  });
  it('is asked for at kiosk, till and desk with a whole amount, and shown as a picture', async () => {
    for (const as of ['kiosk', 'cashier', 'reception'] as const) expect((await topUp(1_000, { as })).status).toBe(201);
    expect((await topUp(1_000, { as: 'doctor' })).status).toBe(403);
    for (const amount of [0, -5, 0.5, 1e12]) expect((await topUp(amount)).status).toBe(400);
    const { depositRequest: code } = (await topUp(1_000)).body;
    const picture = await stage.request(
      'GET /v1/deposit-requests/{depositRequest}/qr.png',
      { depositRequest: code },
      { as: 'kiosk' },
    );
    expect(picture.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect((await request('NT00000000000')).code).toBe('not-found');
    const elsewhere = { as: 'cashier', hospital: 'thong-nhat' } as const;
    const other = await stage.request('GET /v1/deposit-requests/{depositRequest}', { depositRequest: code }, elsewhere);
    expect(other.body.code).toBe('not-found');
  });
});

describe('the standing code of a card', () => {
  it('is paid from home at any time, any amount, as often as one likes', async () => {
    for (const amount of [100_000, 5_000, 1]) {
      await stage.pay(channel, { amount, content: `nap tien ${card.toLowerCase()}` });
      stage.setClock({ minutes: 60 * 24 * 30 });
    }
    expect((await deposit()).balance).toBe(105_001);
    expect(arrivals()).toEqual(['exact', 'exact', 'exact']);
  });
  it('of a blocked card still reaches the patient, also by a top-up that was asked for before; new ones are refused', async () => {
    const { depositRequest: code } = (await topUp(50_000)).body;
    await stage.request('POST /v1/one-cards/{oneCard}/block', { oneCard: card, why: 'lost' }, { as: 'reception' });
    await stage.pay(channel, { amount: 30_000, content: card });
    await stage.pay(channel, { amount: 50_000, content: code });
    expect((await deposit()).balance).toBe(80_000);
    expect((await topUp(1_000)).body.code).toBe('card-blocked');
  });
  it('paid to another hospital is not resolved there: suspense, and a question', async () => {
    const other = await stage.sepay('thong-nhat', 'another-secret-of-16');
    const body = stage.bodyOf({ amount: 9_000, content: card, account: receiving['thong-nhat'] });
    await stage.call(other, body, 'another-secret-of-16');
    expect((await stage.books('thong-nhat')).work).toEqual(['other-tenant']);
    expect((await deposit()).balance).toBe(0);
  });
});

describe('the advance of an inpatient', () => {
  it('is asked for on the stay, comes into the deposit marked with it, and is used at discharge', async () => {
    await stage.open('e-1', 'p-1');
    await stage.order('e-1', 'SA-BUNG');
    const asked = await advance('e-1', 500_000);
    expect(asked).toMatchObject({ status: 201, body: { amount: 500_000 } });
    const { depositRequest: code } = asked.body;
    expect(await request(code, 'cashier')).toMatchObject({ kind: 'advance', person: 'p-1', encounter: 'e-1' });
    await stage.pay(channel, { amount: 500_000, content: code });
    expect((await deposit()).items).toMatchObject([{ encounter: 'e-1', amount: 500_000, kind: 'deposit-taken' }]);
    expect(stage.named('billing.deposit-changed')).toMatchObject([{ data: { encounter: 'e-1' } }]);
    stage.closeVisit('e-1');
    const { bill } = (await stage.askBill('e-1')).body;
    const used = await stage.request('POST /v1/bills/{bill}/deposit-uses', { bill }, { as: 'cashier' });
    expect(used.body).toMatchObject({ amount: 110_000, balance: 390_000, due: 0 });
    expect((await stage.books()).balances).toMatchObject({ 'deposit:p-1': -390_000, 'receivable:patient': 0 });
  });
  it('is not asked for a stay that nobody knows or that is billed, nor by a kiosk', async () => {
    expect((await advance('e-9', 1_000)).body.code).toBe('not-found');
    const { bill } = await stage.billed('e-1');
    expect((await advance('e-1', 1_000)).body).toMatchObject({ code: 'bill-exists' });
    expect(bill).toBeDefined();
    await stage.open('e-2');
    expect((await advance('e-2', 1_000, { as: 'kiosk' })).status).toBe(403);
    expect((await advance('e-2', 1_000, { as: 'reception' })).status).toBe(201);
  });
});

describe('the movements of a deposit', () => {
  it('are read page by page, newest first, each once', async () => {
    for (let n = 1; n <= 7; n++) await stage.pay(channel, { amount: n, content: card });
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await deposit('p-1', { limit: 3, ...(after && { after }) });
      seen.push(...page.items.map((item: { amount: number }) => item.amount));
      after = page.next;
    } while (after);
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    const none = await stage.request('GET /v1/persons/{person}/deposit', { person: 'p-9' }, { as: 'cashier' });
    expect(none).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
  it('begin on top of what was held before they were kept', async () => {
    const { table } = await stage.embedded.ports(stage.hospital, 'billing');
    const held = { key: { pk: 'DEPOSIT#p-1', sk: 'DEPOSIT' }, value: { balance: 9_000 }, expect: 'absent' as const };
    await table.write({ put: [held], remove: [], expect: [], events: [] });
    expect(await deposit()).toMatchObject({ balance: 9_000, items: [] });
    await stage.pay(channel, { amount: 1_000, content: card });
    expect(await deposit()).toMatchObject({ balance: 10_000, items: [{ amount: 1_000, balance: 10_000 }] });
  });
  it('are not read by a kiosk or a doctor, and each reading is audited', async () => {
    for (const as of ['kiosk', 'doctor'] as const)
      expect((await stage.request('GET /v1/persons/{person}/deposit', { person: 'p-1' }, { as })).status).toBe(403);
    await stage.pay(channel, { amount: 1, content: card });
    await deposit();
    const audited = stage
      .stored('billing')
      .filter(({ pk, value }) => pk.startsWith('AUDIT#') && value.includes('readDeposit'))
      .map(({ value }) => JSON.parse(value));
    expect(audited.map(({ act }) => act).toSorted()).toEqual(['read', 'refused', 'refused']);
    expect(audited.find(({ act }) => act === 'read')).toMatchObject({ subject: 'p-1' });
  });

  const step = fc.oneof(
    fc.record({
      do: fc.constantFrom('standing', 'asked', 'advance', 'bill'),
      amount: fc.integer({ min: 1, max: 200_000 }),
    }),
    fc.record({ do: fc.constantFrom('pay', 'use'), amount: fc.integer({ min: 1, max: 60_000 }) }),
    fc.constant({ do: 'sweep' as const, amount: 0 }),
  );
  it('add up to the balance and to the account of the ledger, whatever comes and goes at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { maxLength: 4 }), async (rounds) => {
        await stage.close();
        await open();
        await stage.open('e-1', 'p-1');
        await stage.order('e-1', 'SA-BUNG');
        const codes: Record<string, string> = {
          standing: card,
          asked: (await topUp(50_000)).body.depositRequest,
          advance: (await advance('e-1', 80_000)).body.depositRequest,
        };
        stage.closeVisit('e-1');
        const bill = (await stage.askBill('e-1')).body;
        codes['bill'] = bill.code;
        let came = 0;
        for (const round of rounds) {
          await Promise.all(
            round.map(({ do: what, amount }) => {
              if (what === 'sweep') return stage.runSchedule('billing.expireIntents');
              const paying = { bill: bill.bill, amount };
              if (what === 'use') return stage.request('POST /v1/bills/{bill}/deposit-uses', paying, { as: 'cashier' });
              if (what === 'pay') {
                const byCard = { ...paying, oneCard: card };
                return stage.request('POST /v1/bills/{bill}/card-payments', byCard, { as: 'kiosk' });
              }
              came += amount;
              return stage.pay(channel, { amount, content: codes[what] ?? '' });
            }),
          );
        }
        const { balance, items } = await deposit('p-1', { limit: 100 });
        const moves: { amount: number; balance: number }[] = items.toReversed();
        let held = 0;
        for (const move of moves) {
          held += move.amount;
          expect(move.balance).toBe(held);
          expect(held).toBeGreaterThanOrEqual(0);
        }
        const { balances, total } = await stage.books();
        const { paid } = await stage.bill(bill.bill);
        expect(balance).toBe(held);
        expect(0 - (balances['deposit:p-1'] ?? 0)).toBe(balance);
        expect(total).toBe(0);
        expect(paid + balance).toBe(came);
        expect(balances['receivable:patient']).toBe(110_000 - paid);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
