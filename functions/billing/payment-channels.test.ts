import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, vietqrClient } from '../../test/billing-stage.ts';
import { openStage } from '../../test/stage.ts';
import { billing } from './index.ts';

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());
const open = 'POST /v1/payment-channels';
const rotate = 'PUT /v1/payment-channels/{channel}/secret';
const secret = 'whsec_of_the_test_hospital';

describe('an administrator opens a payment channel', () => {
  it('and gets an address that cannot be guessed, and never the secret', async () => {
    const first = await stage.request(open, { provider: 'sepay', secret }, { as: 'admin' });
    const second = await stage.request(open, { provider: 'sepay', secret }, { as: 'admin' });
    const { channel } = first.body;
    expect(first).toMatchObject({ status: 201, body: { provider: 'sepay' } });
    expect(channel).toMatch(/^[0-9a-f]{40}$/);
    expect(channel).not.toBe(second.body.channel);
    expect(first.body.callbacks).toEqual({ notify: `/callbacks/sepay/${channel}` });
    expect(first.text).not.toContain(secret);
  });
  it('and gets the three addresses that VietQR.vn wants', async () => {
    const { body, text } = await stage.request(open, { provider: 'vietqr-vn', ...vietqrClient }, { as: 'admin' });
    const base = `/callbacks/vietqr-vn/${body.channel}`;
    expect(body.callbacks).toEqual({
      base,
      token: `${base}/api/token_generate`,
      notify: `${base}/bank/api/transaction-sync`,
    });
    expect(text).not.toContain(vietqrClient.password);
  });
  it('and no secret lies open in the store', async () => {
    await stage.sepay();
    await stage.vietqr();
    const everything = JSON.stringify(stage.stored('billing'));
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(vietqrClient.password);
    expect(JSON.stringify(stage.log)).not.toContain(secret);
  });
  it.each([
    ['a short secret', { provider: 'sepay', secret: 'short' }],
    ['a name with a colon', { provider: 'vietqr-vn', username: 'a:bcd', password: 'x'.repeat(20) }],
    ['an unknown provider', { provider: 'paypal', secret }],
    ['a field of the other provider', { provider: 'sepay', secret, username: 'abcd' }],
  ])('but not with %s', async (_, input) => {
    expect((await stage.request(open, input, { as: 'admin' })).status).toBe(400);
  });
  it('but not before the hospital has its receiving account', async () => {
    const own = openStage({ contexts: [billing] });
    const reply = await own.request(open, { provider: 'sepay', secret }, { as: 'admin' });
    expect(reply).toMatchObject({ status: 409, body: { code: 'account-missing' } });
    await own.close();
  });
  it('and nobody else does', async () => {
    expect((await stage.request(open, { provider: 'sepay', secret }, { as: 'cashier' })).status).toBe(403);
  });
});

describe('a new secret', () => {
  const notice = { amount: 1, content: 'x' };
  it('lives beside the one before until the next change', async () => {
    const channel = await stage.sepay();
    const change = (to: string) => stage.request(rotate, { channel, secret: to }, { as: 'admin' });
    const works = async (with_: string) => (await stage.call(channel, stage.bodyOf(notice), with_)).status;
    expect((await change('second-secret-16')).body).toEqual({ channel, liveSecrets: 2 });
    expect([await works(secret), await works('second-secret-16')]).toEqual([200, 200]);
    // Sent twice, as a PUT may be: the older one must survive it.
    expect((await change('second-secret-16')).body).toEqual({ channel, liveSecrets: 2 });
    expect(await works(secret)).toBe(200);
    expect((await change('third-secret-016')).body).toEqual({ channel, liveSecrets: 2 });
    expect([await works(secret), await works('second-secret-16'), await works('third-secret-016')]).toEqual([
      401, 200, 200,
    ]);
  });
  it('cannot be set on the channel of another hospital', async () => {
    const channel = await stage.sepay('thong-nhat');
    const reply = await stage.request(rotate, { channel, secret: 'second-secret-16' }, { as: 'admin' });
    expect(reply.status).toBe(404);
  });
});
