import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import type { Reply } from '../../test/stage.ts';

let stage: BillingStage;
afterEach(() => stage.close());

const secret = 'a-secret-both-sides-know';
const hmac = (algorithm: string, text: string, key = secret): string =>
  createHmac(algorithm, key).update(text).digest('hex');
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, held]) => [key, sorted(held)]),
      )
    : value;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

interface Payment {
  readonly code: string;
  readonly amount: number;
  readonly reference: string;
  /** The attempt failed: no money moved. */
  readonly failed?: boolean;
  /** In place of the secret that both sides know. */
  readonly key?: string;
}
type Provider = 'casso' | 'payos' | 'vnpay' | 'momo' | 'zalopay' | 'signed-bank';

/** How each provider calls, written from its documentation and not from our code. */
const call: Record<Provider, (channel: string, payment: Payment) => Promise<Reply>> = {
  casso(channel, { code, amount, reference, key }) {
    const data = {
      id: 884211,
      reference,
      description: `${code} vien phi`,
      amount,
      accountNumber: receiving['long-khanh'],
    };
    const body = { error: 0, data };
    const stamp = stage.now().getTime();
    const mac = hmac('sha512', `${stamp}.${JSON.stringify(sorted(body))}`, key);
    const headers = { 'x-casso-signature': `t=${stamp},v1=${mac}` };
    return stage.request('POST /callbacks/casso/{channel}', { channel }, { headers, rawBody: JSON.stringify(body) });
  },
  payos(channel, { code, amount, reference, key }) {
    const data: Record<string, string | number> = {
      accountNumber: receiving['long-khanh'],
      amount,
      description: code,
      orderCode: 26001234,
      paymentLinkId: 'link-1',
      reference,
    };
    const text = Object.keys(data)
      .sort()
      .map((name) => `${name}=${data[name]}`)
      .join('&');
    const rawBody = JSON.stringify({ code: '00', success: true, data, signature: hmac('sha256', text, key) });
    return stage.request('POST /callbacks/payos/{channel}', { channel }, { rawBody });
  },
  vnpay(channel, { code, amount, reference, failed, key }) {
    const query = new URLSearchParams({
      vnp_Amount: String(amount * 100),
      vnp_OrderInfo: 'Vien phi',
      vnp_PayDate: '20261124080000',
      vnp_ResponseCode: failed ? '24' : '00',
      vnp_TmnCode: 'MERCHANT1',
      vnp_TransactionNo: reference,
      vnp_TransactionStatus: failed ? '02' : '00',
      vnp_TxnRef: code,
    });
    query.set('vnp_SecureHash', hmac('sha512', query.toString(), key));
    return stage.request('GET /callbacks/vnpay/{channel}', { channel, ...Object.fromEntries(query) });
  },
  momo(channel, { code, amount, reference, failed, key }) {
    const fields = {
      amount,
      extraData: '',
      message: 'Giao dịch thành công.',
      orderId: code,
      orderInfo: 'Vien phi',
      orderType: 'momo_wallet',
      partnerCode: 'MERCHANT1',
      payType: 'qr',
      requestId: 'rq-1',
      responseTime: stage.now().getTime(),
      resultCode: failed ? 1006 : 0,
      transId: reference,
    };
    const text = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    const signature = hmac('sha256', ['accessKey=ACCESS1', ...text].join('&'), key);
    const rawBody = JSON.stringify({ ...fields, signature });
    return stage.request('POST /callbacks/momo/{channel}', { channel }, { rawBody });
  },
  zalopay(channel, { code, amount, reference, key }) {
    const data = JSON.stringify({
      app_id: 'MERCHANT1',
      app_trans_id: `261124_${code}`,
      zp_trans_id: reference,
      amount,
    });
    const rawBody = JSON.stringify({ data, mac: hmac('sha256', data, key), type: 1 });
    return stage.request('POST /callbacks/zalopay/{channel}', { channel }, { rawBody });
  },
  'signed-bank'(channel, { code, amount, reference, key }) {
    const account = receiving['long-khanh'];
    const at = stage.now().toISOString();
    const rawBody = JSON.stringify({ reference, account, amount, direction: 'in', content: code, at });
    const stamp = String(stage.now().getTime());
    const signer = key === undefined ? privateKey : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const signature = createSign('sha256').update(`${stamp}.${rawBody}`).sign(signer, 'base64');
    const headers = { 'x-timestamp': stamp, 'x-signature': signature };
    return stage.request('POST /callbacks/signed-bank/{channel}', { channel }, { headers, rawBody });
  },
};

const merchant = 'MERCHANT1';
const asked: Record<Provider, object> = {
  casso: { secret },
  payos: { secret },
  vnpay: { merchant, secret },
  momo: { merchant, accessKey: 'ACCESS1', secret },
  zalopay: { merchant, secret },
  'signed-bank': { publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') },
};
const replies: Record<Provider, { done: unknown; forged: unknown }> = {
  casso: { done: [200, { success: true }], forged: [401, expect.objectContaining({ success: false })] },
  payos: { done: [200, { success: true }], forged: [401, expect.objectContaining({ success: false })] },
  vnpay: {
    done: [200, { RspCode: '00', Message: 'Confirm Success' }],
    forged: [200, { RspCode: '97', Message: 'Invalid Checksum' }],
  },
  momo: { done: [204, undefined], forged: [401, undefined] },
  zalopay: {
    done: [200, expect.objectContaining({ return_code: 1 })],
    forged: [200, expect.objectContaining({ return_code: -1 })],
  },
  'signed-bank': { done: [200, { accepted: true }], forged: [401, expect.objectContaining({ accepted: false })] },
};
const providers = Object.keys(call) as Provider[];
const said = ({ status, body }: Reply) => [status, body];

async function opened(provider: Provider): Promise<string> {
  stage = await openBillingStage();
  const reply = await stage.request('POST /v1/payment-channels', { provider, ...asked[provider] }, { as: 'admin' });
  expect(reply.status, reply.text).toBe(201);
  return String(reply.body.channel);
}

describe.each(providers)('%s', (provider) => {
  it('settles a bill, once however often it calls, and hears each time the same', async () => {
    const channel = await opened(provider);
    const { bill, code, due } = await stage.billed('e-1');
    const payment = { code, amount: due, reference: '4088878653' };
    const heard = [await call[provider](channel, payment), await call[provider](channel, payment)];
    expect(heard.map(said)).toEqual([replies[provider].done, replies[provider].done]);
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due, payments: [{ provider, amount: due }] });
    expect(await stage.books()).toMatchObject({ total: 0, bank: [{ amount: due }], work: [] });
  });
  it('without proof is told so in its own words, and changes nothing but a count', async () => {
    const channel = await opened(provider);
    const { bill, code, due } = await stage.billed('e-1');
    const forged = await call[provider](channel, { code, amount: due, reference: '1', key: 'a-secret-of-a-stranger' });
    expect(said(forged)).toEqual(replies[provider].forged);
    expect(await stage.bill(bill)).toMatchObject({ state: 'open', paid: 0, payments: [] });
    expect(await stage.books()).toMatchObject({ bank: [], work: [] });
    const listed = (await stage.request('GET /v1/payment-channels', {}, { as: 'admin' })).body.items;
    expect(listed).toContainEqual(expect.objectContaining({ channel, provider, refusedToday: 1 }));
  });
  it('that names a known reference with another amount posts nothing and calls a person', async () => {
    const channel = await opened(provider);
    const { code, due } = await stage.billed('e-1');
    await call[provider](channel, { code, amount: due, reference: '77' });
    expect(said(await call[provider](channel, { code, amount: due + 1, reference: '77' }))).toEqual(
      replies[provider].done,
    );
    expect(await stage.books()).toMatchObject({ total: 0, bank: [{ amount: due }], work: ['reference-reused'] });
  });
});

describe('a gateway', () => {
  it.each(['vnpay', 'momo'] as const)(
    '%s that reports a failed attempt is answered, and no money moves',
    async (provider) => {
      const channel = await opened(provider);
      const { bill, code, due } = await stage.billed('e-1');
      const reply = await call[provider](channel, { code, amount: due, reference: '5', failed: true });
      expect(said(reply)).toEqual(replies[provider].done);
      expect(await stage.bill(bill)).toMatchObject({ state: 'open', payments: [] });
      expect(await stage.books()).toMatchObject({ bank: [], work: [] });
    },
  );
  it('keeps its money on its own account, apart from the bank’s', async () => {
    const channel = await opened('momo');
    const { code, due } = await stage.billed('e-1');
    await call.momo(channel, { code, amount: due, reference: '9' });
    expect((await stage.books()).balances).toMatchObject({ 'bank:momo:MERCHANT1': due });
  });
  it('may count its transactions as another one does: both are posted', async () => {
    const momo = await opened('momo');
    const vnpay = await stage.request(
      'POST /v1/payment-channels',
      { provider: 'vnpay', ...asked.vnpay },
      { as: 'admin' },
    );
    const { code } = await stage.billed('e-1');
    await call.momo(momo, { code, amount: 1000, reference: '14422574' });
    await call.vnpay(String(vnpay.body.channel), { code, amount: 1000, reference: '14422574' });
    expect((await stage.books()).bank).toHaveLength(2);
  });
});

describe('payOS', () => {
  it('tries an address with the sample of its documentation, and no money is booked', async () => {
    const channel = await opened('payos');
    const data = {
      accountNumber: '12345678',
      amount: 3000,
      description: 'VQRIO123',
      orderCode: 123,
      paymentLinkId: 'x',
      reference: 'TF1',
    };
    const text = Object.entries(data)
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const rawBody = JSON.stringify({ data, signature: hmac('sha256', text) });
    const reply = await stage.request('POST /callbacks/payos/{channel}', { channel }, { rawBody });
    expect(said(reply)).toEqual([200, { success: true }]);
    expect(await stage.books()).toMatchObject({ bank: [], work: [] });
  });
});

describe('a bank under contract', () => {
  it('is opened only with a key that is strong enough to believe', async () => {
    stage = await openBillingStage();
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'der', type: 'spki' });
    for (const publicKey of [weak.toString('base64'), 'bm90IGEga2V5IGF0IGFsbA==']) {
      const reply = await stage.request(
        'POST /v1/payment-channels',
        { provider: 'signed-bank', publicKey },
        { as: 'admin' },
      );
      expect(reply).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
    }
  });
});
