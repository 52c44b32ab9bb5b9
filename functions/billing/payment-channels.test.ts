import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorldSource } from '../../shared/ports/source.ts';
import { deliver } from '../../shared/runtime/deliver.ts';
import { reactionsOf } from '../../shared/runtime/house.ts';
import { type BillingStage, openBillingStage, vietqrClient } from '../../test/billing-stage.ts';
import { openStage } from '../../test/stage.ts';
import { secretAge } from './channel-age.ts';
import { isAllowedFrom } from './channel-sources.ts';
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
    ['tokens and no client that fetches them', { provider: 'sepay', mode: 'oauth2', secret }],
    ['a client where no token is fetched', { provider: 'sepay', mode: 'apikey', clientId: 'SEPAY1', secret }],
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
    const change = async (to: string) => {
      await stage.request(rotate, { channel, secret: to }, { as: 'admin' });
      await stage.letChannel(channel);
      return stage.request(rotate, { channel, secret: to }, { as: 'admin' });
    };
    const works = async (with_: string) => (await stage.call(channel, stage.bodyOf(notice), with_)).status;
    expect((await change('second-secret-16')).body).toEqual({ channel, liveSecrets: 2, state: 'in-force' });
    expect([await works(secret), await works('second-secret-16')]).toEqual([200, 200]);
    // Sent twice, as a PUT may be: the older one must survive it.
    expect((await change('second-secret-16')).body).toEqual({ channel, liveSecrets: 2, state: 'in-force' });
    expect(await works(secret)).toBe(200);
    expect((await change('third-secret-016')).body).toEqual({ channel, liveSecrets: 2, state: 'in-force' });
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

/** Everything an administrator may do with a channel. */
const toAdmin = { as: 'admin' } as const;
const listed = async () => (await stage.request('GET /v1/payment-channels', {}, toAdmin)).body.items;
const handover = (channel: string) =>
  stage.request('PUT /v1/payment-channels/{channel}/secret-handover', { channel }, toAdmin);
const renew = (channel: string, more: object = {}) =>
  stage.request('POST /v1/payment-channels/{channel}/rotation', { channel, ...more }, toAdmin);
/** One administrator has a secret made, another lets it. */
const renewed = async (channel: string, more: object = {}) => {
  const asked = await renew(channel, more);
  await stage.letChannel(channel);
  return asked;
};
const close = (channel: string) => stage.request('POST /v1/payment-channels/{channel}/closing', { channel }, toAdmin);
const requestedChannel = async (): Promise<string> =>
  (await listed()).find((one: { awaitsHandover: boolean }) => one.awaitsHandover).channel;
const notice = { amount: 1_000, content: 'x' };
const calls = async (channel: string, by: string) => (await stage.call(channel, stage.bodyOf(notice), by)).status;

describe('a new hospital', () => {
  it('gets a channel of its own, tried without posting anything, and announced', async () => {
    const tested = stage.named('billing.channels-tested');
    expect(tested.map(({ tenant, data }) => [tenant, data])).toEqual([
      ['long-khanh', { channels: 1 }],
      ['thong-nhat', { channels: 1 }],
    ]);
    expect(await listed()).toMatchObject([
      { provider: 'sepay', state: 'open', awaitsHandover: true, liveSecrets: 1, secretDays: 0, due: false },
    ]);
    expect((await stage.books()).bank).toEqual([]);
  });
  it('gets no second one when it is requested again, and announces the one it has', async () => {
    const before = await listed();
    await stage.admit('long-khanh');
    expect(await listed()).toEqual(before);
    expect(stage.named('billing.channels-tested').map(({ data }) => data)).toEqual([
      { channels: 1 },
      { channels: 1 },
      { channels: 1 },
    ]);
  });
  it('gets one for each provider that it named', async () => {
    await stage.admit('long-khanh', ['sepay', 'vietqr-vn', 'sepay']);
    expect((await listed()).map((one: { provider: string }) => one.provider).toSorted()).toEqual([
      'sepay',
      'vietqr-vn',
    ]);
    expect(stage.named('billing.channels-tested').at(-1)?.data).toEqual({ channels: 2 });
  });
  it('gets another address and secret than its neighbour, and neither stands in an event or open in the store', async () => {
    const channel = await requestedChannel();
    const { secret } = (await handover(channel)).body;
    const asNeighbour = { as: 'admin', hospital: 'thong-nhat' } as const;
    const other = (await stage.request('GET /v1/payment-channels', {}, asNeighbour)).body.items[0].channel;
    expect(other).not.toBe(channel);
    expect(JSON.stringify(stage.events())).not.toContain(secret);
    expect(JSON.stringify(stage.stored('billing'))).not.toContain(secret);
    expect(await calls(other, secret)).toBe(401);
  });
  it('waits until its keys work', async () => {
    const own = openStage({ contexts: [billing] });
    const [placed] = reactionsOf([billing]).filter(({ name }) => name === 'openRequestedChannels');
    const [requested] = stage.named('tenants.hospital-requested');
    if (!placed || !requested) throw new Error('nobody was requested');
    const digest = () => Promise.reject(new Error('no such key yet'));
    const ports: WorldSource['ports'] = async (tenant, context) => {
      const made = await own.embedded.ports(tenant, context);
      return { ...made, keys: { ...made.keys, digest } };
    };
    const keyless = { ...own.house, source: { ...own.embedded, ports } };
    await expect(deliver(keyless, placed, requested)).rejects.toThrow('no such key yet');
    expect(own.stored('billing')).toEqual([]);
    expect(await deliver(own.house, placed, requested)).toBe('handled');
    expect(own.events().map(({ name }) => name)).toEqual(['billing.channels-tested']);
    await own.close();
  });
});

describe('a generated secret', () => {
  it('is shown once, opens the channel, and is never shown again', async () => {
    const channel = await requestedChannel();
    const shown = await handover(channel);
    expect(shown).toMatchObject({ status: 200, body: { callbacks: { notify: `/callbacks/sepay/${channel}` } } });
    expect(shown.body.secret).toMatch(/^[\w-]{43}$/);
    expect(await calls(channel, shown.body.secret)).toBe(200);
    expect(await handover(channel)).toMatchObject({ status: 409, body: { code: 'secret-handed-over' } });
    expect(await listed()).toMatchObject([{ awaitsHandover: false }]);
  });
  it('is not shown where an administrator brought it', async () => {
    expect((await handover(await stage.sepay())).status).toBe(409);
  });
  it('comes with the name that VietQR.vn has to show with it', async () => {
    await stage.admit('long-khanh', ['vietqr-vn']);
    const channel = (await listed()).find((one: { provider: string }) => one.provider === 'vietqr-vn').channel;
    expect((await handover(channel)).body).toMatchObject({ username: 'vietqr-long-khanh', provider: 'vietqr-vn' });
  });
  it('is renewed beside the one in use, which lives on until the next change', async () => {
    const channel = await requestedChannel();
    const first = (await handover(channel)).body.secret;
    expect((await renewed(channel)).body).toEqual({ channel, liveSecrets: 1, state: 'awaiting' });
    const second = (await handover(channel)).body.secret;
    expect([await calls(channel, first), await calls(channel, second)]).toEqual([200, 200]);
    await renewed(channel);
    const third = (await handover(channel)).body.secret;
    expect([await calls(channel, first), await calls(channel, second), await calls(channel, third)]).toEqual([
      401, 200, 200,
    ]);
  });
  it('that was lost, or that nobody saw, gives way to the next without ending the one in use', async () => {
    const channel = await requestedChannel();
    const first = (await handover(channel)).body.secret;
    await renewed(channel);
    await renewed(channel);
    const lost = (await handover(channel)).body.secret;
    await renewed(channel, { lost: true });
    const found = (await handover(channel)).body.secret;
    expect([await calls(channel, first), await calls(channel, lost), await calls(channel, found)]).toEqual([
      200, 401, 200,
    ]);
  });
  it('can be neither shown nor renewed from another hospital', async () => {
    const channel = await requestedChannel();
    const asNeighbour = { as: 'admin', hospital: 'thong-nhat' } as const;
    for (const route of [
      'PUT /v1/payment-channels/{channel}/secret-handover',
      'POST /v1/payment-channels/{channel}/rotation',
      'POST /v1/payment-channels/{channel}/closing',
    ]) {
      expect((await stage.request(route, { channel }, asNeighbour)).status, route).toBe(404);
    }
    expect((await handover(channel)).status).toBe(200);
  });
});

describe('a closed channel', () => {
  it('takes no call, counts those that come, and keeps no secret', async () => {
    const channel = await requestedChannel();
    const { secret } = (await handover(channel)).body;
    const closed = await close(channel);
    expect(closed).toMatchObject({ status: 200, body: { channel } });
    expect(await calls(channel, secret)).toBe(401);
    expect((await stage.books()).bank).toEqual([]);
    expect(await listed()).toMatchObject([{ state: 'closed', liveSecrets: 0, refusedToday: 1, due: false }]);
    expect((await close(channel)).body).toEqual(closed.body);
  });
  it('gets no other secret and no other sources', async () => {
    const channel = await requestedChannel();
    await close(channel);
    const refused = { status: 409, body: { code: 'channel-closed' } };
    expect(await handover(channel)).toMatchObject(refused);
    expect(await renew(channel)).toMatchObject(refused);
    expect(await stage.request(rotate, { channel, secret: 'second-secret-16' }, toAdmin)).toMatchObject(refused);
    expect(await stage.request(sources, { channel, allowFrom: null }, toAdmin)).toMatchObject(refused);
  });
  it('of VietQR.vn gives no token and takes no token that it gave', async () => {
    const channel = await stage.vietqr();
    const token = (await stage.vietqrToken(channel)).body.access_token;
    await close(channel);
    expect((await stage.sync(channel, { ...notice, token })).status).toBe(401);
    expect((await stage.vietqrToken(channel)).status).toBe(401);
  });
  it('is left closed when the hospital is requested again', async () => {
    await close(await requestedChannel());
    await stage.admit('long-khanh');
    expect(await listed()).toMatchObject([{ state: 'closed' }]);
    expect(stage.named('billing.channels-tested').at(-1)?.data).toEqual({ channels: 0 });
  });
});

const sources = 'PUT /v1/payment-channels/{channel}/sources';
describe('a channel with named networks', () => {
  const from = (sourceIp: string) => ({ requestContext: { http: { sourceIp } } });
  it('takes a proven call from there only, and counts the others', async () => {
    const channel = await stage.sepay();
    const asked = { channel, allowFrom: ['203.0.113.0/28', '2001:db8:5::/48'] };
    expect((await stage.request(sources, asked, toAdmin)).body).toEqual({ ...asked, state: 'in-force' });
    const statusFrom = async (ip: string) => (await stage.call(channel, stage.bodyOf(notice), secret, from(ip))).status;
    expect([await statusFrom('203.0.113.7'), await statusFrom('2001:db8:5::1')]).toEqual([200, 200]);
    expect([await statusFrom('203.0.113.16'), await statusFrom('2001:db8:6::1')]).toEqual([401, 401]);
    // An address that nobody knows is none of the named.
    expect(await calls(channel, secret)).toBe(401);
    expect((await listed()).find((one: { channel: string }) => one.channel === channel)).toMatchObject({
      refusedToday: 3,
      refusedInWeek: 3,
      allowFrom: asked.allowFrom,
    });
    await stage.request(sources, { channel, allowFrom: null }, toAdmin);
    await stage.letChannel(channel);
    expect(await calls(channel, secret)).toBe(200);
  });
  it('is believed from more networks only when a second administrator lets it', async () => {
    const channel = await stage.sepay();
    const ofBank = '203.0.113.0/28';
    await stage.request(sources, { channel, allowFrom: [ofBank, '198.51.100.0/24'] }, toAdmin);
    expect((await stage.request(sources, { channel, allowFrom: [ofBank] }, toAdmin)).body.state).toBe('in-force');
    for (const allowFrom of [null, [ofBank, '192.0.2.0/24']]) {
      const asked = await stage.request(sources, { channel, allowFrom }, toAdmin);
      expect(asked.body).toEqual({ channel, allowFrom, state: 'awaiting' });
      const shown = (await listed()).find((one: { channel: string }) => one.channel === channel);
      expect(shown).toMatchObject({ allowFrom: [ofBank], change: { what: 'sources', state: 'requested', allowFrom } });
    }
    expect(await calls(channel, secret)).toBe(401);
    const version = (await listed()).find((one: { channel: string }) => one.channel === channel).change.version;
    const own = { channel, version, approve: true };
    expect(await stage.request('POST /v1/payment-channels/{channel}/decision', own, toAdmin)).toMatchObject({
      status: 403,
      body: { code: 'needs-another-person' },
    });
    await stage.letChannel(channel);
    const status = async (ip: string) => (await stage.call(channel, stage.bodyOf(notice), secret, from(ip))).status;
    expect([await status('192.0.2.7'), await status('198.51.100.7')]).toEqual([200, 401]);
  });
  it.each([[['203.0.113.0/33']], [['203.0.113.7']], [['bank.example']], [[]]])(
    'does not take %j for networks',
    async (allowFrom) => {
      const channel = await stage.sepay();
      expect((await stage.request(sources, { channel, allowFrom }, toAdmin)).status).toBe(400);
    },
  );
  it.each([
    ['198.51.100.7', ['198.51.100.7/32'], true],
    ['::ffff:198.51.100.7', ['198.51.100.0/24'], true],
    ['198.51.101.7', ['198.51.100.0/24'], false],
    ['2001:db8::9', ['2001:db8::/64', '198.51.100.0/24'], true],
    ['not an address', ['0.0.0.0/0'], false],
    ['', ['0.0.0.0/0'], false],
    [undefined, ['0.0.0.0/0'], false],
    [undefined, undefined, true],
  ])('finds %j within %j: %s', (ip, allowFrom, expected) => {
    expect(isAllowedFrom(ip, allowFrom)).toBe(expected);
  });
});

describe('a secret of 90 days', () => {
  const due = () => stage.named('billing.secret-due').filter(({ tenant }) => tenant === 'long-khanh');
  it('is announced as due once, shown as due, and young again when it is renewed', async () => {
    const channel = await requestedChannel();
    stage.setClock({ minutes: 89 * 1_440 });
    await stage.runSchedule('billing.secretsDue');
    expect(due()).toEqual([]);
    expect(await listed()).toMatchObject([{ secretDays: 89, rotateBy: '2027-02-22', due: false }]);
    stage.setClock({ minutes: 1_440 });
    await stage.runSchedule('billing.secretsDue');
    await stage.runSchedule('billing.secretsDue');
    stage.setClock({ minutes: 1_440 });
    await stage.runSchedule('billing.secretsDue');
    expect(due().map(({ data }) => data)).toEqual([{ channel, days: 90 }]);
    expect(await listed()).toMatchObject([{ secretDays: 91, due: true }]);
    await renewed(channel);
    expect(await listed()).toMatchObject([{ secretDays: 0, due: false }]);
    stage.setClock({ minutes: 90 * 1_440 });
    await stage.runSchedule('billing.secretsDue');
    expect(due()).toHaveLength(2);
  });
  it('is announced again after as long a time, and never for a closed channel', async () => {
    stage.setClock({ minutes: 100 * 1_440 });
    await stage.runSchedule('billing.secretsDue');
    stage.setClock({ minutes: 90 * 1_440 });
    await stage.runSchedule('billing.secretsDue');
    expect(due().map(({ data }) => (data as { days: number }).days)).toEqual([100, 190]);
    await close((await listed())[0].channel);
    stage.setClock({ minutes: 90 * 1_440 });
    await stage.runSchedule('billing.secretsDue');
    expect(due()).toHaveLength(2);
  });
  it('of unknown age counts as due', () => {
    const old = { channel: 'c', provider: 'sepay', mode: 'hmac', sealed: [] } as const;
    expect(secretAge(old, stage.now())).toEqual({ isDue: true });
  });
  it('shows refused calls of the last seven days only', async () => {
    const channel = await requestedChannel();
    await calls(channel, 'not the secret at all');
    stage.setClock({ minutes: 6 * 1_440 });
    await calls(channel, 'not the secret at all');
    expect(await listed()).toMatchObject([{ refusedToday: 1, refusedInWeek: 2 }]);
    stage.setClock({ minutes: 1_440 });
    expect(await listed()).toMatchObject([{ refusedToday: 0, refusedInWeek: 1 }]);
  });
});
