import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inquiry } from '../../shared/ports/inquiries.ts';
import type { WorldSource } from '../../shared/ports/source.ts';
import { askOverTls } from '../../shared/runtime/ask-over-tls.ts';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import { cassoInquiry, readCassoList, readCassoRow } from './providers/casso-inquiry.ts';
import { momoInquiry, readMomoAnswer, readMomoRow } from './providers/momo-inquiry.ts';
import { readZalopayRow } from './providers/zalopay.ts';
import { readZalopayAnswer, zalopayInquiry } from './providers/zalopay-inquiry.ts';

const now = new Date('2026-11-24T01:00:00.000Z');
const secret = 'a-secret-of-the-test-gateway';
const admin = { as: 'admin' as const };

let stage: BillingStage;
let asked: Inquiry[];
let provider: (inquiry: Inquiry) => { status: number; body: string } | undefined;
beforeEach(async () => {
  asked = [];
  provider = () => undefined;
  const inquiries = {
    ask: async (inquiry: Inquiry) => {
      asked.push(inquiry);
      return provider(inquiry);
    },
  };
  const disturb = (source: WorldSource): WorldSource => ({
    ...source,
    ports: async (tenant, context) => ({ ...(await source.ports(tenant, context)), inquiries }),
  });
  stage = await openBillingStage({ now: now.toISOString(), disturb });
});
afterEach(() => stage.close());

const allow = (channel: string, key?: string) =>
  stage.request(
    'POST /v1/payment-channels/{channel}/asking',
    { channel, allowed: true, ...(key && { secret: key }) },
    admin,
  );
const sweep = async () => {
  await stage.runSchedule('billing.askProviders');
  await stage.settle();
};
const later = async (minutes: number) => {
  stage.setClock({ minutes });
  await sweep();
};
const questions = async (channel: string) =>
  (await stage.request('GET /v1/payment-channels/{channel}/questions', { channel }, admin)).body.questions;
const sepayRow = (more: object) => ({
  id: '49682',
  account_number: receiving['long-khanh'],
  transaction_date: '2026-11-24 08:01:00',
  amount_out: '0.00',
  amount_in: '110000.00',
  reference_number: 'FT-LOST',
  code: null,
  ...more,
});
const told = (rows: object[]) => ({
  status: 200,
  body: JSON.stringify({ status: 200, error: null, transactions: rows }),
});

describe('an aggregator that is asked for its list', () => {
  it('heals a lost callback, and the callback that comes after all changes nothing', async () => {
    const channel = await stage.sepay();
    expect((await allow(channel, 'the-api-token-of-sepay')).body).toMatchObject({ asks: 'list' });
    const bill = await stage.billed('e-1');
    provider = () => told([sepayRow({ transaction_content: `${bill.code} chuyen tien` })]);
    await later(3);
    expect(await stage.bill(bill.bill)).toMatchObject({ state: 'paid', paid: 110_000 });
    expect(asked[0]).toMatchObject({
      host: 'my.sepay.vn',
      headers: { authorization: 'Bearer the-api-token-of-sepay' },
    });
    expect(stage.named('billing.inquiry-due')).toHaveLength(1);
    expect(stage.named('billing.notice-found')).toHaveLength(1);
    await stage.pay(channel, { amount: 110_000, content: bill.code, reference: 'FT-LOST', id: 49_682 });
    await later(20);
    expect((await stage.books()).bank).toHaveLength(1);
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
    expect(await questions(channel)).toMatchObject([
      { outcome: 'told', found: 0 },
      { outcome: 'told', status: 200, found: 1 },
    ]);
  });
  it('and ten callbacks at once post one payment', async () => {
    const channel = await stage.sepay();
    await allow(channel, 'the-api-token-of-sepay');
    const bill = await stage.billed('e-1');
    provider = () => told([sepayRow({ transaction_content: bill.code })]);
    stage.setClock({ minutes: 3 });
    const body = stage.bodyOf({ amount: 110_000, content: bill.code, reference: 'FT-LOST', id: 49_682 });
    await Promise.all([sweep(), ...Array.from({ length: 10 }, () => stage.call(channel, body)), sweep()]);
    await stage.settle();
    const books = await stage.books();
    expect(books.bank).toHaveLength(1);
    expect(books.work).toEqual([]);
    expect(await stage.bill(bill.bill)).toMatchObject({ state: 'paid', paid: 110_000 });
  });
  it('heals what a crash between asking and settling left, by asking again', async () => {
    const channel = await stage.sepay();
    await allow(channel, 'the-api-token-of-sepay');
    const bill = await stage.billed('e-1');
    let failures = 1;
    provider = () => {
      if (failures-- > 0) throw new Error('the function dies');
      return told([sepayRow({ transaction_content: bill.code })]);
    };
    stage.setClock({ minutes: 3 });
    await stage.runSchedule('billing.askProviders');
    await stage.settle(0);
    for (let run = 0; run < 3; run++) await later(10);
    expect(await stage.bill(bill.bill)).toMatchObject({ state: 'paid', paid: 110_000 });
    expect((await stage.books()).bank).toHaveLength(1);
  });
  it('is asked every ten minutes, of money since the asking was allowed, and never without a key', async () => {
    const channel = await stage.sepay();
    await sweep();
    expect(asked).toHaveLength(0);
    expect((await allow(channel)).body.code).toBe('asking-key-missing');
    await allow(channel, 'the-api-token-of-sepay');
    for (let run = 0; run < 12; run++) await later(5);
    expect(asked).toHaveLength(6);
    expect(decodeURIComponent(asked[5]?.path ?? '')).toContain('transaction_date_min=2026-11-24+08:00:00');
    await stage.request('POST /v1/payment-channels/{channel}/closing', { channel }, admin);
    await later(30);
    expect(asked).toHaveLength(6);
    expect(JSON.stringify(stage.stored('billing'))).not.toContain('the-api-token-of-sepay');
  });
  it.each([
    ['nothing', undefined],
    ['an error', { status: 500, body: 'x' }],
    ['no list', { status: 200, body: '<html>' }],
    ['a redirect', { status: 302, body: '' }],
  ])('that answers %s leaves a note that nothing is known, and is not asked again at once', async (_, answer) => {
    const channel = await stage.sepay();
    await allow(channel, 'the-api-token-of-sepay');
    provider = () => answer;
    await later(3);
    expect(await questions(channel)).toMatchObject([{ outcome: 'unknown', found: 0 }]);
    expect(asked).toHaveLength(1);
    expect(stage.letters()).toEqual([]);
  });
  it('of days begins with the asking: what moved before was counted in another way', async () => {
    const input = { provider: 'casso', secret };
    const { channel } = (await stage.request('POST /v1/payment-channels', input, admin)).body;
    await stage.letChannel(channel);
    await allow(String(channel), 'the-api-key-of-casso');
    const row = { description: 'x', amount: 5_000, bankSubAccId: receiving['long-khanh'] };
    const records = [
      { ...row, id: 1, tid: 'TF-BEFORE', when: '2026-11-24 07:59:59' },
      { ...row, id: 2, tid: 'TF-AFTER', when: '2026-11-24 08:00:01' },
    ];
    provider = () => ({ status: 200, body: JSON.stringify({ error: 0, data: { records } }) });
    await later(3);
    expect((await stage.books()).bank.map(({ reference }) => reference)).toEqual(['TF-AFTER']);
    const { items } = (await stage.request('GET /v1/payment-channels', {}, admin)).body;
    expect(items).toContainEqual(expect.objectContaining({ provider: 'casso', askedSince: now.toISOString() }));
  });
  it('tells of many at once, of which each is posted once; one that cannot be read goes to a person', async () => {
    const channel = await stage.sepay();
    await allow(channel, 'the-api-token-of-sepay');
    const rows = Array.from({ length: 60 }, (_, n) =>
      sepayRow({ id: String(n), reference_number: `FT${n}`, amount_in: `${1_000 + n}.00`, transaction_content: 'x' }),
    );
    provider = () => told([sepayRow({ amount_in: 'a lot' }), ...rows, ...rows.slice(0, 5)]);
    for (let run = 0; run < 3; run++) await later(10);
    const books = await stage.books();
    expect(books.bank.map(({ reference }) => reference).sort()).toEqual(rows.map((row) => row.reference_number).sort());
    expect(books.total).toBe(0);
    const work = stage
      .stored('billing')
      .filter(({ sk, value }) => sk === 'ITEM' && value.includes('unreadable-callback'));
    expect(work).toHaveLength(1);
  });
  it('of a provider that has no such question is refused', async () => {
    const channel = await stage.vietqr();
    expect((await allow(channel, secret)).body.code).toBe('asking-not-offered');
  });
});

describe('a gateway that is asked for an order', () => {
  const signed = [
    'ResponseId',
    'Command',
    'ResponseCode',
    'Message',
    'TmnCode',
    'TxnRef',
    'Amount',
    'BankCode',
    'PayDate',
    'TransactionNo',
    'TransactionType',
    'TransactionStatus',
    'OrderInfo',
    'PromotionCode',
    'PromotionAmount',
  ];
  const vnpayAnswer = (code: string, status: string, key = secret) => {
    const fields: Record<string, string> = {
      vnp_ResponseId: 'r-1',
      vnp_Command: 'querydr',
      vnp_ResponseCode: '00',
      vnp_Message: 'QueryDR Success',
      vnp_TmnCode: 'HOSPITAL',
      vnp_TxnRef: code,
      vnp_Amount: '11000000',
      vnp_BankCode: 'NCB',
      vnp_PayDate: '20261124080100',
      vnp_TransactionNo: '14226112',
      vnp_TransactionType: '01',
      vnp_TransactionStatus: status,
      vnp_OrderInfo: 'Vien phi',
    };
    const text = signed.map((name) => fields[`vnp_${name}`] ?? '').join('|');
    const hash = createHmac('sha512', key).update(text).digest('hex');
    return { status: 200, body: JSON.stringify({ ...fields, vnp_SecureHash: hash }) };
  };
  const open = async () => {
    const input = { provider: 'vnpay', merchant: 'HOSPITAL', secret };
    const { channel } = (await stage.request('POST /v1/payment-channels', input, admin)).body;
    await stage.letChannel(channel);
    await allow(channel);
    return { channel: String(channel), bill: await stage.billed('e-1') };
  };
  it('is not asked before 90 seconds, and at most three times in two hours', async () => {
    const { bill } = await open();
    stage.setClock(new Date(now.getTime() + 89_000).toISOString());
    await sweep();
    expect(asked).toHaveLength(0);
    stage.setClock(new Date(now.getTime() + 90_000).toISOString());
    for (let run = 0; run < 40; run++) {
      await sweep();
      stage.setClock({ minutes: 5 });
    }
    expect(asked).toHaveLength(3);
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      vnp_TxnRef: bill.code,
      vnp_TransactionDate: '20261124080000',
      vnp_Command: 'querydr',
    });
  });
  it('settles what was paid, as its callback would, and is not asked again', async () => {
    const { channel, bill } = await open();
    provider = () => vnpayAnswer(bill.code, '00');
    for (let run = 0; run < 8; run++) await later(10);
    expect(await stage.bill(bill.bill)).toMatchObject({ state: 'paid', payments: [{ reference: 'VNPAY-14226112' }] });
    expect((await stage.books()).balances['bank:vnpay:HOSPITAL']).toBe(110_000);
    expect(await questions(channel)).toMatchObject([{ outcome: 'told', code: bill.code, found: 1 }]);
  });
  it.each([
    ['not yet paid', (code: string) => vnpayAnswer(code, '01'), 'not-yet'],
    ['failed', (code: string) => vnpayAnswer(code, '02'), 'failed'],
    ['signed by somebody else', (code: string) => vnpayAnswer(code, '00', 'another-secret-of-the-test'), 'unknown'],
    ['of another order', () => vnpayAnswer('VPAAAAAAAAA', '00'), 'unknown'],
  ])('moves no money by an answer that is %s', async (_, answer, outcome) => {
    const { channel, bill } = await open();
    provider = () => answer(bill.code);
    await later(3);
    expect(await questions(channel)).toMatchObject([{ outcome, found: 0 }]);
    expect(await stage.bill(bill.bill)).toMatchObject({ state: 'open', paid: 0 });
    expect((await stage.books()).bank).toEqual([]);
  });
});

describe('the questions of the others', () => {
  it('Casso: the newest movements since a day, each as its webhook tells it', () => {
    expect(cassoInquiry('key', now).path).toBe('/v2/transactions?fromDate=2026-11-24&page=1&pageSize=100&sort=DESC');
    const row = {
      id: 5,
      tid: 'TF1',
      description: 'VP',
      amount: -193_000,
      when: '2026-11-24 08:00:00',
      bankSubAccId: '80',
    };
    const body = JSON.stringify({ error: 0, data: { records: [row] } });
    const list = readCassoList(body);
    expect(list).toEqual({ outcome: 'told', rows: [JSON.stringify(row)] });
    expect(readCassoRow(JSON.stringify(row), now)).toMatchObject({
      ok: true,
      notice: { bankRef: 'TF1', amount: 193_000, direction: 'out', account: '80', at: now },
    });
    expect(readCassoList(JSON.stringify({ error: 401 }))).toEqual({ outcome: 'unknown' });
  });
  it('MoMo: signed over four fields; only the order that was asked for is believed', () => {
    const order = { merchant: 'MOMOHOSP', accessKey: 'access', code: 'VP1', request: 'r-1' };
    const text = 'accessKey=access&orderId=VP1&partnerCode=MOMOHOSP&requestId=r-1';
    const { signature } = JSON.parse(momoInquiry(order, secret).body ?? '');
    expect(signature).toBe(createHmac('sha256', secret).update(text).digest('hex'));
    const answer = { partnerCode: 'MOMOHOSP', orderId: 'VP1', amount: 110_000, transId: 4_088_878_653, resultCode: 0 };
    const read = readMomoAnswer(JSON.stringify(answer), order);
    expect(read.outcome === 'told' && readMomoRow(read.rows[0] ?? '', now)).toMatchObject({
      ok: true,
      paid: true,
      notice: { bankRef: '4088878653', code: 'VP1', amount: 110_000, account: 'MOMOHOSP' },
    });
    const outcome = (more: object) => readMomoAnswer(JSON.stringify({ ...answer, ...more }), order).outcome;
    expect([{ resultCode: 1000 }, { resultCode: 1006 }, { resultCode: 99 }, { orderId: 'VP2' }].map(outcome)).toEqual([
      'not-yet',
      'failed',
      'unknown',
      'unknown',
    ]);
  });
  it('ZaloPay: signed with key1 over merchant, order and key', () => {
    const order = { merchant: '2554', code: 'VP1', madeAt: now };
    const sent = new URLSearchParams(zalopayInquiry(order, secret).body);
    expect(sent.get('app_trans_id')).toBe('261124_2554_VP1');
    const text = `2554|261124_2554_VP1|${secret}`;
    expect(sent.get('mac')).toBe(createHmac('sha256', secret).update(text).digest('hex'));
    const answer = { return_code: 1, zp_trans_id: 190_613_000_002_244, amount: 110_000, server_time: now.getTime() };
    const read = readZalopayAnswer(JSON.stringify(answer), order);
    expect(read.outcome === 'told' && readZalopayRow(read.rows[0] ?? '', now)).toMatchObject({
      ok: true,
      notice: { account: '2554', code: '261124_2554_VP1', amount: 110_000, at: now },
    });
    const absurd = readZalopayAnswer(JSON.stringify({ ...answer, server_time: 9_007_199_254_740_991 }), order);
    expect(absurd.outcome === 'told' && readZalopayRow(absurd.rows[0] ?? '', now)).toMatchObject({
      notice: { at: now },
    });
    expect(readZalopayAnswer('{"return_code":3}', order).outcome).toBe('not-yet');
    expect(readZalopayAnswer('{"return_code":2}', order).outcome).toBe('failed');
  });
  it('no address but those of the providers can be asked', async () => {
    const inquiry = { path: '/', method: 'GET', headers: {} } as const;
    await expect(askOverTls({ ...inquiry, host: '169.254.169.254' as never })).rejects.toThrow();
    await expect(askOverTls({ ...inquiry, host: 'my.sepay.vn', path: '@evil.example/' })).rejects.toThrow();
  });
});
