import { createHmac, createPublicKey, createSign, generateKeyPairSync } from 'node:crypto';
import { expect } from 'vitest';
import { type BillingStage, openBillingStage, receiving, vietqrClient } from './billing-stage.ts';
import type { Reply } from './stage.ts';

/** The stage of the test that runs: `openProviderStage` opens it, the test closes it. */
export let stage: BillingStage;
export async function openProviderStage(): Promise<BillingStage> {
  stage = await openBillingStage();
  return stage;
}

export const secret = 'a-secret-both-sides-know';
export const hmac = (algorithm: string, text: string, key = secret): string =>
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
const { privateKey: strangerKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

interface Payment {
  readonly code: string;
  readonly amount: number;
  readonly reference: string;
  /** The attempt failed: no money moved. */
  readonly failed?: boolean;
  /** The account that got the money, and the virtual one that the payer saw. */
  readonly account?: string;
  readonly virtual?: string;
  /** In place of the secret that both sides know. */
  readonly key?: string;
}
type Provider = 'sepay' | 'vietqr-vn' | 'casso' | 'payos' | 'vnpay' | 'momo' | 'zalopay' | 'signed-bank';

/** A request as it would be sent: `rawBody` or, of VNPAY, the query. */
interface Sent {
  readonly route: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly rawBody?: string;
}

/** How each provider calls, written from its documentation and not from our code. */
export const callOf: Record<Provider, (channel: string, payment: Payment) => Promise<Sent>> = {
  async sepay(_, { code, amount, reference, key, account, virtual }) {
    const seen = { ...(account !== undefined && { account }), ...(virtual !== undefined && { virtual }) };
    const rawBody = stage.bodyOf({ amount, content: `${code} vien phi`, reference, ...seen });
    const stamp = String(Math.floor(stage.now().getTime() / 1000));
    const mac = hmac('sha256', `${stamp}.${rawBody}`, key);
    const headers = { 'x-sepay-timestamp': stamp, 'x-sepay-signature': `sha256=${mac}` };
    return { route: 'POST /callbacks/sepay/{channel}', headers, rawBody };
  },
  async 'vietqr-vn'(channel, { code, amount, reference, key }) {
    const { body } = await stage.vietqrToken(channel);
    const token = key === undefined ? String(body.access_token) : 'aaaa.bbbb.cccc';
    const rawBody = JSON.stringify({
      bankaccount: receiving['long-khanh'],
      amount,
      transType: 'C',
      content: code,
      transactionid: `vq-${reference}`,
      transactiontime: stage.now().getTime(),
      referencenumber: reference,
      orderId: '',
    });
    const route = 'POST /callbacks/vietqr-vn/{channel}/bank/api/transaction-sync';
    return { route, headers: { authorization: `Bearer ${token}` }, rawBody };
  },
  async casso(_, { code, amount, reference, key, account, virtual }) {
    const data = {
      id: 884211,
      reference,
      description: `${code} vien phi`,
      amount,
      accountNumber: account ?? receiving['long-khanh'],
      ...(virtual !== undefined && { virtualAccountNumber: virtual }),
    };
    const body = { error: 0, data };
    const stamp = stage.now().getTime();
    const mac = hmac('sha512', `${stamp}.${JSON.stringify(sorted(body))}`, key);
    const headers = { 'x-casso-signature': `t=${stamp},v1=${mac}` };
    return { route: 'POST /callbacks/casso/{channel}', headers, rawBody: JSON.stringify(body) };
  },
  async payos(_, { code, amount, reference, key, account, virtual }) {
    const data: Record<string, string | number> = {
      accountNumber: account ?? receiving['long-khanh'],
      ...(virtual !== undefined && { virtualAccountNumber: virtual }),
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
    return { route: 'POST /callbacks/payos/{channel}', rawBody };
  },
  async vnpay(_, { code, amount, reference, failed, key }) {
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
    return { route: 'GET /callbacks/vnpay/{channel}', query: Object.fromEntries(query) };
  },
  async momo(_, { code, amount, reference, failed, key }) {
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
    return { route: 'POST /callbacks/momo/{channel}', rawBody: JSON.stringify({ ...fields, signature }) };
  },
  async zalopay(_, { code, amount, reference, key }) {
    const data = JSON.stringify({
      app_id: 'MERCHANT1',
      app_trans_id: `261124_${code}`,
      zp_trans_id: reference,
      amount,
    });
    const rawBody = JSON.stringify({ data, mac: hmac('sha256', data, key), type: 1 });
    return { route: 'POST /callbacks/zalopay/{channel}', rawBody };
  },
  async 'signed-bank'(_, { code, amount, reference, key }) {
    const account = receiving['long-khanh'];
    const at = stage.now().toISOString();
    const rawBody = JSON.stringify({ reference, account, amount, direction: 'in', content: code, at });
    const stamp = String(stage.now().getTime());
    const signer = key === undefined ? privateKey : strangerKey;
    const signature = createSign('sha256').update(`${stamp}.${rawBody}`).sign(signer, 'base64');
    return {
      route: 'POST /callbacks/signed-bank/{channel}',
      headers: { 'x-timestamp': stamp, 'x-signature': signature },
      rawBody,
    };
  },
};
export const send = (channel: string, { route, query, headers, rawBody }: Sent): Promise<Reply> =>
  stage.request(
    route,
    { channel, ...query },
    { ...(headers && { headers }), ...(rawBody !== undefined && { rawBody }) },
  );
export const call = async (provider: Provider, channel: string, payment: Payment): Promise<Reply> =>
  send(channel, await callOf[provider](channel, payment));

const merchant = 'MERCHANT1';
const asked: Record<Provider, object> = {
  sepay: { secret },
  'vietqr-vn': vietqrClient,
  casso: { secret },
  payos: { secret },
  vnpay: { merchant, secret },
  momo: { merchant, accessKey: 'ACCESS1', secret },
  zalopay: { merchant, secret },
  'signed-bank': { publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') },
};
export const replies: Record<Provider, { done: unknown; forged: unknown }> = {
  sepay: { done: [200, { success: true }], forged: [401, expect.objectContaining({ success: false })] },
  'vietqr-vn': {
    done: [200, expect.objectContaining({ error: false })],
    forged: [401, expect.objectContaining({ error: true, object: null })],
  },
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
export const providers = Object.keys(callOf) as Provider[];
export const said = ({ status, body }: Reply) => [status, body];

type Hospital = keyof typeof receiving;
export async function opens(provider: Provider, hospital: Hospital, proof: object = asked[provider]): Promise<string> {
  const input = { ...asked[provider], ...proof, provider };
  const reply = await stage.request('POST /v1/payment-channels', input, { as: 'admin', hospital });
  expect(reply.status, reply.text).toBe(201);
  const channel = String(reply.body.channel);
  await stage.letChannel(channel, hospital);
  return channel;
}
export async function opened(provider: Provider): Promise<string> {
  await openProviderStage();
  return opens(provider, 'long-khanh');
}
/** What proves a call at the other hospital, where it is no `secret`. */
export const otherSecret: Partial<Record<Provider, object>> = {
  'vietqr-vn': { username: 'the-other-hospital', password: 'the-secret-of-the-other' },
  'signed-bank': {
    publicKey: createPublicKey(strangerKey).export({ format: 'der', type: 'spki' }).toString('base64'),
  },
};
const itemsOf = (hospital: Hospital) => stage.stored('billing', hospital);
/** Everything the hospital has, but the audit and what stands for a refused call. */
export const stored = (hospital: Hospital = 'long-khanh') =>
  itemsOf(hospital).filter(({ pk }) => !/^(AUDIT|REFUSED|INBOX#REFUSED)#/.test(pk));
/** What the audit says of calls to this channel that were refused. */
export const refusals = (channel: string, hospital: Hospital = 'long-khanh') =>
  itemsOf(hospital)
    .filter(({ pk }) => pk.startsWith('AUDIT#'))
    .map(({ value }) => JSON.parse(value))
    .filter(({ act, subject }) => act === 'refused' && subject === channel)
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ door, code }) => ({ door, code }));
export const doorOf = (provider: Provider): string =>
  provider === 'vietqr-vn'
    ? 'billing.vietqrVnTransactionSync'
    : `billing.${provider.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Callback`;
/** The same request, signature and all, with another amount in it. */
export const withAmount = ({ query, rawBody, ...sent }: Sent, from: number, to: number): Sent => ({
  ...sent,
  ...(query && { query: { ...query, vnp_Amount: String(to * 100) } }),
  ...(rawBody !== undefined && { rawBody: rawBody.replace(String(from), String(to)) }),
});
