import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localDay } from '../../shared/kernel/time.ts';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { type DeskStage, deskStage } from '../../test/desk-stage.ts';
import { refundLimits } from './cash-rules.ts';

const payee = { bin: '970422', account: '0903000111', name: 'Nguyễn Văn Thử' };
const transfer = { way: { kind: 'transfer', ...payee } };
const person = 'person-of-v-1';
const deposit = { kind: 'deposit', person };

let stage: BillingStage;
let desk: DeskStage;
let channel: string;
beforeEach(async () => {
  stage = await openBillingStage();
  desk = deskStage(stage);
  channel = await stage.sepay();
});
afterEach(() => stage.close());
const balances = async () => (await stage.books()).balances;

/** A bill of 110,000 dong, paid by transfer, and `surplus` more on the patient's deposit with its work item. */
async function paid(surplus = 0) {
  const { bill, code } = await stage.billed('v-1');
  await stage.pay(channel, { amount: 110_000 + surplus, content: code, reference: 'FT-IN' });
  const { items } = await stage.books();
  return { bill: String(bill), code: String(code), item: String(items[0]?.['id']) };
}

describe('a refund of a deposit', () => {
  it('is asked for, approved by another person, and set aside at once; the cash leaves a till with a voucher, once', async () => {
    const { item } = await paid(40_000);
    await desk.openTill('T01', 100_000);
    const asked = await desk.refund(deposit, 40_000, { item });
    expect(asked.body).toMatchObject({
      state: 'requested',
      person,
      amount: 40_000,
      way: 'cash',
      requestedBy: 'cashier-1',
    });
    const { refund } = asked.body;
    expect((await balances())['refund:payable']).toBeUndefined();
    expect((await desk.payOut(refund)).body.code).toBe('refund-not-ready');
    expect((await desk.decide(refund)).body).toEqual({ refund, state: 'approved', approvals: 1 });
    expect(await balances()).toMatchObject({ [`deposit:${person}`]: 0, 'refund:payable': -40_000 });
    expect((await stage.books()).work).toEqual(['surplus']);
    expect((await desk.payOut(refund)).body).toEqual({
      refund,
      state: 'done',
      receipt: 'TCT01-2026-000001',
      amount: 40_000,
    });
    expect(await balances()).toMatchObject({ 'refund:payable': 0, 'cash:T01': 60_000 });
    expect((await stage.books()).work).toEqual([]);
    expect((await desk.payOut(refund)).body.code).toBe('refund-not-ready');
    const voucher = await stage.request(
      'GET /v1/receipts/{receipt}',
      { receipt: 'TCT01-2026-000001' },
      { as: 'cashier' },
    );
    expect(voucher.body).toMatchObject({ purpose: 'refund', refund, person, amount: 40_000 });
    expect(stage.named('billing.refund-approved').map(({ data }) => data)).toEqual([
      { refund, person, amount: 40_000, way: 'cash' },
    ]);
    expect(stage.named('billing.refund-paid')).toHaveLength(1);
  });
  it('is refused without the money, for an unknown case, for more than the case, and twice for one case', async () => {
    const { item } = await paid(40_000);
    expect((await desk.refund(deposit, 40_001)).body.code).toBe('balance-too-low');
    expect((await desk.refund({ kind: 'deposit', person: 'nobody' }, 1)).body.code).toBe('balance-too-low');
    expect((await desk.refund(deposit, 40_000, { item: '0' })).body.code).toBe('not-found');
    await stage.pay(channel, { amount: 10_000, content: (await stage.billed('v-2')).code });
    await desk.openTill('T01', 0);
    await desk.depositCash(person, 50_000);
    expect((await desk.refund(deposit, 40_001, { item })).body.code).toBe('more-than-refundable');
    await desk.depositCash('person-of-v-2', 50_000);
    expect((await desk.refund({ kind: 'deposit', person: 'person-of-v-2' }, 1_000, { item })).body.code).toBe(
      'not-found',
    );
    const { refund } = (await desk.refund(deposit, 40_000, { item })).body;
    expect((await desk.refund(deposit, 40_000, { item })).body.code).toBe('refund-waiting');
    await desk.decide(refund, false);
    expect((await desk.refund(deposit, 40_000, { item })).status).toBe(201);
    await stage.request(
      'POST /v1/work-items/{item}/resolution',
      { item, outcome: 'kept-as-deposit', note: 'x' },
      { as: 'cashier' },
    );
    expect((await desk.refund(deposit, 1_000, { item })).body.code).toBe('work-item-resolved');
  });
  it('alone ends a surplus as refunded: the word of a cashier is not enough, nor a refund of another or of less', async () => {
    const { item } = await paid(40_000);
    const resolve = (more: object = {}) =>
      stage.request(
        'POST /v1/work-items/{item}/resolution',
        { item, outcome: 'refunded', note: 'x', ...more },
        { as: 'cashier' },
      );
    expect((await resolve()).body.code).toBe('refund-not-done');
    expect((await resolve({ refund: '0' })).body.code).toBe('refund-not-done');
    await desk.openTill('T01', 200_000);
    const done = async (from: object, amount: number): Promise<string> => {
      const { refund } = (await desk.refund(from, amount)).body;
      await desk.decide(refund);
      await desk.payOut(refund);
      return refund;
    };
    await stage.billed('v-2');
    await desk.depositCash('person-of-v-2', 50_000);
    await desk.depositCash(person, 50_000);
    expect(
      (await resolve({ refund: await done({ kind: 'deposit', person: 'person-of-v-2' }, 40_000) })).body.code,
    ).toBe('refund-not-done');
    expect((await resolve({ refund: await done(deposit, 39_999) })).body.code).toBe('refund-not-done');
    const { refund: waiting } = (await desk.refund(deposit, 1_000)).body;
    expect((await resolve({ refund: waiting })).body.code).toBe('refund-not-done');
    const refund = await done(deposit, 40_000);
    expect((await resolve({ refund })).status).toBe(201);
    expect((await stage.books()).work).toEqual([]);
    // The same refund answers no second case.
    const { code } = await stage.billed('v-3', 'long-khanh');
    await stage.pay(channel, { amount: 150_000, content: code, reference: 'FT-3' });
    const second = String((await stage.books()).items[0]?.['id']);
    expect((await resolve({ item: second, refund })).body.code).toBe('refund-not-done');
  });
  it('never spends a dong twice: of ten that are approved at once, as many go as the deposit holds', async () => {
    await paid(35_000);
    const asked = await Promise.all(Array.from({ length: 10 }, () => desk.refund(deposit, 10_000)));
    const decided = await Promise.all(asked.map(({ body }) => desk.decide(body.refund)));
    const approved = decided.filter(({ status }) => status === 201);
    expect(approved).toHaveLength(3);
    expect(new Set(decided.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['balance-too-low']),
    );
    expect(await balances()).toMatchObject({ [`deposit:${person}`]: -5_000, 'refund:payable': -30_000 });
  });
  it('and money that comes onto the deposit at the same moment are both right', async () => {
    await paid(10_000);
    await desk.openTill('T01', 0);
    const { refund } = (await desk.refund(deposit, 10_000)).body;
    const both = await Promise.all([desk.decide(refund), desk.depositCash(person, 7_000)]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect((await balances())[`deposit:${person}`]).toBe(-7_000);
    const stored = stage.stored('billing').find(({ pk }) => pk === `DEPOSIT#${person}`);
    expect(JSON.parse(String(stored?.value))).toEqual({ balance: 7_000 });
  });
  it('and the One Card never spend the same dong: ten approvals while the card pays a bill', async () => {
    await desk.openTill('T01', 0);
    await desk.depositCash(person, 150_000);
    const { bill } = await stage.billed('v-1');
    const { oneCard } = (await stage.request('POST /v1/persons/{person}/one-card', { person }, { as: 'reception' }))
      .body;
    const asked = await Promise.all(Array.from({ length: 10 }, () => desk.refund(deposit, 30_000)));
    const [paid, ...decided] = await Promise.all([
      stage.request('POST /v1/bills/{bill}/card-payments', { bill, oneCard }, { as: 'kiosk' }),
      ...asked.map(({ body }) => desk.decide(body.refund)),
    ]);
    const used = paid.status === 201 ? Number(paid.body.amount) : 0;
    const approved = decided.filter(({ status }) => status === 201).length * 30_000;
    const { balances: after, total } = await stage.books();
    const left = 150_000 - used - approved;
    expect(left).toBeGreaterThanOrEqual(0);
    expect([after[`deposit:${person}`], after['refund:payable'], total]).toEqual([0 - left, 0 - approved, 0]);
  });
  it('is decided once, by an administrator who did not ask, and a rejected one moves nothing', async () => {
    await paid(40_000);
    const { refund } = (await desk.refund(deposit, 10_000, {}, 'admin-1')).body;
    expect((await desk.decide(refund, true, 'admin-1')).body.code).toBe('needs-another-person');
    expect((await desk.decide(refund, true, 'cashier-2')).status).toBe(403);
    expect((await desk.decide('none')).body.code).toBe('not-found');
    expect((await desk.decide(refund, false, 'admin-2')).body.state).toBe('rejected');
    expect((await desk.decide(refund, true, 'admin-2')).body.code).toBe('refund-decided');
    expect((await balances())['refund:payable']).toBeUndefined();
    const other = (await desk.refund(deposit, 10_000)).body.refund;
    const ten = await Promise.all(Array.from({ length: 10 }, (_, n) => desk.decide(other, true, `admin-${n}`)));
    expect(ten.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await balances())['refund:payable']).toBe(-10_000);
  });
  it('above the limits is asked for by an administrator and approved by two others', async () => {
    const { cashierAsks, oneAdministrator } = refundLimits(localDay(stage.now()));
    await desk.openTill('T01', 0);
    await desk.depositCash(person, oneAdministrator + 1);
    expect((await desk.refund(deposit, cashierAsks + 1)).body.code).toBe('over-refund-limit');
    expect((await desk.refund(deposit, cashierAsks)).status).toBe(201);
    const { refund } = (await desk.refund(deposit, oneAdministrator + 1, {}, 'admin-1')).body;
    expect((await desk.decide(refund, true, 'admin-2')).body).toEqual({ refund, state: 'requested', approvals: 1 });
    expect((await balances())['refund:payable']).toBeUndefined();
    expect((await desk.decide(refund, true, 'admin-2')).body.code).toBe('needs-another-person');
    expect((await desk.decide(refund, true, 'admin-1')).body.code).toBe('needs-another-person');
    expect((await desk.decide(refund, true, 'admin-3')).body).toEqual({ refund, state: 'approved', approvals: 2 });
    expect((await balances())['refund:payable']).toBe(-(oneAdministrator + 1));
  });
  it('is not made small by being divided: what a person asked for and got on a day is added up, at each limit', async () => {
    const { cashierAsks, oneAdministrator } = refundLimits(localDay(stage.now()));
    await desk.openTill('T01', 0);
    await desk.depositCash(person, 3 * oneAdministrator);
    const half = Math.ceil(cashierAsks / 2);
    const first = (await desk.refund(deposit, half)).body.refund;
    expect((await desk.refund(deposit, half, {}, 'cashier-2')).status).toBe(201);
    expect((await desk.refund(deposit, 1)).body.code).toBe('over-refund-limit');
    // What was rejected was not asked for; another patient's money is another's.
    await desk.decide(first, false);
    expect((await desk.refund(deposit, half)).status).toBe(201);
    await desk.depositCash('person-2', 1_000);
    expect((await desk.refund({ kind: 'deposit', person: 'person-2' }, 1_000)).status).toBe(201);
    const byAdmin = async (amount: number) => (await desk.refund(deposit, amount, {}, 'admin-1')).body.refund;
    const [large, small] = [await byAdmin(oneAdministrator), await byAdmin(1)];
    expect((await desk.decide(large, true, 'admin-2')).body.state).toBe('approved');
    expect((await desk.decide(small, true, 'admin-2')).body).toMatchObject({ state: 'requested', approvals: 1 });
    expect((await desk.decide(small, true, 'admin-3')).body).toMatchObject({ state: 'approved', approvals: 2 });
    stage.setClock({ minutes: 24 * 60 });
    expect((await desk.refund(deposit, cashierAsks)).status).toBe(201);
    const next = await byAdmin(oneAdministrator);
    expect((await desk.decide(next, true, 'admin-2')).body.state).toBe('approved');
  });
  it('is not approved by one administrator twice at once above what one may approve', async () => {
    const { oneAdministrator } = refundLimits(localDay(stage.now()));
    await desk.openTill('T01', 0);
    await desk.depositCash(person, 2 * oneAdministrator);
    const asked = await Promise.all([0, 1, 2].map(() => desk.refund(deposit, oneAdministrator / 2, {}, 'admin-1')));
    const decided = await Promise.all(asked.map(({ body }) => desk.decide(body.refund, true, 'admin-2')));
    expect(decided.map(({ body }) => body.state).toSorted()).toEqual(['approved', 'approved', 'requested']);
  });
});

describe('a refund of a bill', () => {
  it('takes back the revenue of the lines that were not used, and the bill is refunded in part, then wholly', async () => {
    const { bill } = await paid();
    const before = await stage.bill(bill);
    const scan = before.lines.find(({ kind }: { kind: string }) => kind === 'imaging');
    const asked = await desk.refund({ kind: 'bill', bill, lines: [scan.source] }, scan.total);
    await desk.decide(asked.body.refund);
    const part = await stage.bill(bill);
    expect(part).toMatchObject({ state: 'refunded_part', paid: 110_000, due: 0 });
    expect(part.refunds).toMatchObject([
      { refund: asked.body.refund, amount: scan.total, parts: [{ kind: 'imaging' }] },
    ]);
    expect(await balances()).toMatchObject({ 'revenue:imaging': 0, 'refund:payable': -scan.total });
    const rest = 110_000 - scan.total;
    expect((await desk.refund({ kind: 'bill', bill, lines: [scan.source] }, 1)).body.code).toBe('more-than-refundable');
    expect((await desk.refund({ kind: 'bill', bill }, rest + 1)).body.code).toBe('more-than-refundable');
    expect((await desk.refund({ kind: 'bill', bill, lines: ['other'] }, 1)).body.code).toBe('not-found');
    await desk.decide((await desk.refund({ kind: 'bill', bill }, rest)).body.refund);
    expect((await stage.bill(bill)).state).toBe('refunded');
    expect((await desk.refund({ kind: 'bill', bill }, 1)).body.code).toBe('bill-refunded');
    expect(await balances()).toMatchObject({ 'revenue:exam': 0, 'revenue:imaging': 0, 'refund:payable': -110_000 });
  });
  it('of ten approved at once is together never more than was paid', async () => {
    const { bill } = await paid();
    const asked = await Promise.all(Array.from({ length: 10 }, () => desk.refund({ kind: 'bill', bill }, 30_000)));
    const decided = await Promise.all(asked.map(({ body }) => desk.decide(body.refund)));
    expect(decided.filter(({ status }) => status === 201)).toHaveLength(3);
    expect((await balances())['refund:payable']).toBe(-90_000);
  });
  it('is refused while anything is due on it, and for a bill nobody knows', async () => {
    const { bill, code } = await stage.billed('v-1');
    await stage.pay(channel, { amount: 10_000, content: code });
    expect((await desk.refund({ kind: 'bill', bill }, 10_000)).body.code).toBe('bill-not-paid');
    expect((await desk.refund({ kind: 'bill', bill: 'none' }, 1)).body.code).toBe('not-found');
  });
  it('by the original way is cash for a bill that was paid in cash', async () => {
    await desk.openTill('T01', 0);
    const { bill } = await stage.billed('v-1');
    await desk.payCash(bill, 110_000);
    const asked = await desk.refund({ kind: 'bill', bill }, 110_000, { way: { kind: 'original' } });
    expect(asked.body).toMatchObject({ way: 'cash' });
    await desk.decide(asked.body.refund);
    expect((await desk.payOut(asked.body.refund)).status).toBe(201);
    expect(await balances()).toMatchObject({ 'cash:T01': 0, 'refund:payable': 0, 'receivable:patient': 0 });
  });
  it('by the original way asks for an account where the bank did not tell who paid', async () => {
    const { bill, item } = await paid(40_000);
    const original = { way: { kind: 'original' } };
    expect((await desk.refund({ kind: 'bill', bill }, 1_000, original)).body.code).toBe('payee-needed');
    expect((await desk.refund(deposit, 1_000, original)).body.code).toBe('payee-needed');
    expect((await desk.refund(deposit, 1_000, { ...original, item })).body.code).toBe('payee-needed');
  });
});

describe('a refund in cash', () => {
  it('leaves one till once, though two are asked at once', async () => {
    await paid(40_000);
    await desk.openTill('T01', 100_000);
    await desk.openTill('T02', 100_000, 'cashier-2');
    const refund = await desk.approved(person, 40_000);
    const both = await Promise.all([desk.payOut(refund), desk.payOut(refund, 'cashier-2', 'T02')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const after = await balances();
    expect([(after['cash:T01'] ?? 0) + (after['cash:T02'] ?? 0), after['refund:payable']]).toEqual([160_000, 0]);
    expect(stage.named('billing.refund-paid')).toHaveLength(1);
  });
  it('is refused by a drawer that holds too little, somebody else’s drawer, and a refund by transfer', async () => {
    await paid(80_000);
    const refund = await desk.approved(person, 40_000);
    expect((await desk.payOut(refund)).body.code).toBe('till-closed');
    await desk.openTill('T01', 39_999);
    expect((await desk.payOut(refund)).body.code).toBe('drawer-too-small');
    expect((await desk.payOut(refund, 'cashier-2')).body.code).toBe('not-your-till');
    expect((await desk.payOut('none')).body.code).toBe('not-found');
    expect((await desk.send(refund)).body.code).toBe('refund-other-way');
    const other = await desk.approved(person, 10_000, transfer);
    expect((await desk.payOut(other)).body.code).toBe('refund-other-way');
  });
  it('that nobody fetches goes back on the deposit', async () => {
    await paid(40_000);
    const refund = await desk.approved(person, 40_000);
    expect((await desk.outcome(refund, 'returned')).body).toEqual({ refund, state: 'returned' });
    expect(await balances()).toMatchObject({ [`deposit:${person}`]: -40_000, 'refund:payable': 0 });
    await desk.openTill('T01', 100_000);
    expect((await desk.payOut(refund)).body.code).toBe('refund-not-ready');
    expect((await desk.outcome(refund, 'returned')).body.code).toBe('refund-not-ready');
  });
});
