import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import { decodeVietQr } from './vietqr.ts';

let stage: BillingStage;
let channel: string;
beforeEach(async () => {
  stage = await openBillingStage();
  channel = await stage.sepay();
});
afterEach(() => stage.close());
const due = 110_000;
const bank = `bank:970436:${receiving['long-khanh']}`;
const suspense = `suspense:970436:${receiving['long-khanh']}`;
const success = { status: 200, body: { success: true } };
const arrivals = () =>
  stage.named('billing.payment-received').map((event) => (event.data as { arrival: string }).arrival);
const questions = () =>
  stage.named('billing.payment-questioned').map((event) => (event.data as { reason: string }).reason);

import { unsealRaw } from './raw-notice.ts';

describe('money that a bank reports', () => {
  it('exact, open: the bill is paid, the receipt written, nothing left to do', async () => {
    const { bill, code } = await stage.billed('e-1');
    expect(await stage.pay(channel, { amount: due, content: `${code} vien phi`, reference: 'FT-1' })).toMatchObject(
      success,
    );
    const after = await stage.bill(bill);
    expect(after).toMatchObject({ state: 'paid', paid: due, due: 0, receipts: ['QR-2026-000001'] });
    expect(after).not.toHaveProperty('payload');
    expect(after.payments).toMatchObject([
      { provider: 'sepay', reference: 'FT-1', amount: due, applied: due, deposited: 0, arrival: 'exact' },
    ]);
    expect(await stage.books()).toMatchObject({
      total: 0,
      balances: { [bank]: due, 'receivable:patient': 0 },
      bank: [{ reference: 'FT-1', amount: due, account: bank }],
      work: [],
    });
    expect(stage.named('billing.bill-paid').map((event) => event.data)).toMatchObject([
      { bill, encounter: 'e-1', receipt: 'QR-2026-000001', patientPays: due },
    ]);
    const receipt = await stage.request('GET /v1/receipts/{receipt}', { receipt: 'QR-2026-000001' }, { as: 'cashier' });
    expect(receipt.body).toMatchObject({ bill, amount: due, deposited: 0, settled: true, day: '2026-11-24' });
  });
  it('less: the code stays good for the rest, and the rest settles the bill', async () => {
    const { bill, code } = await stage.billed('e-1');
    expect(await stage.pay(channel, { amount: 40_000, content: code })).toMatchObject(success);
    const part = await stage.bill(bill);
    expect(part).toMatchObject({ state: 'part_paid', paid: 40_000, due: 70_000, code });
    expect(decodeVietQr(part.payload)).toMatchObject({
      ok: true,
      fields: { amount: '70000', additional: { purpose: code } },
    });
    expect((await stage.books()).work).toEqual([]);
    expect(await stage.pay(channel, { amount: 70_000, content: code })).toMatchObject(success);
    expect(await stage.bill(bill)).toMatchObject({
      state: 'paid',
      paid: due,
      receipts: ['QR-2026-000001', 'QR-2026-000002'],
    });
    expect(arrivals()).toEqual(['less', 'exact']);
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
  });
  it('more: the bill is paid and the surplus kept as the patient deposit', async () => {
    const { bill, code } = await stage.billed('e-1');
    expect(await stage.pay(channel, { amount: 150_000, content: code })).toMatchObject(success);
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due });
    expect(await stage.books()).toMatchObject({
      total: 0,
      balances: { [bank]: 150_000, 'receivable:patient': 0, 'deposit:person-of-e-1': -40_000 },
      work: ['surplus'],
      items: [{ bill, amount: 40_000, vi: 'Trả thừa: hoàn lại hoặc giữ làm tạm ứng' }],
    });
    expect(arrivals()).toEqual(['more']);
  });
  it('second payment of a paid intent: kept as a deposit, to be refunded', async () => {
    const { bill, code } = await stage.billed('e-1');
    await stage.pay(channel, { amount: due, content: code });
    expect(await stage.pay(channel, { amount: due, content: code })).toMatchObject(success);
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due, receipts: ['QR-2026-000001'] });
    expect(await stage.books()).toMatchObject({
      balances: { [bank]: 2 * due, 'deposit:person-of-e-1': -due },
      work: ['second-payment'],
    });
    expect(arrivals()).toEqual(['exact', 'second']);
    await stage.pay(channel, { amount: 5_000, content: code });
    const deposit = stage.stored('billing').find((item) => item.pk === 'DEPOSIT#person-of-e-1');
    expect(deposit?.value).toBe(`{"balance":${due + 5_000}}`);
  });
  it('after expiry, bill still due: settled as usual, flagged late', async () => {
    const { bill, code } = await stage.billed('e-1');
    stage.setClock({ minutes: 24 * 60 + 1 });
    await stage.runSchedule('billing.expireIntents');
    expect(await stage.pay(channel, { amount: due, content: code })).toMatchObject(success);
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due });
    expect(arrivals()).toEqual(['late']);
    expect((await stage.books()).work).toEqual([]);
  });
  it('after expiry, bill paid otherwise or void: kept as a deposit, to be refunded', async () => {
    const { bill, code } = await stage.billed('e-1');
    // A desk that takes cash or voids a bill is yet to come: the state it will leave is written by hand.
    const { database } = stage.embedded;
    database.run("UPDATE items SET value = json_set(value, '$.state', 'void') WHERE pk = ?", `BILL#${bill}`);
    database.run("UPDATE items SET value = json_set(value, '$.state', 'cancelled') WHERE pk = ?", `INTENT#${code}`);
    expect(await stage.pay(channel, { amount: due, content: code })).toMatchObject(success);
    expect(await stage.bill(bill)).toMatchObject({ state: 'void', paid: 0, receipts: [] });
    expect(await stage.books()).toMatchObject({
      balances: { [bank]: due, 'deposit:person-of-e-1': -due },
      work: ['late-after-settled'],
    });
    expect(arrivals()).toEqual(['late-after-settled']);
  });
  it.each([
    ['nothing of ours', 'chuc mung nam moi'],
    ['a code with one wrong character', 'VP0000000000Z'],
  ])('no code found (%s): kept in suspense, to be matched by hand', async (_, content) => {
    expect(await stage.pay(channel, { amount: 70_000, content })).toMatchObject(success);
    expect(await stage.books()).toMatchObject({
      total: 0,
      balances: { [bank]: 70_000, [suspense]: -70_000 },
      work: ['unknown-code'],
    });
    expect(arrivals()).toEqual(['unknown-code']);
  });
  it('codes of two bills in one transfer: kept in suspense, as nobody can say which', async () => {
    const first = await stage.billed('e-1');
    const second = await stage.billed('e-2');
    expect(await stage.pay(channel, { amount: due, content: `${first.code} ${second.code}` })).toMatchObject(success);
    expect((await stage.books()).work).toEqual(['several-codes']);
  });
  it('code of another tenant: kept in suspense of the account that received it, and questioned', async () => {
    const { code, bill } = await stage.billed('e-7', 'thong-nhat');
    expect(await stage.pay(channel, { amount: due, content: code, reference: 'FT-7' })).toMatchObject(success);
    expect(await stage.books()).toMatchObject({
      balances: { [bank]: due, [suspense]: -due },
      work: ['other-tenant'],
    });
    const asking = { as: 'cashier' as const, hospital: 'thong-nhat' };
    expect((await stage.request('GET /v1/bills/{bill}', { bill }, asking)).body).toMatchObject({
      state: 'open',
      paid: 0,
    });
    expect(stage.named('billing.payment-questioned')).toMatchObject([
      { tenant: 'long-khanh', data: { reason: 'other-tenant', provider: 'sepay', reference: 'FT-7' } },
    ]);
  });
  it('outgoing (debit): kept in suspense and questioned, as it matches no refund', async () => {
    expect(await stage.pay(channel, { amount: 30_000, content: 'phi', out: true })).toMatchObject(success);
    expect(await stage.books()).toMatchObject({
      total: 0,
      balances: { [bank]: -30_000, [suspense]: 30_000 },
      bank: [{ amount: -30_000 }],
      work: ['outgoing-unmatched'],
    });
    expect(questions()).toEqual(['outgoing-unmatched']);
    expect(stage.named('billing.payment-received')).toMatchObject([{ data: { amount: -30_000, arrival: 'outgoing' } }]);
  });
  it.each([
    ['amount', { amount: due + 1 }],
    ['account', { account: '7777' }],
    ['direction', { out: true }],
  ])(
    'same bank reference, other %s: nothing is posted, a person is called once, the bank hears success',
    async (_, other) => {
      const { bill, code } = await stage.billed('e-1');
      await stage.pay(channel, { amount: due, content: code, reference: 'FT-1' });
      const before = await stage.books();
      const again = { amount: due, content: code, reference: 'FT-1', ...other };
      expect(await stage.pay(channel, again)).toMatchObject(success);
      expect(await stage.pay(channel, again)).toMatchObject(success);
      const after = await stage.books();
      expect(after.balances).toEqual(before.balances);
      expect(after.bank).toEqual(before.bank);
      expect(after.work).toEqual(['reference-reused']);
      expect(questions()).toEqual(['reference-reused']);
      expect((await stage.bill(bill)).payments).toHaveLength(1);
    },
  );
  it('on an account that is not registered: kept in suspense of that account, whatever the code', async () => {
    const { bill, code } = await stage.billed('e-1');
    expect(await stage.pay(channel, { amount: due, content: code, account: '5555' })).toMatchObject(success);
    expect(await stage.bill(bill)).toMatchObject({ state: 'open', paid: 0 });
    expect(await stage.books()).toMatchObject({
      balances: { 'bank:unregistered:5555': due, 'suspense:unregistered:5555': -due },
      work: ['foreign-account'],
    });
  });
  it('finds its bill by a code that the bank has put in lower case among other words', async () => {
    const { bill, code } = await stage.billed('e-1');
    await stage.pay(channel, { amount: due, content: `IBFT.${code.toLowerCase()}-CT tu 0123 toi 0456` });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid' });
  });
  it('counts once when both providers report it', async () => {
    const { bill, code } = await stage.billed('e-1');
    const vietqr = await stage.vietqr();
    const transfer = { amount: due, content: code, reference: 'FT-1' };
    await stage.pay(channel, transfer);
    const { payments } = await stage.bill(bill);
    expect(await stage.sync(vietqr, { ...transfer, content: `CK ${code}` })).toMatchObject({
      status: 200,
      body: {
        error: false,
        errorReason: null,
        toastMessage: null,
        object: { reftransactionid: payments[0].payment },
      },
    });
    expect((await stage.books()).bank).toHaveLength(1);
    expect((await stage.bill(bill)).payments).toEqual(payments);
  });
  it('keeps the raw notice with the posting, under the hospital key', async () => {
    const rawBody = stage.bodyOf({ amount: 5_000, content: 'x', reference: 'FT-9' });
    await stage.call(channel, rawBody);
    const kept = stage.stored('billing').find((item) => item.pk === 'TRANSFER#FT-9');
    const value = JSON.parse(kept?.value ?? '{}');
    const { keys } = await stage.embedded.ports(stage.hospital, 'billing');
    expect((await unsealRaw(value.raw, keys)).toString()).toBe(rawBody);
    expect(value).toMatchObject({
      provider: 'sepay',
      bankTime: '2026-11-24T01:00:00.000Z',
    });
  });
});

describe('200 copies of one callback, 50 at a time', () => {
  it('make one journal entry and one receipt, and every reply is success', async () => {
    const { bill, code } = await stage.billed('e-1');
    const rawBody = stage.bodyOf({ amount: due, content: code, reference: 'FT-1' });
    for (let round = 0; round < 4; round++) {
      const replies = await Promise.all(Array.from({ length: 50 }, () => stage.call(channel, rawBody)));
      expect(replies.every((reply) => reply.status === 200 && reply.body.success === true)).toBe(true);
    }
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due, receipts: ['QR-2026-000001'] });
    expect(await stage.books()).toMatchObject({ total: 0, bank: [{ reference: 'FT-1', amount: due }], work: [] });
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
    expect(stage.named('billing.payment-received')).toHaveLength(1);
  });
});

describe('40 bills paid at once', () => {
  it('have 40 receipts without a gap', async () => {
    const bills: { code: string; bill: string }[] = [];
    for (let n = 0; n < 40; n++) bills.push(await stage.billed(`e-${n}`));
    const replies = await Promise.all(bills.map(({ code }) => stage.pay(channel, { amount: due, content: code })));
    expect(replies.map((reply) => reply.status)).toEqual(bills.map(() => 200));
    const receipts: string[] = [];
    for (const { bill } of bills) receipts.push(...(await stage.bill(bill)).receipts);
    expect(receipts.sort()).toEqual(bills.map((_, n) => `QR-2026-${String(n + 1).padStart(6, '0')}`));
  });
});

describe('the receipt series', () => {
  it('begins again with the Vietnamese year', async () => {
    const first = await stage.billed('e-1');
    await stage.pay(channel, { amount: due, content: first.code });
    stage.setClock('2026-12-31T16:59:00.000Z');
    const old = await stage.billed('e-2');
    await stage.pay(channel, { amount: due, content: old.code });
    stage.setClock('2026-12-31T17:00:00.000Z');
    const next = await stage.billed('e-3');
    await stage.pay(channel, { amount: due, content: next.code });
    expect((await stage.bill(old.bill)).receipts).toEqual(['QR-2026-000002']);
    expect((await stage.bill(next.bill)).receipts).toEqual(['QR-2027-000001']);
  });
});

describe('a call that proves nothing', () => {
  it('with another signature changes nothing but a count', async () => {
    const { code } = await stage.billed('e-1');
    const before = await stage.books();
    const stored = stage.stored('billing').filter((item) => !/^(AUDIT|REFUSED)#/.test(item.pk));
    const reply = await stage.call(channel, stage.bodyOf({ amount: due, content: code }), 'another-secret-16');
    expect(reply).toMatchObject({ status: 401, body: { success: false, message: 'signature not accepted' } });
    expect(await stage.books()).toEqual(before);
    expect(stage.stored('billing').filter((item) => !/^(AUDIT|REFUSED)#/.test(item.pk))).toEqual(stored);
    expect(stage.stored('billing').find((item) => item.pk === `REFUSED#${channel}`)?.value).toBe('{"count":1}');
  });
  it('at the address of another hospital is refused, though its own would take it', async () => {
    const other = await stage.sepay('thong-nhat', 'secret-of-thong-nhat');
    expect((await stage.call(other, stage.bodyOf({ amount: 1, content: 'x' }))).status).toBe(401);
  });
  it('at an address that does not exist, or of another provider, finds nobody', async () => {
    const vietqr = await stage.vietqr();
    const rawBody = stage.bodyOf({ amount: 1, content: 'x' });
    expect((await stage.call('0'.repeat(40), rawBody)).status).toBe(404);
    expect((await stage.call(vietqr, rawBody)).status).toBe(404);
  });
  it('with a token that VietQR.vn did not get here is refused in its own words', async () => {
    const vietqr = await stage.vietqr();
    const reply = await stage.sync(vietqr, { amount: 1, content: 'x', token: 'aaaa.bbbb.cccc' });
    expect(reply).toMatchObject({ status: 401, body: { error: true, errorReason: 'INVALID_TOKEN', object: null } });
  });
  it('with a wrong password gets no token', async () => {
    const vietqr = await stage.vietqr();
    const authorization = `Basic ${Buffer.from('dn-hospital-01:wrong-password-xx').toString('base64')}`;
    const path = 'POST /callbacks/vietqr-vn/{channel}/api/token_generate';
    const reply = await stage.request(path, { channel: vietqr }, { headers: { authorization }, rawBody: '' });
    expect(reply.status).toBe(401);
    expect(reply.text).not.toContain('access_token');
  });
});

describe('VietQR.vn', () => {
  it('gets a token for five minutes and reports with it', async () => {
    const { bill, code } = await stage.billed('e-1');
    const vietqr = await stage.vietqr();
    expect(await stage.sync(vietqr, { amount: due, content: code, reference: 'FT-2' })).toMatchObject({ status: 200 });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', payments: [{ provider: 'vietqr-vn' }] });
  });
});

describe('a proven call that cannot be read', () => {
  it('is kept once and a person is called', async () => {
    const rawBody = '{"id": 1, "transferAmount": "many"}';
    for (let n = 0; n < 3; n++) {
      const reply = await stage.call(channel, rawBody);
      expect(reply).toMatchObject({ status: 400, body: { success: false } });
    }
    expect((await stage.books()).work).toEqual(['unreadable-callback']);
  });
});
