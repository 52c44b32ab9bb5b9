import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import { deskStage } from '../../test/desk-stage.ts';
import { putEntry } from './journals.ts';
import { accounts, credit, debit, entryOf } from './ledger.ts';
import { putPrice } from './prices.ts';

const most = 9_999_999_999_999;
const code = ServiceCode.parse('GIUONG-DAT');
let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
  const names = { vi: 'Giường đặc biệt', en: 'A bed of its own' };
  const sums = { price: dong(99_999_999_999), insurerPrice: dong(0), coverageRate: 0 };
  const bed = { code, kind: 'bed', ...names, ...sums, validFrom: LocalDay.parse('2026-01-01') } as const;
  const { table } = await stage.embedded.ports(stage.hospital, 'billing');
  await table.write({ put: [putPrice(bed)], remove: [], expect: [], events: [] });
  await stage.open('e-1');
});
afterEach(() => stage.close());

const charge = (quantity: number) =>
  stage.request(
    'POST /v1/encounters/{encounter}/charges',
    { encounter: 'e-1', code, quantity, day: '2026-11-24' },
    { as: 'reception' },
  );
const preview = () =>
  stage.request('GET /v1/encounters/{encounter}/bill-preview', { encounter: 'e-1' }, { as: 'cashier' });

describe('a charge above what a payment code can ask for', () => {
  it('is refused at the desk, alone and on top of what the visit has, and the visit is billed without it', async () => {
    expect((await charge(200)).body.code).toBe('amount-too-large');
    expect((await charge(99)).status).toBe(201);
    expect((await charge(2)).body.code).toBe('amount-too-large');
    stage.closeVisit('e-1');
    expect((await stage.askBill('e-1')).body.total).toBe(99 * 99_999_999_999 + 50_000);
  });
  it('refuses preview, bill and recomputation when an order brought it, and a correction mends that', async () => {
    await stage.open('e-2');
    stage.closeVisit('e-2');
    const { bill } = (await stage.askBill('e-2')).body;
    await stage.order('e-2', code, 200);
    const reckon = { bill, reason: 'Thêm giường' };
    expect((await stage.request('POST /v1/bills/{bill}/recomputation', reckon, { as: 'cashier' })).body.code).toBe(
      'amount-too-large',
    );
    const { source } = await stage.order('e-1', code, 200);
    stage.closeVisit('e-1');
    expect((await preview()).body.code).toBe('amount-too-large');
    expect((await stage.askBill('e-1')).body.code).toBe('amount-too-large');
    const taken = { encounter: 'e-1', source, quantity: 150, reason: 'Nhập nhầm' };
    const path = 'POST /v1/encounters/{encounter}/charge-corrections';
    expect((await stage.request(path, taken, { as: 'cashier' })).status).toBe(201);
    expect((await preview()).status).toBe(200);
    expect((await stage.askBill('e-1')).status).toBe(201);
  });
});

/** What is held for the patient, this many dong below the most that can be counted exactly. */
async function fillUp(person: string, left = 0) {
  const { table } = await stage.embedded.ports(stage.hospital, 'billing');
  const key = { pk: `DEPOSIT#${person}`, sk: 'DEPOSIT' };
  const before = await table.get<object>(key);
  const value = { balance: dong(Number.MAX_SAFE_INTEGER - left) };
  await table.write({ put: [{ key, value, expect: before?.version ?? 'absent' }], remove: [], expect: [], events: [] });
}
const heldFor = async (person: string) =>
  (await stage.request('GET /v1/persons/{person}/deposit', { person }, { as: 'cashier' })).body.balance;

describe('a deposit that is as large as can be counted exactly', () => {
  it('takes no cash, and takes what fits', async () => {
    const desk = deskStage(stage);
    await desk.openTill('T01', 0);
    await fillUp('p-1', 1_000);
    expect((await desk.depositCash('p-1', 1_001)).body).toMatchObject({ status: 409, code: 'deposit-too-large' });
    expect((await desk.depositCash('p-1', 1_000)).status).toBe(201);
    expect(await heldFor('p-1')).toBe(Number.MAX_SAFE_INTEGER);
  });
  it('lets the surplus of a bill lie in suspense, and the bill is paid', async () => {
    const channel = await stage.sepay();
    const { bill, code } = await stage.billed('v-1');
    await fillUp('person-of-v-1', 89_999);
    await stage.pay(channel, { amount: 200_000, content: code, reference: 'FT-1' });
    expect(await stage.bill(bill)).toMatchObject({
      state: 'paid',
      paid: 110_000,
      payments: [{ amount: 200_000, applied: 110_000, deposited: 0 }],
    });
    const { items, balances, total } = await stage.books();
    expect(items).toMatchObject([{ kind: 'unknown-code', amount: 90_000 }]);
    expect([balances[`suspense:970436:${receiving['long-khanh']}`], total]).toEqual([-90_000, 0]);
    const item = items[0]?.['id'];
    const wish = { item, to: 'deposit', bill, note: 'Đã gọi' };
    const asked = await stage.request('POST /v1/work-items/{item}/placement', wish, { as: 'cashier' });
    expect(asked.body.amount).toBe(90_000);
  });
  it('gets no money out of suspense, as a deposit or as the surplus of a bill, and the money stays there', async () => {
    const channel = await stage.sepay();
    const { bill } = await stage.billed('v-1');
    const path = 'POST /v1/work-items/{item}/placement';
    for (const to of ['deposit', 'bill']) {
      await stage.pay(channel, { amount: 200_000, content: 'khong ro', reference: `FT-${to}` });
      const { items } = await stage.books();
      const item = items.find((one) => one['reference'] === `FT-${to}`)?.['id'];
      const asked = await stage.request(path, { item, to, bill, note: 'Đã gọi' }, { as: 'cashier' });
      expect(asked.status).toBe(201);
      await fillUp('person-of-v-1');
      const decision = { item, approve: true, version: 1 };
      const decided = await stage.request(`${path}/decision`, decision, { as: 'admin' });
      expect(decided.body).toMatchObject({ status: 409, code: 'deposit-too-large' });
    }
    expect((await stage.books()).balances[`suspense:970436:${receiving['long-khanh']}`]).toBe(-400_000);
  });
  it('lets no surplus of a recomputation in, and the bill stays as it was', async () => {
    const channel = await stage.sepay();
    const first = await stage.billed('v-1');
    await stage.pay(channel, { amount: 110_000, content: first.code });
    const { source } = first.lines.find((line: { code: string }) => line.code === 'SA-BUNG');
    const taken = { encounter: 'v-1', source, cancel: true, reason: 'Nhầm' };
    await stage.request('POST /v1/encounters/{encounter}/charge-corrections', taken, { as: 'cashier' });
    await fillUp('person-of-v-1', 59_999);
    const reckon = { bill: first.bill, reason: 'Bỏ siêu âm' };
    const reply = await stage.request('POST /v1/bills/{bill}/recomputation', reckon, { as: 'cashier' });
    expect(reply.body).toMatchObject({ status: 409, code: 'deposit-too-large' });
    expect(await stage.bill(first.bill)).toMatchObject({ patientPays: 110_000, version: 1 });
  });
  it('takes no refund back that could not be paid out, which stays as failed', async () => {
    const desk = deskStage(stage);
    await desk.openTill('T01', 0);
    await desk.depositCash('p-1', 50_000);
    const way = { kind: 'transfer', bin: '970422', account: '0903000111', name: 'Nguyễn Văn Thử' };
    const refund = await desk.approved('p-1', 50_000, { way });
    await desk.send(refund);
    expect((await desk.outcome(refund, 'failed')).body.state).toBe('failed');
    await fillUp('p-1', 49_999);
    expect((await desk.outcome(refund, 'returned')).body).toMatchObject({ status: 409, code: 'deposit-too-large' });
    expect((await desk.readRefund(refund)).state).toBe('failed');
  });
});

describe('money for a deposit that could not be counted exactly any more', () => {
  it('goes to suspense with a work item, and the bank is told that it came', async () => {
    const channel = await stage.sepay();
    const asking = { as: 'reception' as const };
    const given = await stage.request('POST /v1/persons/{person}/one-card', { person: 'p-1' }, asking);
    const { table } = await stage.embedded.ports(stage.hospital, 'billing');
    const full = dong(Number.MAX_SAFE_INTEGER - most + 1);
    const held = { key: { pk: 'DEPOSIT#p-1', sk: 'DEPOSIT' }, value: { balance: full }, expect: 'absent' } as const;
    await table.write({ put: [held], remove: [], expect: [], events: [] });
    const reply = await stage.pay(channel, { amount: most, content: `CK ${given.body.oneCard}`, reference: 'FT-1' });
    expect(reply.status).toBeLessThan(300);
    const deposit = await stage.request('GET /v1/persons/{person}/deposit', { person: 'p-1' }, { as: 'cashier' });
    expect(deposit.body.balance).toBe(full);
    expect((await stage.books()).items).toMatchObject([{ kind: 'unknown-code', amount: most }]);
  });
});

describe('a bank account that moved more than can be counted exactly', () => {
  it('is refused where it is asked for, and its books are closed day after day without a dong lost', async () => {
    const name = `970436:${receiving['long-khanh']}`;
    const post = async (id: string, day: string, amount: number) => {
      const { table } = await stage.embedded.ports(stage.hospital, 'billing');
      const moved = dong(amount);
      const postings = [debit(accounts.bank(name), moved), credit(accounts.suspense(name), moved)];
      const at = `${day}T03:00:00.000Z`;
      const entry = entryOf({ id, at, day: LocalDay.parse(day), kind: 'transfer', postings });
      await table.write({ put: [putEntry(entry)], remove: [], expect: [], events: [] });
    };
    await post('a', '2026-11-24', Number.MAX_SAFE_INTEGER);
    await post('b', '2026-11-24', Number.MAX_SAFE_INTEGER);
    const asked = async () => {
      const bank = { account: accounts.bank(name), from: '2026-11-24', to: '2026-11-24' };
      const replies = [
        await stage.request('GET /v1/accounts', {}, { as: 'admin' }),
        await stage.request('GET /v1/accounts', {}, { as: 'cashier' }),
        await stage.request('GET /v1/accounts/{account}/statement', bank, { as: 'admin' }),
      ];
      return replies.map(({ body }) => body.code);
    };
    const refused = ['amount-too-large', 'amount-too-large', 'amount-too-large'];
    expect(await asked()).toEqual(refused);
    stage.setClock('2026-11-25T03:00:00.000Z');
    for (let n = 0; n < 3; n++) await stage.runSchedule('billing.closeBooks');
    expect(await asked()).toEqual(refused);
    await post('c', '2026-11-25', -Number.MAX_SAFE_INTEGER);
    stage.setClock('2026-11-26T03:00:00.000Z');
    for (let n = 0; n < 3; n++) await stage.runSchedule('billing.closeBooks');
    const { body } = await stage.request('GET /v1/accounts', {}, { as: 'admin' });
    const most = Number.MAX_SAFE_INTEGER;
    expect(body.accounts.map(({ balance }: { balance: number }) => balance)).toEqual([most, -most]);
    expect(body.total).toBe(0);
  });
});
