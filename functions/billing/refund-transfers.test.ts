import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import { type DeskStage, deskStage } from '../../test/desk-stage.ts';

const bank = `bank:970436:${receiving['long-khanh']}`;
const suspense = `suspense:970436:${receiving['long-khanh']}`;
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
  const { code } = await stage.billed('v-1');
  await stage.pay(channel, { amount: 110_000 + surplus, content: code, reference: 'FT-IN' });
  const { items } = await stage.books();
  return { item: String(items[0]?.['id']) };
}

describe('a refund by the original way', () => {
  it('goes to the account that paid, where the bank tells of it', async () => {
    const secret = 'a-secret-both-sides-know';
    const opened = await stage.request('POST /v1/payment-channels', { provider: 'casso', secret }, { as: 'admin' });
    await stage.letChannel(opened.body.channel);
    const { code } = await stage.billed('v-1');
    const data = {
      accountNumber: receiving['long-khanh'],
      amount: 150_000,
      counterAccountBankId: payee.bin,
      counterAccountName: payee.name,
      counterAccountNumber: payee.account,
      description: code,
      id: 1,
      reference: 'FT-IN',
    };
    // The keys stand in order already, as Casso signs them.
    const body = { data, error: 0 };
    const stamp = String(stage.now().getTime());
    const mac = createHmac('sha512', secret)
      .update(`${stamp}.${JSON.stringify(body)}`)
      .digest('hex');
    const headers = { 'x-casso-signature': `t=${stamp},v1=${mac}` };
    const asking = { headers, rawBody: JSON.stringify(body) };
    await stage.request('POST /callbacks/casso/{channel}', { channel: opened.body.channel }, asking);
    const { items } = await stage.books();
    const item = items[0]?.['id'];
    const { refund, ...asked } = (await desk.refund(deposit, 40_000, { item, way: { kind: 'original' } })).body;
    expect(asked).toMatchObject({ way: 'transfer', item });
    expect((await desk.readRefund(refund)).payee).toEqual(payee);
  });
});

describe('a refund by transfer', () => {
  const out = (amount: number, content: string, reference: string) =>
    stage.pay(channel, { amount, content, reference, out: true });
  const sent = async (amount = 40_000) => {
    const { item } = await paid(40_000);
    const refund = await desk.approved(person, amount, { ...transfer, item });
    const { code } = (await desk.send(refund)).body;
    return { refund, code: String(code) };
  };

  it('is marked before it is paid, with a code of its own and a QR for whoever pays', async () => {
    const { refund, code } = await sent();
    const { payload, ...read } = await desk.readRefund(refund);
    expect(code).toMatch(/^HT[0-9A-Z]{11}$/);
    for (const part of [payee.account, payee.bin, '540540000', code]) expect(payload).toContain(part);
    expect(read).toMatchObject({ state: 'sent', code, payee, sentBy: ['cashier-1'] });
    expect((await desk.send(refund)).body.code).toBe('refund-not-ready');
    expect((await desk.send('none')).body.code).toBe('not-found');
  });
  it('that was sent again after it failed is called failed by none of those who ever sent it', async () => {
    const { refund } = await sent();
    expect((await desk.outcome(refund, 'failed', 'cashier-1')).body.code).toBe('needs-another-person');
    expect((await desk.outcome(refund, 'failed', 'cashier-2')).status).toBe(201);
    await desk.send(refund, 'cashier-2');
    expect((await desk.readRefund(refund)).sentBy).toEqual(['cashier-1', 'cashier-2']);
    for (const sender of ['cashier-1', 'cashier-2'])
      expect((await desk.outcome(refund, 'failed', sender)).body.code).toBe('needs-another-person');
    expect((await desk.outcome(refund, 'failed', 'cashier-3')).status).toBe(201);
  });
  it('is done when the bank tells of it, once though the bank tells twice, and the case is closed', async () => {
    const { refund, code } = await sent();
    for (let n = 0; n < 2; n++)
      expect((await out(40_000, `HOAN TIEN ${code.toLowerCase()}.`, 'FT-OUT')).status).toBe(200);
    const { balances: after, work, bank: entries, total } = await stage.books();
    expect([after[bank], after['refund:payable'], after[suspense], work, total]).toEqual([
      110_000,
      0,
      undefined,
      [],
      0,
    ]);
    expect(entries.map(({ reference, amount }) => [reference, amount])).toContainEqual(['FT-OUT', -40_000]);
    expect(await desk.readRefund(refund)).toMatchObject({ state: 'done' });
    expect(stage.named('billing.refund-paid')).toHaveLength(1);
    expect(stage.named('billing.payment-questioned')).toHaveLength(0);
  });
  it('is done by ten notices at once of one payout no more than once', async () => {
    const { code } = await sent();
    await Promise.all(Array.from({ length: 10 }, () => out(40_000, code, 'FT-OUT')));
    expect(await balances()).toMatchObject({ 'refund:payable': 0, [bank]: 110_000 });
  });
  it('is not done by another amount, by another code, or by a second payout: that is for a person to explain', async () => {
    const { refund, code } = await sent();
    await out(39_999, code, 'FT-1');
    await out(40_000, 'khong co ma', 'FT-2');
    expect((await desk.readRefund(refund)).state).toBe('sent');
    await out(40_000, code, 'FT-3');
    expect((await desk.readRefund(refund)).state).toBe('done');
    await out(40_000, code, 'FT-4');
    const { balances: after, work } = await stage.books();
    expect([after['refund:payable'], after[suspense]]).toEqual([0, 119_999]);
    expect(work.filter((kind) => kind === 'outgoing-unmatched')).toHaveLength(3);
  });
  it('that left without its code is found by another administrator than who sent it, once', async () => {
    const { item: surplus } = await paid(40_000);
    const refund = await desk.approved(person, 40_000, { ...transfer, item: surplus });
    await desk.send(refund, 'admin-2');
    await out(39_999, 'quen ma', 'FT-1');
    await out(40_000, 'quen ma', 'FT-2');
    await stage.pay(channel, { amount: 40_000, content: 'x', reference: 'FT-3' });
    const { items } = await stage.books();
    const of = (reference: string) => String(items.find((one) => one['reference'] === reference)?.['id']);
    expect((await desk.match(refund, of('FT-2'), 'admin-2')).body.code).toBe('needs-another-person');
    expect((await desk.match(refund, of('FT-1'))).body.code).toBe('payout-differs');
    expect((await desk.match(refund, of('FT-3'))).body.code).toBe('nothing-in-suspense');
    expect((await desk.match(refund, '0')).body.code).toBe('not-found');
    const ten = await Promise.all(Array.from({ length: 10 }, () => desk.match(refund, of('FT-2'))));
    expect(ten.filter(({ status }) => status === 201)).toHaveLength(1);
    const { balances: after, work } = await stage.books();
    expect([after['refund:payable'], after[suspense]]).toEqual([0, 39_999 - 40_000]);
    expect(work.toSorted()).toEqual(['outgoing-unmatched', 'unknown-code']);
    expect((await desk.match(refund, of('FT-1'))).body.code).toBe('refund-not-ready');
    expect(stage.named('billing.refund-paid')).toHaveLength(1);
  });
  it('is not done by money that comes in with its code', async () => {
    const { refund, code } = await sent();
    await stage.pay(channel, { amount: 40_000, content: code });
    expect((await desk.readRefund(refund)).state).toBe('sent');
    expect((await balances())[suspense]).toBe(-40_000);
  });
  it('is done by a line of the bank’s statement when no notice came', async () => {
    const { refund, code } = await sent();
    const content = [
      `Số tài khoản: ${receiving['long-khanh']}`,
      'Ngày giao dịch,Số tham chiếu,Ghi nợ,Ghi có,Nội dung',
      `24/11/2026,FT-OUT,40000,,HOAN TIEN ${code}`,
      '24/11/2026,FT-FEE,1100,,PHI CHUYEN TIEN',
    ].join('\n');
    const { missed, missedOut, missedMoneyOut } = await stage.bringStatement(content);
    // The fee beside it is unexplained money.
    expect([missed, missedOut, missedMoneyOut]).toEqual([2, 2, 41_100]);
    expect((await desk.readRefund(refund)).state).toBe('done');
    await out(40_000, code, 'FT-OUT');
    expect(await balances()).toMatchObject({ 'refund:payable': 0, [bank]: 108_900, [suspense]: 1_100 });
  });
  it('is not done by a line of which only those tell who asked for it or sent it, and then is for another to match', async () => {
    await paid(40_000);
    const { refund } = (await desk.refund(deposit, 40_000, transfer, 'admin-1')).body;
    await desk.decide(refund, true, 'admin-3');
    const { code } = (await desk.send(refund, 'admin-2')).body;
    const content = [
      `Số tài khoản: ${receiving['long-khanh']}`,
      'Ngày giao dịch,Số tham chiếu,Ghi nợ,Ghi có,Nội dung',
      `24/11/2026,FT-OUT,40000,,HOAN TIEN ${code}`,
    ].join('\n');
    const { import: id } = await stage.bringStatement(content);
    const read = { import: id };
    const { request } = (await stage.request('GET /v1/bank-statements/{import}', read, { as: 'admin' })).body;
    expect(request).toMatchObject({ requestedBy: 'admin-1', decidedBy: 'admin-2', missedOut: 1 });
    expect(request.lines).toMatchObject([{ direction: 'out', codes: [code], settles: { is: 'refund', refund } }]);
    expect((await desk.readRefund(refund)).state).toBe('sent');
    const item = String((await stage.books()).items.find(({ kind }) => kind === 'outgoing-unmatched')?.['id']);
    // Nor is it talked away by whoever brought it.
    const end = { item, outcome: 'no-action-needed', note: 'Phí' };
    const resolution = await desk.ask('admin-1', 'POST /v1/work-items/{item}/resolution', end);
    expect(resolution.body.code).toBe('needs-another-person');
    expect((await desk.match(refund, item, 'admin-2')).body.code).toBe('needs-another-person');
    expect((await desk.match(refund, item, 'admin-3')).body.state).toBe('done');
  });
  it('whose fate nobody knows is not sent again before a person or the bank has said what became of it', async () => {
    const { refund, code } = await sent();
    expect((await desk.outcome(refund, 'unknown')).body.state).toBe('unknown');
    expect((await desk.send(refund)).body.code).toBe('refund-not-ready');
    expect((await desk.outcome(refund, 'returned')).body.code).toBe('refund-not-ready');
    await out(40_000, code, 'FT-OUT');
    expect((await desk.readRefund(refund)).state).toBe('done');
    expect((await desk.outcome(refund, 'failed')).body.code).toBe('refund-not-ready');
  });
  it('that failed, as another person than the sender says, is sent anew with the same code or goes back on the deposit', async () => {
    const { refund, code } = await sent();
    expect((await desk.outcome(refund, 'failed', 'cashier-1')).body.code).toBe('needs-another-person');
    expect((await desk.outcome(refund, 'failed')).body.state).toBe('failed');
    expect((await desk.send(refund)).body).toMatchObject({ state: 'sent', code });
    await desk.outcome(refund, 'failed');
    await desk.outcome(refund, 'returned');
    expect(await balances()).toMatchObject({ [`deposit:${person}`]: -40_000, 'refund:payable': 0 });
    await out(40_000, code, 'FT-OUT');
    expect((await stage.books()).work).toContain('outgoing-unmatched');
    expect((await balances())['refund:payable']).toBe(0);
    expect((await desk.outcome('none', 'failed')).body.code).toBe('not-found');
  });
  it('keeps the account of the patient sealed, and lists refunds by state without it, page by page', async () => {
    const { refund } = await sent(10_000);
    stage.setClock({ minutes: 1 });
    const others = [await desk.approved(person, 1_000, transfer), await desk.approved(person, 2_000)];
    const stored = JSON.stringify(stage.stored('billing'));
    for (const text of [payee.account, payee.name]) expect(stored).not.toContain(text);
    const list = (input: object) => desk.ask('cashier-1', 'GET /v1/refunds', { ...input });
    expect((await list({ state: 'sent' })).body.items).toMatchObject([{ refund, amount: 10_000 }]);
    const first = (await list({ state: 'approved', limit: 1 })).body;
    const second = (await list({ state: 'approved', limit: 1, after: first.next })).body;
    const listed = [...first.items, ...second.items];
    expect(listed.map((one: { refund: string }) => one.refund).toSorted()).toEqual(others.toSorted());
    expect(JSON.stringify(listed)).not.toContain('payee');
    expect((await desk.ask('cashier-1', 'GET /v1/refunds/{refund}', { refund: 'none' })).body.code).toBe('not-found');
  });
});
