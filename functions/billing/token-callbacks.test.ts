import { afterEach, describe, expect, it } from 'vitest';
import {
  opened,
  openProviderStage,
  opens,
  refusals,
  replies,
  said,
  secret,
  send,
  stage,
  stored,
} from '../../test/provider-calls.ts';

afterEach(() => stage.close());

describe('VietQR.vn', () => {
  it.each([
    ['a wrong password', 'dn-hospital-01:wrong-password-xx', 'client-unknown'],
    ['no colon', 'dn-hospital-01', 'header-malformed'],
  ])('that asks for a token with %s gets none, and is audited', async (_, pair, code) => {
    const channel = await opened('vietqr-vn');
    const before = stored();
    const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
    const route = 'POST /callbacks/vietqr-vn/{channel}/api/token_generate';
    const reply = await send(channel, { route, headers, rawBody: '' });
    expect(said(reply)).toEqual(replies['vietqr-vn'].forged);
    expect(reply.text).not.toContain('access_token');
    expect(stored()).toEqual(before);
    expect(refusals(channel)).toEqual([{ door: 'billing.vietqrVnToken', code }]);
  });
});

describe('a token of VietQR.vn', () => {
  it('is good while its password is, and no longer when that was replaced twice', async () => {
    const channel = await opened('vietqr-vn');
    const { code, due } = await stage.billed('e-1');
    const token = String((await stage.vietqrToken(channel)).body.access_token);
    const reports = async (reference: string) =>
      (await stage.sync(channel, { amount: due, content: code, reference, token })).status;
    const rotate = async (to: string) => {
      await stage.request('PUT /v1/payment-channels/{channel}/secret', { channel, secret: to }, { as: 'admin' });
      await stage.letChannel(channel);
    };
    await rotate('second-secret-16');
    expect(await reports('FT-1')).toBe(200);
    await rotate('third-secret-16x');
    expect(await reports('FT-2')).toBe(401);
    expect((await stage.books()).bank).toHaveLength(1);
  });
});

describe('SePay', () => {
  const fetches = (channel: string, body: object) =>
    send(channel, { route: 'POST /callbacks/sepay/{channel}/token', rawBody: JSON.stringify(body) });
  const reports = async (channel: string, authorization: string, amount: number, content: string) =>
    said(
      await send(channel, {
        route: 'POST /callbacks/sepay/{channel}',
        headers: { authorization },
        rawBody: stage.bodyOf({ amount, content, reference: 'FT-1' }),
      }),
    );

  it('proves itself by a fixed key where the hospital chose that', async () => {
    await openProviderStage();
    const channel = await opens('sepay', 'long-khanh', { mode: 'apikey' });
    const { bill, code, due } = await stage.billed('e-1');
    expect(await reports(channel, 'Apikey another-key-of-nobody', due, code)).toEqual(replies.sepay.forged);
    expect(await reports(channel, `Bearer ${secret}`, due, code)).toEqual(replies.sepay.forged);
    expect(await reports(channel, `Apikey ${secret}`, due, code)).toEqual(replies.sepay.done);
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid' });
  });
  it('fetches a token for an hour and reports with it where the hospital chose that', async () => {
    await openProviderStage();
    const channel = await opens('sepay', 'long-khanh', { mode: 'oauth2', clientId: 'SEPAY1' });
    const { bill, code, due } = await stage.billed('e-1');
    const granted = await fetches(channel, { clientId: 'SEPAY1', clientSecret: secret });
    expect(said(granted)).toEqual([
      200,
      { data: { accessToken: expect.any(String), refreshToken: expect.any(String), expiredIn: 3600 } },
    ]);
    const token = `Bearer ${granted.body.data.accessToken}`;
    expect(await reports(channel, `Apikey ${secret}`, due, code)).toEqual(replies.sepay.forged);
    stage.setClock({ minutes: 59 });
    expect(await reports(channel, token, due, code)).toEqual(replies.sepay.done);
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due });
    stage.setClock({ minutes: 2 });
    expect(await reports(channel, token, due, code)).toEqual(replies.sepay.forged);
    expect(refusals(channel).map((one) => one.code)).toEqual(['header-malformed', 'token-expired']);
  });
  it.each([
    ['another secret', { clientId: 'SEPAY1', clientSecret: 'a-secret-of-a-stranger' }, 'client-unknown'],
    ['another client', { clientId: 'SEPAY2', clientSecret: secret }, 'client-unknown'],
    ['no secret', { clientId: 'SEPAY1' }, 'client-missing'],
  ])('gets no token with %s, which is audited', async (_, body, code) => {
    await openProviderStage();
    const channel = await opens('sepay', 'long-khanh', { mode: 'oauth2', clientId: 'SEPAY1' });
    const reply = await fetches(channel, body);
    expect(said(reply)).toEqual(replies.sepay.forged);
    expect(reply.text).not.toContain('accessToken');
    expect(refusals(channel)).toEqual([{ door: 'billing.sepayToken', code }]);
  });
  it('finds no address for tokens where it signs, and its tokens open no other hospital', async () => {
    const channel = await opened('sepay');
    expect((await fetches(channel, { clientId: 'SEPAY1', clientSecret: secret })).status).toBe(404);
    const oauth = { mode: 'oauth2', clientId: 'SEPAY1' };
    const here = await opens('sepay', 'long-khanh', oauth);
    const there = await opens('sepay', 'thong-nhat', oauth);
    const granted = await fetches(here, { clientId: 'SEPAY1', clientSecret: secret });
    expect(await reports(there, `Bearer ${granted.body.data.accessToken}`, 1_000, 'x')).toEqual(replies.sepay.forged);
  });
});
