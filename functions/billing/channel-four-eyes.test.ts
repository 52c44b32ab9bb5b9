import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving, vietqrClient } from '../../test/billing-stage.ts';
import { isAskable } from './inquiry-policy.ts';

const account = receiving['long-khanh'];
const first = { as: 'admin', number: 1 } as const;
const second = { as: 'admin', number: 2 } as const;
const third = { as: 'admin', number: 3 } as const;
const due = 110_000;

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());

const bankEntries = async () => (await stage.books()).bank.length;

const open = (input: object) => stage.request('POST /v1/payment-channels', { ...input }, first);
const decideChannel = (channel: string, as: { as: 'admin'; number: number }, more: object = {}) =>
  stage.request('POST /v1/payment-channels/{channel}/decision', { channel, version: 1, approve: true, ...more }, as);
const viewOf = async (channel: string) =>
  (await stage.request('GET /v1/payment-channels', {}, second)).body.items.find(
    (one: { channel: string }) => one.channel === channel,
  );
const secret = 'whsec_of_the_test_hospital';
const other = 'another-secret-of-16';
const calls = async (channel: string, by: string) =>
  (await stage.call(channel, stage.bodyOf({ amount: 1_000, content: 'x' }), by)).status;

describe('a payment channel that one administrator opened', () => {
  it('believes no call before another lets it, and is counted and audited as a forged one', async () => {
    const opened = await open({ provider: 'sepay', secret });
    const { channel } = opened.body;
    expect(opened.body.state).toBe('awaiting');
    expect(await calls(channel, secret)).toBe(401);
    const audited = stage.stored('billing').filter(({ pk }) => pk.startsWith('AUDIT#'));
    expect(JSON.stringify(audited)).toContain('channel-not-approved');
    expect(await viewOf(channel)).toMatchObject({
      state: 'awaiting',
      refusedToday: 1,
      change: { what: 'opening', requestedBy: 'admin-1', version: 1 },
    });
    expect((await decideChannel(channel, first)).body.code).toBe('needs-another-person');
    expect((await decideChannel(channel, second, { version: 2 })).body.code).toBe('request-changed');
    expect((await decideChannel(channel, second)).body).toEqual({ channel, what: 'opening', state: 'approved' });
    expect((await decideChannel(channel, third)).body.code).toBe('channel-change-decided');
    expect(await calls(channel, secret)).toBe(200);
    expect([await bankEntries(), (await viewOf(channel)).state]).toEqual([1, 'open']);
  });
  it('of a bank whose key they chose themselves makes no money', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const { channel } = (await open({ provider: 'signed-bank', publicKey: key })).body;
    const { code } = await stage.billed('v-1');
    const rawBody = JSON.stringify({
      reference: 'FT1',
      account,
      amount: due,
      direction: 'in',
      content: code,
      at: stage.now().toISOString(),
    });
    const stamp = String(stage.now().getTime());
    const signature = sign('sha256', Buffer.from(`${stamp}.${rawBody}`), privateKey).toString('base64');
    const headers = { 'x-timestamp': stamp, 'x-signature': signature };
    const told = await stage.request('POST /callbacks/signed-bank/{channel}', { channel }, { headers, rawBody });
    expect([told.status, await bankEntries()]).toEqual([401, 0]);
    expect((await viewOf(channel)).change.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    await decideChannel(channel, second);
    const again = await stage.request('POST /callbacks/signed-bank/{channel}', { channel }, { headers, rawBody });
    expect([again.status, await bankEntries()]).toEqual([200, 1]);
  });
  it('that was declined stays deaf for ever', async () => {
    const { channel } = (await open({ provider: 'sepay', secret })).body;
    expect((await decideChannel(channel, second, { approve: false })).body.state).toBe('declined');
    expect([await calls(channel, secret), (await viewOf(channel)).state]).toEqual([401, 'declined']);
    expect((await decideChannel(channel, third)).body.code).toBe('channel-change-decided');
  });
  it('gives no token, takes none, and is not asked', async () => {
    const { channel } = (await open({ provider: 'vietqr-vn', ...vietqrClient })).body;
    expect((await stage.vietqrToken(channel)).status).toBe(401);
    const asking = { since: stage.now().toISOString() };
    const vnpay = { channel, provider: 'vnpay', merchant: 'M', sealed: [], asking } as const;
    expect([isAskable(vnpay), isAskable({ ...vnpay, isUnapproved: true })]).toEqual([true, false]);
  });
  it('takes no other secret, number or question before it is let', async () => {
    const { channel } = (await open({ provider: 'sepay', secret })).body;
    const path = 'PUT /v1/payment-channels/{channel}';
    const codes = [
      await stage.request(`${path}/secret`, { channel, secret: other }, second),
      await stage.request(`${path}/virtual-accounts`, { channel, virtualAccounts: ['VA1'] }, second),
      await stage.request('POST /v1/payment-channels/{channel}/rotation', { channel }, second),
    ].map(({ body }) => body.code);
    expect(codes).toEqual(['channel-not-approved', 'channel-not-approved', 'channel-not-approved']);
  });
  it('is let once though two let it at one moment', async () => {
    const { channel } = (await open({ provider: 'sepay', secret })).body;
    const both = await Promise.all([decideChannel(channel, second), decideChannel(channel, third)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
});

describe('a new secret of one administrator', () => {
  const rotate = (channel: string, to: string, as: { as: 'admin'; number: number } = first) =>
    stage.request('PUT /v1/payment-channels/{channel}/secret', { channel, secret: to }, as);
  const versionOf = async (channel: string) => ({ version: (await viewOf(channel)).change.version });

  it('proves nothing before another lets it, and the one before goes on', async () => {
    const channel = await stage.sepay();
    expect((await rotate(channel, other)).body).toEqual({ channel, liveSecrets: 1, state: 'awaiting' });
    expect([await calls(channel, secret), await calls(channel, other)]).toEqual([200, 401]);
    const seen = await versionOf(channel);
    expect((await decideChannel(channel, first, seen)).body.code).toBe('needs-another-person');
    expect((await decideChannel(channel, second, seen)).body).toEqual({ channel, what: 'secret', state: 'approved' });
    expect([await calls(channel, secret), await calls(channel, other)]).toEqual([200, 200]);
    expect((await rotate(channel, other)).body).toEqual({ channel, liveSecrets: 2, state: 'in-force' });
  });
  it('is shown to whoever decides with how it came about and what it ends', async () => {
    const channel = await stage.sepay();
    await rotate(channel, other);
    expect((await viewOf(channel)).change).toMatchObject({ secret: 'typed-in', dropsNewest: false });
    const renew = (lost: boolean) =>
      stage.request('POST /v1/payment-channels/{channel}/rotation', { channel, lost }, first);
    await renew(false);
    expect((await viewOf(channel)).change).toMatchObject({ secret: 'made-here', dropsNewest: false });
    await renew(true);
    expect((await viewOf(channel)).change).toMatchObject({ secret: 'made-here', dropsNewest: true });
  });
  it('that was declined never proves a call', async () => {
    const channel = await stage.sepay();
    await rotate(channel, other);
    await decideChannel(channel, second, { ...(await versionOf(channel)), approve: false });
    expect([await calls(channel, secret), await calls(channel, other)]).toEqual([200, 401]);
    expect(JSON.stringify(stage.stored('billing').filter(({ sk }) => sk === 'CHANGE'))).not.toContain('sealed');
  });
  it('that took the place of the one that was seen is not let with it', async () => {
    const channel = await stage.sepay();
    await rotate(channel, other);
    const seen = await versionOf(channel);
    expect((await rotate(channel, other)).body.state).toBe('awaiting');
    expect(await versionOf(channel)).toEqual(seen);
    await rotate(channel, 'a-third-secret-of-16');
    expect((await decideChannel(channel, second, seen)).body.code).toBe('request-changed');
  });
  it('made by us is shown once, and only when another let it', async () => {
    const channel = await stage.sepay();
    const renewed = await stage.request('POST /v1/payment-channels/{channel}/rotation', { channel }, first);
    expect(renewed.body).toEqual({ channel, liveSecrets: 1, state: 'awaiting' });
    const handover = () => stage.request('PUT /v1/payment-channels/{channel}/secret-handover', { channel }, first);
    expect((await handover()).body.code).toBe('secret-handed-over');
    await decideChannel(channel, second, await versionOf(channel));
    const { body } = await handover();
    expect(await calls(channel, body.secret)).toBe(200);
    expect((await handover()).body.code).toBe('secret-handed-over');
  });
  it('waits for nothing else on its channel, and ends with it', async () => {
    const channel = await stage.sepay();
    await rotate(channel, other);
    const numbers = { channel, virtualAccounts: ['VA1'] };
    const asked = await stage.request('PUT /v1/payment-channels/{channel}/virtual-accounts', numbers, second);
    expect(asked.body.code).toBe('channel-change-waiting');
    const seen = await versionOf(channel);
    await stage.request('POST /v1/payment-channels/{channel}/closing', { channel }, first);
    expect((await decideChannel(channel, second, seen)).body.code).toBe('channel-change-decided');
    expect((await viewOf(channel)).change.state).toBe('declined');
  });
});

describe('a further number of one administrator', () => {
  it('counts as the hospital’s account only when another let it; numbers go at once', async () => {
    const channel = await stage.sepay();
    const path = 'PUT /v1/payment-channels/{channel}/virtual-accounts';
    const set = async (...virtualAccounts: string[]) =>
      (await stage.request(path, { channel, virtualAccounts }, first)).body;
    expect(await set('VA1', 'VA2')).toMatchObject({ state: 'awaiting' });
    expect((await viewOf(channel)).virtualAccounts).toBeUndefined();
    expect((await viewOf(channel)).change).toMatchObject({ what: 'accounts', virtualAccounts: ['VA1', 'VA2'] });
    await stage.letChannel(channel);
    expect((await viewOf(channel)).virtualAccounts).toEqual(['VA1', 'VA2']);
    expect(await set('VA2')).toEqual({ channel, virtualAccounts: ['VA2'], state: 'in-force' });
  });
});
