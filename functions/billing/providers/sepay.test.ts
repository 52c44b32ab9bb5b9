import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSepayNotice, type SepayAccess, verifySepay } from './sepay.ts';

const now = new Date('2026-11-24T02:20:11.000Z');
const stamp = String(now.getTime() / 1000);
const rawBody = '{ "id": 1,\n "transferAmount": 50000 }';
const signed = (secret: string, body: string | Uint8Array = rawBody, at = stamp) => ({
  headers: {
    'x-sepay-timestamp': at,
    'x-sepay-signature': `sha256=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`,
  },
  rawBody: body,
});
const hmac = (...secrets: string[]): SepayAccess => ({ mode: 'hmac', secrets });
const apikey = (...secrets: string[]): SepayAccess => ({ mode: 'apikey', secrets });
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe('a signed call of SePay', () => {
  it('is believed for either of two secrets while one is replaced', () => {
    expect(verifySepay(signed('new'), hmac('new', 'old'), now)).toEqual({ ok: true });
    expect(verifySepay(signed('old'), hmac('new', 'old'), now)).toEqual({ ok: true });
    expect(verifySepay(signed('older'), hmac('new', 'old'), now)).toEqual({ ok: false, reason: 'signature-wrong' });
  });

  it('is believed over the bytes as they came, in hex of either case, under headers of any case', () => {
    const call = signed('s', new TextEncoder().encode('{"content":"viện phí"}'));
    const headers = {
      'X-SePay-Timestamp': stamp,
      'X-SePay-Signature': call.headers['x-sepay-signature'].toUpperCase().replace('SHA256', 'sha256'),
    };
    expect(verifySepay({ headers, rawBody: call.rawBody }, hmac('s'), now)).toEqual({ ok: true });
    expect(verifySepay({ ...signed('s'), rawBody: '{"id":1,"transferAmount":50000}' }, hmac('s'), now).ok).toBe(false);
  });

  it('is believed within 300 seconds of its stamp, before and behind, and not a second longer', () => {
    expect([-301, -300, 300, 301].map((seconds) => verifySepay(signed('s'), hmac('s'), later(seconds)).ok)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['its stamp is missing', { 'x-sepay-timestamp': undefined }, 'header-missing'],
    ['its signature is missing', { 'x-sepay-signature': undefined }, 'header-missing'],
    ['its signature is shorter than one', { 'x-sepay-signature': 'sha256=abcd' }, 'header-malformed'],
    ['its signature names no algorithm', { 'x-sepay-signature': 'a'.repeat(64) }, 'header-malformed'],
    ['its stamp is no number', { 'x-sepay-timestamp': '1e9' }, 'header-malformed'],
    ['its stamp is another than the signed one', { 'x-sepay-timestamp': String(Number(stamp) + 1) }, 'signature-wrong'],
  ])('is not believed when %s', (_what, headers, reason) => {
    const call = signed('s');
    expect(verifySepay({ ...call, headers: { ...call.headers, ...headers } }, hmac('s'), now)).toEqual({
      ok: false,
      reason,
    });
  });

  it('is not believed when the hospital has set no secret, or an empty one', () => {
    expect(verifySepay(signed(''), hmac(), now)).toEqual({ ok: false, reason: 'no-secret' });
    expect(verifySepay(signed(''), hmac(''), now)).toEqual({ ok: false, reason: 'no-secret' });
  });
});

describe('a call of SePay with a key', () => {
  const call = (authorization?: string) =>
    verifySepay({ headers: { authorization }, rawBody }, apikey('K-1', 'K-2'), now);

  it('is believed for each key of the hospital', () => {
    expect([call('Apikey K-1'), call('apikey K-2')]).toEqual([{ ok: true }, { ok: true }]);
  });

  it('is not believed without a key, with another key, or under another scheme', () => {
    expect([call(), call('Apikey K-3'), call('Apikey '), call('Bearer K-1')].map((result) => result.ok)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('is not believed for its key when the hospital asked for signatures', () => {
    expect(verifySepay({ headers: { authorization: 'Apikey s' }, rawBody }, hmac('s'), now).ok).toBe(false);
  });
});

const aBody = (more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    gateway: 'Vietcombank',
    transactionDate: '2026-11-24 09:20:11',
    accountNumber: '0121000456789',
    subAccount: null,
    code: null,
    content: 'DN0123456789A vien phi',
    transferType: 'in',
    transferAmount: 1_250_000,
    referenceCode: 'MBVCB.3278907687',
    accumulated: 19_077_000,
    id: 92_704,
    ...more,
  });

describe('the notice in a call of SePay', () => {
  it('carries the money, its bank reference and the instant in Viet Nam', () => {
    const read = readSepayNotice(aBody(), later(99));
    expect(read).toEqual({
      ok: true,
      notice: {
        provider: 'sepay',
        providerId: '92704',
        bankRef: 'MBVCB.3278907687',
        account: '0121000456789',
        amount: 1_250_000,
        direction: 'in',
        content: 'DN0123456789A vien phi',
        at: new Date('2026-11-24T02:20:11.000Z'),
      },
    });
  });

  it('carries a code when SePay gives one, and the direction of money that leaves; a virtual account is not used', () => {
    expect(readSepayNotice(aBody({ subAccount: 'VA01', code: 'HD1', transferType: 'out' }), now)).toMatchObject({
      notice: { code: 'HD1', direction: 'out' },
    });
  });

  it('counts as of its arrival when it has no date, and may have no content', () => {
    expect(readSepayNotice(aBody({ transactionDate: undefined, content: undefined }), now)).toMatchObject({
      notice: { at: now, content: '' },
    });
  });

  it.each([
    ['id', null],
    ['id', -1],
    ['id', 2 ** 60],
    ['accountNumber', ' '],
    ['transferType', 'sideways'],
    ['transferAmount', 0],
    ['transferAmount', -5],
    ['transferAmount', 0.5],
    ['transferAmount', '1.5'],
    ['transferAmount', 1e14],
    ['transferAmount', null],
    ['content', 5],
  ])('cannot be read when its %s is %j', (field, value) => {
    expect(readSepayNotice(aBody({ [field]: value }), now)).toEqual({ ok: false, reason: 'bad-field', field });
  });

  it('is named by the id of SePay when the bank gave no reference', () => {
    for (const referenceCode of ['', null, undefined]) {
      expect(readSepayNotice(aBody({ referenceCode, id: 92704 }), now)).toMatchObject({
        notice: { bankRef: 'SEPAY-92704' },
      });
    }
  });
  it.each([
    ['transferType', ' IN ', { direction: 'in' }],
    ['transferAmount', ' 1250000.00', { amount: 1_250_000 }],
    ['transactionDate', '24/11/2026', { at: now }],
    ['content', 'x'.repeat(1001), { content: 'x'.repeat(1000) }],
  ])('is read though its %s is written as %j', (field, value, notice) => {
    expect(readSepayNotice(aBody({ [field]: value }), now)).toMatchObject({ ok: true, notice });
  });

  it('cannot be read when the body is no JSON object', () => {
    expect(readSepayNotice('{', now)).toEqual({ ok: false, reason: 'not-json' });
    for (const body of ['', 'null', '[]', '5']) expect(readSepayNotice(body, now).ok).toBe(false);
  });
});
