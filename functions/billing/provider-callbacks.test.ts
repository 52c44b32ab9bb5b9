import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { receiving } from '../../test/billing-stage.ts';
import {
  call,
  callOf,
  doorOf,
  hmac,
  opened,
  openProviderStage,
  opens,
  otherSecret,
  providers,
  refusals,
  replies,
  said,
  send,
  stage,
  stored,
  withAmount,
} from '../../test/provider-calls.ts';
import { secretAge } from './channel-age.ts';
import { verifySignedBank } from './providers/signed-bank.ts';

afterEach(() => stage.close());

describe.each(providers)('%s', (provider) => {
  it('settles a bill, once however often it calls, and hears each time the same', async () => {
    const channel = await opened(provider);
    const { bill, code, due } = await stage.billed('e-1');
    const payment = { code, amount: due, reference: '4088878653' };
    const heard = [await call(provider, channel, payment), await call(provider, channel, payment)];
    expect(heard.map(said)).toEqual([replies[provider].done, replies[provider].done]);
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due, payments: [{ provider, amount: due }] });
    expect(await stage.books()).toMatchObject({ total: 0, bank: [{ amount: due }], work: [] });
  });
  it('without proof is told so in its own words, changes nothing but a count, and is audited with the reason', async () => {
    const channel = await opened(provider);
    const { bill, code, due } = await stage.billed('e-1');
    const before = stored();
    const payment = { code, amount: due, reference: '1', key: 'a-secret-of-a-stranger' };
    for (let n = 0; n < 3; n++) expect(said(await call(provider, channel, payment))).toEqual(replies[provider].forged);
    expect(stored()).toEqual(before);
    expect(await stage.bill(bill)).toMatchObject({ state: 'open', paid: 0, payments: [] });
    expect(await stage.books()).toMatchObject({ bank: [], work: [] });
    const listed = (await stage.request('GET /v1/payment-channels', {}, { as: 'admin' })).body.items;
    expect(listed).toContainEqual(expect.objectContaining({ channel, provider, refusedToday: 3 }));
    // One entry a minute, so that nobody fills the table.
    expect(refusals(channel)).toEqual([{ door: doorOf(provider), code: expect.stringMatching(/^[a-z-]+$/) }]);
    stage.setClock({ minutes: 1 });
    await call(provider, channel, payment);
    expect(refusals(channel)).toHaveLength(2);
  });
  it('repeated with a changed body changes nothing: it is refused and audited, or a person is called', async () => {
    const channel = await opened(provider);
    const { bill, code, due } = await stage.billed('e-1');
    const sent = await callOf[provider](channel, { code, amount: due, reference: '4088878653' });
    expect(said(await send(channel, sent))).toEqual(replies[provider].done);
    const paid = await stage.bill(bill);
    const books = await stage.books();
    const before = stored();
    const heard = said(await send(channel, withAmount(sent, due, due + 1)));
    // A token says who calls and nothing of the body: there the reference that comes again gives it away.
    if (provider === 'vietqr-vn') {
      expect(heard).toEqual(replies[provider].done);
      expect((await stage.books()).work).toEqual(['reference-reused']);
    } else {
      expect(heard).toEqual(replies[provider].forged);
      expect(stored()).toEqual(before);
      expect(refusals(channel)).toHaveLength(1);
    }
    expect(await stage.bill(bill)).toEqual(paid);
    expect(await stage.books()).toMatchObject({ balances: books.balances, bank: books.bank });
  });
  it('with a code of another hospital settles nothing there: suspense here, and a person is called', async () => {
    const channel = await opened(provider);
    const { bill, code, due } = await stage.billed('e-7', 'thong-nhat');
    const there = stored('thong-nhat');
    expect(said(await call(provider, channel, { code, amount: due, reference: '7' }))).toEqual(replies[provider].done);
    expect(stored('thong-nhat')).toEqual(there);
    expect(await stage.books()).toMatchObject({ total: 0, bank: [{ amount: due }], work: ['other-tenant'] });
    expect(stage.named('billing.payment-questioned').map(({ tenant, data }) => [tenant, data])).toMatchObject([
      ['long-khanh', { reason: 'other-tenant', provider }],
    ]);
    const asking = { as: 'cashier' as const, hospital: 'thong-nhat' };
    expect((await stage.request('GET /v1/bills/{bill}', { bill }, asking)).body).toMatchObject({
      state: 'open',
      paid: 0,
    });
  });
  it('at the address of another hospital proves nothing there, and is audited there', async () => {
    const channel = await opened(provider);
    const elsewhere = await opens(
      provider,
      'thong-nhat',
      otherSecret[provider] ?? { secret: 'the-secret-of-the-other' },
    );
    const { code, due } = await stage.billed('e-1');
    const sent = await callOf[provider](channel, { code, amount: due, reference: '8' });
    const before = [stored(), stored('thong-nhat')];
    expect(said(await send(elsewhere, sent))).toEqual(replies[provider].forged);
    expect([stored(), stored('thong-nhat')]).toEqual(before);
    expect(refusals(elsewhere, 'thong-nhat')).toHaveLength(1);
    expect(refusals(elsewhere)).toEqual([]);
  });
  it('that names a known reference with another amount posts nothing and calls a person', async () => {
    const channel = await opened(provider);
    const { code, due } = await stage.billed('e-1');
    await call(provider, channel, { code, amount: due, reference: '77' });
    expect(said(await call(provider, channel, { code, amount: due + 1, reference: '77' }))).toEqual(
      replies[provider].done,
    );
    expect(await stage.books()).toMatchObject({ total: 0, bank: [{ amount: due }], work: ['reference-reused'] });
  });
});

describe.each(providers.filter((provider) => provider !== 'vnpay'))('%s', (provider) => {
  it('with a body nested deeper than any notice is not believed and counted, in its own words', async () => {
    const channel = await opened(provider);
    const before = stored();
    const sent = await callOf[provider](channel, { code: 'x', amount: 1, reference: '1' });
    const rawBody = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)},${(sent.rawBody ?? '').slice(1)}`;
    expect(said(await send(channel, { ...sent, rawBody }))).toEqual(replies[provider].forged);
    expect(stored()).toEqual(before);
    expect(refusals(channel)).toHaveLength(1);
  });
});

describe('VNPAY', () => {
  it('that calls by GET leaves its query with what it posts, and each call that can’t be read calls a person', async () => {
    const channel = await opened('vnpay');
    const unreadable = async (order: string) => {
      const query = new URLSearchParams({ vnp_Amount: 'x', vnp_TxnRef: order });
      query.set('vnp_SecureHash', hmac('sha512', query.toString()));
      const route = 'GET /callbacks/vnpay/{channel}';
      return said(await send(channel, { route, query: Object.fromEntries(query) }));
    };
    for (const order of ['1', '2', '2']) expect(await unreadable(order)).toMatchObject([200, { RspCode: '99' }]);
    expect((await stage.books()).work).toEqual(['unreadable-callback', 'unreadable-callback']);
    await call('vnpay', channel, { code: 'x', amount: 1_000, reference: '14422574' });
    const posted = stage.stored('billing').find(({ pk }) => pk === 'TRANSFER#VNPAY-14422574');
    expect(JSON.parse(posted?.value ?? '{}').raw).toHaveLength(1);
  });
});

describe('a gateway', () => {
  it.each(['vnpay', 'momo'] as const)(
    '%s that reports a failed attempt is answered, and no money moves',
    async (provider) => {
      const channel = await opened(provider);
      const { bill, code, due } = await stage.billed('e-1');
      const reply = await call(provider, channel, { code, amount: due, reference: '5', failed: true });
      expect(said(reply)).toEqual(replies[provider].done);
      expect(await stage.bill(bill)).toMatchObject({ state: 'open', payments: [] });
      expect(await stage.books()).toMatchObject({ bank: [], work: [] });
    },
  );
  it('keeps its money on its own account, apart from the bank’s', async () => {
    const channel = await opened('momo');
    const { code, due } = await stage.billed('e-1');
    await call('momo', channel, { code, amount: due, reference: '9' });
    expect((await stage.books()).balances).toMatchObject({ 'bank:momo:MERCHANT1': due });
  });
  it('may count its transactions as another one does: both are posted', async () => {
    const momo = await opened('momo');
    const vnpay = await opens('vnpay', 'long-khanh');
    const { code } = await stage.billed('e-1');
    await call('momo', momo, { code, amount: 1000, reference: '14422574' });
    await call('vnpay', vnpay, { code, amount: 1000, reference: '14422574' });
    expect((await stage.books()).bank).toHaveLength(2);
  });
});

describe.each(['sepay', 'casso', 'payos'] as const)('a virtual account at %s', (provider) => {
  const shown = receiving['long-khanh'];
  const main = '0071000123456';
  const register = (channel: string, virtualAccounts: string[], as: 'admin' | 'cashier' = 'admin') =>
    stage.request('PUT /v1/payment-channels/{channel}/virtual-accounts', { channel, virtualAccounts }, { as });
  const settled = { balances: { [`bank:970436:${shown}`]: 110_000 }, work: [] };

  it('that the hospital shows gets its money, whatever account lies behind it', async () => {
    const channel = await opened(provider);
    const { code, due } = await stage.billed('e-1');
    await call(provider, channel, { code, amount: due, reference: '1', account: main, virtual: shown });
    expect(await stage.books()).toMatchObject(settled);
  });
  it('is registered for the account that the hospital shows: both numbers are one place in the books', async () => {
    const channel = await opened(provider);
    const { code, due } = await stage.billed('e-1');
    await call(provider, channel, { code: 'x', amount: 7, reference: '0', account: '96247VA01' });
    expect((await stage.books()).work).toEqual(['foreign-account']);
    expect((await register(channel, ['96247VA01', main])).body).toEqual({
      channel,
      virtualAccounts: ['96247VA01', main],
      state: 'awaiting',
    });
    await stage.letChannel(channel);
    await call(provider, channel, { code, amount: 10_000, reference: '1', account: '96247VA01' });
    await call(provider, channel, { code, amount: due - 10_000, reference: '2', account: main, virtual: '96247VA02' });
    // The bank's statement, which knows one number only, tells of the same transfer.
    await call(provider, channel, { code, amount: 10_000, reference: '1' });
    const { balances, work } = await stage.books();
    expect([balances[`bank:970436:${shown}`], work]).toEqual([110_000, ['foreign-account']]);
    const listed = (await stage.request('GET /v1/payment-channels', {}, { as: 'admin' })).body.items;
    expect(listed).toContainEqual(expect.objectContaining({ channel, virtualAccounts: ['96247VA01', main] }));
    await register(channel, []);
    await call(provider, channel, { code: 'x', amount: 5, reference: '3', account: '96247VA01' });
    expect((await stage.books()).work).toEqual(['foreign-account', 'foreign-account']);
  });
  it('is registered by an administrator, with numbers only, and not for a channel that is none or closed', async () => {
    const channel = await opened(provider);
    expect((await register(channel, ['1'], 'cashier')).status).toBe(403);
    for (const bad of [['a b'], ['x'.repeat(35)], [''], Array.from({ length: 51 }, (_, n) => `VA${n}`)])
      expect((await register(channel, bad)).status).toBe(400);
    expect((await register('none', [])).status).toBe(404);
    await stage.request('POST /v1/payment-channels/{channel}/closing', { channel }, { as: 'admin' });
    expect((await register(channel, [])).body.code).toBe('channel-closed');
  });
});

it('a gateway has no virtual accounts: its money lies on the merchant’s account there', async () => {
  const channel = await opened('momo');
  const input = { channel, virtualAccounts: ['96247VA01'] };
  const reply = await stage.request('PUT /v1/payment-channels/{channel}/virtual-accounts', input, { as: 'admin' });
  expect(reply.body.code).toBe('channel-of-gateway');
});

describe('a proof that its provider made', () => {
  const rotation = 'POST /v1/payment-channels/{channel}/rotation';
  it.each(['casso', 'payos', 'vnpay', 'momo', 'zalopay', 'signed-bank'] as const)(
    'of %s is not made anew here, and the channel goes on believing its provider',
    async (provider) => {
      const channel = await opened(provider);
      for (const lost of [false, true]) {
        const reply = await stage.request(rotation, { channel, lost }, { as: 'admin' });
        expect(reply).toMatchObject({ status: 409, body: { code: 'secret-given-by-provider' } });
      }
      const { code, due } = await stage.billed('e-1');
      expect(said(await call(provider, channel, { code, amount: due, reference: '7' }))).toEqual(
        replies[provider].done,
      );
    },
  );
  it.each(['sepay', 'vietqr-vn'] as const)('is not that of %s, where we make it', async (provider) => {
    const channel = await opened(provider);
    expect((await stage.request(rotation, { channel }, { as: 'admin' })).body).toMatchObject({ state: 'awaiting' });
    await stage.letChannel(channel);
    const listed = (await stage.request('GET /v1/payment-channels', {}, { as: 'admin' })).body.items;
    expect(listed).toContainEqual(expect.objectContaining({ channel, liveSecrets: 2, awaitsHandover: true }));
  });
});

describe('payOS', () => {
  it.each([{ data: { code: '01' } }, { success: false }])(
    'that reports what was not paid moves no money: %j',
    async (more) => {
      const channel = await opened('payos');
      const { bill, code, due } = await stage.billed('e-1');
      const data = {
        accountNumber: receiving['long-khanh'],
        amount: due,
        ...('data' in more && more.data),
        description: code,
        orderCode: 9,
        paymentLinkId: 'x',
        reference: 'TF1',
      };
      const text = Object.entries(data)
        .map(([name, value]) => `${name}=${value}`)
        .join('&');
      const rawBody = JSON.stringify({ success: true, ...more, data, signature: hmac('sha256', text) });
      const reply = await stage.request('POST /callbacks/payos/{channel}', { channel }, { rawBody });
      expect(said(reply)).toEqual(replies.payos.done);
      expect(await stage.bill(bill)).toMatchObject({ paid: 0 });
      expect(await stage.books()).toMatchObject({ bank: [], work: [] });
    },
  );
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
    await openProviderStage();
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
  it('gets no text for a key: the channel keeps the one it has, and hears no less', async () => {
    const channel = await opened('signed-bank');
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'der', type: 'spki' });
    for (const secret of [weak.toString('base64'), 'bm90IGEga2V5IGF0IGFsbA==', 'not-a-key-and-no-base64']) {
      const reply = await stage.request(
        'PUT /v1/payment-channels/{channel}/secret',
        { channel, secret },
        { as: 'admin' },
      );
      expect(reply).toMatchObject({ status: 422, body: { code: 'bank-key-unusable' } });
    }
    const { code, due } = await stage.billed('e-1');
    expect(said(await call('signed-bank', channel, { code, amount: due, reference: '7' }))).toEqual(
      replies['signed-bank'].done,
    );
  });
  it('has a key that anybody may know: it is never due for a change', async () => {
    await openProviderStage();
    const old = { channel: 'c', provider: 'signed-bank', sealed: [], secretAt: '2020-01-01T00:00:00.000Z' } as const;
    expect(secretAge(old, new Date('2026-11-24T01:00:00Z'))).toMatchObject({ isDue: false });
  });
  it('is believed by its own key beside one that is none, and a key that is none proves nothing and fails nobody', async () => {
    await openProviderStage();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const now = new Date('2026-11-24T01:00:00Z');
    const signature = sign('sha256', Buffer.from(`${now.getTime()}.{}`), privateKey).toString('base64');
    const headers = { 'x-timestamp': String(now.getTime()), 'x-signature': signature };
    const proven = (keys: string[]) => verifySignedBank(headers, Buffer.from('{}'), keys, now);
    expect(proven(['no-key-at-all-16', key])).toEqual({ ok: true });
    expect(proven(['no-key-at-all-16'])).toEqual({ ok: false, reason: 'signature-wrong' });
  });
});
