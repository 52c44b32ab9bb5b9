import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import type { Asking } from '../../test/stage.ts';

let stage: BillingStage;
let channel: string;
beforeEach(async () => {
  stage = await openBillingStage();
  channel = await stage.sepay();
});
afterEach(() => stage.close());
const due = 110_000;

/** A card of this person with so much on it. */
const aCard = async (person: string, amount = 0): Promise<string> => {
  const { oneCard } = (await stage.request('POST /v1/persons/{person}/one-card', { person }, { as: 'reception' })).body;
  if (amount > 0) await stage.pay(channel, { amount, content: oneCard });
  return String(oneCard);
};
const pay = (bill: string, oneCard: string, more: object = {}, asking: Asking = { as: 'kiosk' }) =>
  stage.request('POST /v1/bills/{bill}/card-payments', { bill, oneCard, ...more }, asking);
const use = (bill: string, more: object = {}, as: 'cashier' | 'kiosk' | 'admin' = 'cashier') =>
  stage.request('POST /v1/bills/{bill}/deposit-uses', { bill, ...more }, { as });
const deposit = async (person: string) =>
  (await stage.request('GET /v1/persons/{person}/deposit', { person }, { as: 'cashier' })).body;

describe('a bill paid by One Card', () => {
  it('is paid at the kiosk, with a receipt of its own series, out of what the hospital held', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', 150_000);
    const reply = await pay(bill, card);
    expect(reply).toMatchObject({
      status: 201,
      body: { receipt: 'OC-2026-000001', amount: due, balance: 40_000, due: 0 },
    });
    const after = await stage.bill(bill);
    expect(after).toMatchObject({ state: 'paid', paid: due, due: 0, receipts: ['OC-2026-000001'] });
    expect(after.payments).toMatchObject([
      { payment: reply.body.payment, provider: 'one-card', amount: due, applied: due, deposited: 0, arrival: 'exact' },
    ]);
    expect(after.payments[0]).not.toHaveProperty('payer');
    expect(await stage.books()).toMatchObject({
      total: 0,
      work: [],
      balances: { 'receivable:patient': 0, 'deposit:person-of-e-1': -40_000 },
    });
    expect(await deposit('person-of-e-1')).toMatchObject({
      balance: 40_000,
      items: [
        { kind: 'deposit-used', amount: -due, balance: 40_000, bill, encounter: 'e-1', entry: reply.body.payment },
        { kind: 'deposit-taken', amount: 150_000, balance: 150_000 },
      ],
    });
    expect(stage.named('billing.bill-paid')).toMatchObject([{ data: { bill, receipt: 'OC-2026-000001' } }]);
    expect(stage.named('billing.deposit-changed').map(({ data }) => data)).toMatchObject([
      { person: 'person-of-e-1', amount: 150_000, balance: 150_000, why: 'deposit-taken' },
      { person: 'person-of-e-1', amount: -due, balance: 40_000, why: 'deposit-used', bill },
    ]);
    expect(JSON.stringify(stage.events())).not.toContain(card);
  });
  it('takes seven items and a look at the card, beside the marks and events of every commit', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', due);
    const { table } = await stage.embedded.ports(stage.hospital, 'billing');
    const { write } = table;
    const writes: Parameters<typeof write>[0][] = [];
    Object.assign(table, { write: (one: Parameters<typeof write>[0]) => writes.push(one) && write(one) });
    await pay(bill, card);
    const [only] = writes.filter(({ put }) => put.some(({ key }) => key.pk.startsWith('JOURNAL#')));
    const own = only?.put.filter(({ key }) => !/^(AUDIT|IDEM)#/.test(key.pk));
    expect(own).toHaveLength(7);
    expect(only?.expect).toHaveLength(1);
    expect(only?.events).toHaveLength(2);
  });
  it('takes the text of a scanned card as well as its number in small letters', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', due);
    expect((await pay(bill, `DNOC1:long-khanh:${card}`, { amount: 10_000 })).status).toBe(201);
    expect((await pay(bill, card.toLowerCase(), {}, { as: 'cashier' })).body).toMatchObject({ due: 0, balance: 0 });
  });
  it('in part leaves the rest due, by card, bank or till; more than is due is refused', async () => {
    const { bill, code } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', 200_000);
    expect((await pay(bill, card, { amount: 60_000 })).body).toMatchObject({ due: 50_000, balance: 140_000 });
    expect(await stage.bill(bill)).toMatchObject({ state: 'part_paid', due: 50_000 });
    expect((await pay(bill, card, { amount: 50_001 })).body).toMatchObject({ code: 'more-than-due' });
    await stage.pay(channel, { amount: 20_000, content: code });
    expect((await pay(bill, card)).body).toMatchObject({ amount: 30_000, due: 0, receipt: 'OC-2026-000002' });
    expect((await pay(bill, card)).body.code).toBe('bill-already-paid');
    // The code of the bill is at its end: what comes now is kept, on the very card.
    await stage.pay(channel, { amount: 7_000, content: code });
    expect((await deposit('person-of-e-1')).balance).toBe(117_000);
    expect((await stage.books()).total).toBe(0);
  });
  it('is refused with what there is when the balance is too low, and nothing moves', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', 40_000);
    const reply = await pay(bill, card);
    expect(reply).toMatchObject({ status: 409, body: { code: 'balance-too-low' } });
    expect(JSON.stringify(reply.body)).toContain('40000');
    expect(await stage.bill(bill)).toMatchObject({ state: 'open', due, receipts: [] });
    expect((await deposit('person-of-e-1')).balance).toBe(40_000);
    expect((await pay(bill, card, { amount: 40_001 })).body.code).toBe('balance-too-low');
    expect((await pay(bill, card, { amount: 40_000 })).body).toMatchObject({ balance: 0, due: 70_000 });
    expect((await pay(bill, card, { amount: 1 })).body.code).toBe('balance-too-low');
  });
  it('is refused by a blocked card, which says so; the new card pays', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', due);
    await stage.request('POST /v1/one-cards/{oneCard}/block', { oneCard: card, why: 'stolen' }, { as: 'cashier' });
    const reply = await pay(bill, card);
    expect(reply.body).toMatchObject({ code: 'card-blocked' });
    expect(reply.body.detail).toContain('Thẻ đã bị khoá');
    expect((await pay(bill, await aCard('person-of-e-1'))).body).toMatchObject({ due: 0 });
  });
  it('is not paid by the card of another, except at the desk on purpose, and then the payer is written down', async () => {
    const { bill } = await stage.billed('e-1');
    const parent = await aCard('parent', 150_000);
    expect((await pay(bill, parent)).body.code).toBe('card-of-another');
    expect((await pay(bill, parent, {}, { as: 'cashier' })).body.code).toBe('card-of-another');
    expect((await pay(bill, parent, { onBehalf: true }, { as: 'kiosk' })).body.code).toBe('behalf-needs-staff');
    expect((await deposit('parent')).balance).toBe(150_000);
    expect((await pay(bill, parent, { onBehalf: true }, { as: 'reception' })).body).toMatchObject({ balance: 40_000 });
    expect((await stage.bill(bill)).payments).toMatchObject([{ payer: 'parent', applied: due }]);
    expect((await stage.books()).balances).toMatchObject({ 'deposit:parent': -40_000, 'receivable:patient': 0 });
  });
  it('is no door for a doctor or an administrator, and takes no amount that is none', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', due);
    for (const as of ['doctor', 'admin'] as const) expect((await pay(bill, card, {}, { as })).status).toBe(403);
    for (const amount of [0, -1, 0.5, '10', 1e12]) expect((await pay(bill, card, { amount })).status).toBe(400);
    expect((await pay(bill, 'not-a-card')).status).toBe(400);
    expect((await pay('0190', card)).body.code).toBe('not-found');
  });
  it('sent twice under one key is paid once', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', due);
    const asking = { as: 'kiosk', key: 'one-key-of-a-kiosk' } as const;
    const replies = await Promise.all([1, 2, 3].map(() => pay(bill, card, { amount: 30_000 }, asking)));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect((await deposit('person-of-e-1')).balance).toBe(80_000);
  });
});

describe('what was paid in advance', () => {
  it('is used on the bill by a cashier without a card: what is due, or as much of it as is held', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', 80_000);
    expect((await use(bill)).body).toMatchObject({
      amount: 80_000,
      balance: 0,
      due: 30_000,
      receipt: 'OC-2026-000001',
    });
    expect((await use(bill)).body.code).toBe('balance-too-low');
    await stage.pay(channel, { amount: 50_000, content: card });
    expect((await use(bill, { amount: 50_000 })).body.code).toBe('more-than-due');
    expect((await use(bill, { amount: 10_000 })).body).toMatchObject({ due: 20_000 });
    expect((await use(bill)).body).toMatchObject({ amount: 20_000, balance: 20_000, due: 0 });
    expect((await use(bill)).body.code).toBe('bill-already-paid');
    expect((await stage.bill(bill)).payments).toMatchObject([
      { provider: 'deposit' },
      { provider: 'deposit' },
      { provider: 'deposit' },
    ]);
  });
  it('needs no card to exist, and is not used by a kiosk or an administrator', async () => {
    const { bill, code } = await stage.billed('e-1');
    await stage.pay(channel, { amount: due + 5_000, content: code });
    const second = await stage.billed('e-2');
    await stage.open('e-3', 'person-of-e-1');
    stage.closeVisit('e-3');
    const third = (await stage.askBill('e-3')).body;
    expect((await use(third.bill)).body).toMatchObject({ amount: 5_000, balance: 0 });
    expect((await use(second.bill)).body.code).toBe('balance-too-low');
    for (const as of ['kiosk', 'admin'] as const) expect((await use(bill, {}, as)).status).toBe(403);
  });
});

describe('many at once on one balance', () => {
  it('ten payments: exactly what fits is paid, and the balance is never below zero', async () => {
    const bills: string[] = [];
    for (let n = 0; n < 10; n++) {
      await stage.open(`e-${n}`, 'p-1');
      await stage.order(`e-${n}`, 'SA-BUNG');
      stage.closeVisit(`e-${n}`);
      bills.push((await stage.askBill(`e-${n}`)).body.bill);
    }
    const card = await aCard('p-1', 4 * due + 1);
    const paid = await insist(bills.map((bill) => () => pay(bill, card)));
    expect(paid.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(paid.filter(({ status }) => status !== 201).map(({ body }) => body.code)).toEqual(
      Array(6).fill('balance-too-low'),
    );
    const { balance, items } = await deposit('p-1');
    expect(balance).toBe(1);
    expect(items.map((item: { balance: number }) => item.balance)).toEqual([0, 1, 2, 3, 4].map((n) => n * due + 1));
    expect((await stage.books()).balances['deposit:p-1']).toBe(-1);
    const receipts = paid.flatMap(({ body }) => (body.receipt ? [body.receipt] : [])).toSorted();
    expect(receipts).toEqual([1, 2, 3, 4].map((n) => `OC-2026-00000${n}`));
  });
  it('ten payments of parts of one bill: no dong more than is due', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', 10 * due);
    const replies = await insist(Array.from({ length: 10 }, () => () => pay(bill, card, { amount: 30_000 })));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(await stage.bill(bill)).toMatchObject({ paid: 90_000, due: 20_000 });
    expect((await deposit('person-of-e-1')).balance).toBe(10 * due - 90_000);
  });
  it('a payment while money arrives on the card and on the bill: all of it is counted', async () => {
    const { bill, code } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', due);
    await Promise.all([
      stage.pay(channel, { amount: 10_000, content: card, reference: 'A' }),
      pay(bill, card, { amount: 60_000 }),
      stage.pay(channel, { amount: 50_000, content: code, reference: 'B' }),
      stage.pay(channel, { amount: 20_000, content: card, reference: 'C' }),
    ]);
    const after = await stage.bill(bill);
    const { balance } = await deposit('person-of-e-1');
    expect(after.paid + balance).toBe(due + 10_000 + 50_000 + 20_000);
    expect((await stage.books()).balances).toMatchObject({
      'deposit:person-of-e-1': -balance,
      'receivable:patient': due - after.paid,
    });
  });
  it('a payment whose card is blocked after it was looked at: nothing is paid', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', due);
    const { table } = await stage.embedded.ports(stage.hospital, 'billing');
    const { write } = table;
    let isBlocked = false;
    Object.assign(table, {
      write: async (one: Parameters<typeof write>[0]) => {
        if (!isBlocked && one.put.some(({ key }) => key.pk.startsWith('JOURNAL#'))) {
          isBlocked = true;
          const blocking = { oneCard: card, why: 'stolen' };
          await stage.request('POST /v1/one-cards/{oneCard}/block', blocking, { as: 'reception' });
        }
        return write(one);
      },
    });
    expect((await pay(bill, card)).body.code).toBe('card-blocked');
    expect((await deposit('person-of-e-1')).balance).toBe(due);
    expect(await stage.bill(bill)).toMatchObject({ state: 'open', payments: [] });
  });
  it('a payment while the card is blocked: either paid before, or refused', async () => {
    const { bill } = await stage.billed('e-1');
    const card = await aCard('person-of-e-1', due);
    const blocking = { oneCard: card, why: 'stolen' };
    const [reply] = await Promise.all([
      pay(bill, card),
      stage.request('POST /v1/one-cards/{oneCard}/block', blocking, { as: 'reception' }),
    ]);
    const { balance } = await deposit('person-of-e-1');
    expect([201, 409]).toContain(reply.status);
    expect(balance).toBe(reply.status === 201 ? 0 : due);
    expect((await pay(bill, card)).status).toBe(409);
  });
});

/** Asks all at once, and again whoever was told that others were faster. */
async function insist(asks: readonly (() => ReturnType<typeof pay>)[]) {
  return Promise.all(
    asks.map(async (ask) => {
      for (;;) {
        const reply = await ask();
        if (reply.body.code !== 'busy') return reply;
      }
    }),
  );
}
