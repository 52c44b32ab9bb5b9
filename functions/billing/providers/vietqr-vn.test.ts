import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { dong } from '../../../shared/kernel/money.ts';
import { checkToken, issueToken } from './token.ts';
import { checkBasic, readVietQrVnNotice, refundChecksum, vietQrVnReplies } from './vietqr-vn.ts';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;
const clients = [
  { username: 'dn-hospital', password: 'pa:ss:word' },
  { username: 'dn-hospital', password: 'next' },
];

describe('a token request of VietQR.vn', () => {
  it('is believed for each client, with the password behind the first colon', () => {
    expect(checkBasic(basic('dn-hospital:pa:ss:word'), clients)).toEqual({ ok: true, username: 'dn-hospital' });
    expect(checkBasic(basic('dn-hospital:next'), clients).ok).toBe(true);
  });

  it.each([
    [undefined, 'header-missing'],
    ['', 'header-malformed'],
    ['Bearer abc', 'header-malformed'],
    ['Basic ***', 'header-malformed'],
    [basic('no colon'), 'header-malformed'],
    [basic(':next'), 'header-malformed'],
    [basic('dn-hospital:pa'), 'client-unknown'],
    [basic('dn-hospital:'), 'client-unknown'],
    [basic('other:next'), 'client-unknown'],
  ])('is not believed with %s', (authorization, reason) => {
    expect(checkBasic(authorization, clients)).toEqual({ ok: false, reason });
  });

  it('is not believed for a client without a password', () => {
    expect(checkBasic(basic('a:'), [{ username: 'a', password: '' }]).ok).toBe(false);
  });
});

const now = new Date('2026-11-24T02:00:00.000Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const [secret, next] = ['a'.repeat(64), 'b'.repeat(64)];
const terms = { secrets: [secret], audience: 'path-1', now };

describe('a token for VietQR.vn', () => {
  it('opens its own address for 300 seconds', async () => {
    const { access_token, token_type, expires_in } = await issueToken('dn-hospital', terms);
    expect({ token_type, expires_in }).toEqual({ token_type: 'Bearer', expires_in: 300 });
    const check = (seconds: number) => checkToken(`Bearer ${access_token}`, { ...terms, now: later(seconds) });
    expect(await check(299)).toEqual({ ok: true });
    expect(await check(300)).toEqual({ ok: false, reason: 'token-expired' });
  });

  it('opens no other address, and none under another secret', async () => {
    const authorization = `Bearer ${(await issueToken('dn-hospital', terms)).access_token}`;
    expect(await checkToken(authorization, { ...terms, audience: 'path-2' })).toEqual({
      ok: false,
      reason: 'token-wrong',
    });
    expect(await checkToken(authorization, { ...terms, secrets: [next] })).toEqual({
      ok: false,
      reason: 'token-wrong',
    });
    expect(await checkToken(authorization, { ...terms, secrets: [next, secret] })).toEqual({ ok: true });
  });

  it('opens nothing when it is missing, malformed, changed, or signed by another algorithm or not at all', async () => {
    const { access_token } = await issueToken('dn-hospital', terms);
    const [head = '', body = '', signature = ''] = access_token.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const weaker = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('x')
      .setAudience('path-1')
      .setExpirationTime(later(99))
      .sign(new TextEncoder().encode(secret));
    const endless = await new SignJWT()
      .setProtectedHeader({ alg: 'HS512' })
      .setSubject('x')
      .setAudience('path-1')
      .sign(new TextEncoder().encode(secret));
    const tokens = [
      undefined,
      'Bearer',
      access_token,
      `Bearer ${head}.${body}`,
      `Bearer ${head}.${body}x.${signature}`,
      `Bearer ${none}.${body}.`,
      `Bearer ${weaker}`,
      `Bearer ${endless}`,
    ];
    for (const token of tokens) expect((await checkToken(token, terms)).ok).toBe(false);
  });

  it('is not made, nor believed, with a secret shorter than its hash', async () => {
    await expect(issueToken('x', { ...terms, secrets: ['short'] })).rejects.toThrow(RangeError);
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS512' })
      .setSubject('x')
      .setAudience('path-1')
      .setExpirationTime(later(99))
      .sign(new TextEncoder().encode('short'));
    expect((await checkToken(`Bearer ${token}`, { ...terms, secrets: ['short'] })).ok).toBe(false);
  });
});

const aBody = (more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    bankaccount: '31410001234567',
    amount: 50_000,
    transType: 'C',
    content: 'DN0123456789A',
    transactionid: 'T1',
    transactiontime: 1_795_486_811_000,
    referencenumber: 'FT1',
    orderId: 'HD1',
    ...more,
  });
const expected = {
  provider: 'vietqr-vn',
  providerId: 'T1',
  bankRef: 'FT1',
  account: '31410001234567',
  amount: 50_000,
  direction: 'in',
  content: 'DN0123456789A',
  code: 'HD1',
  at: new Date(1_795_486_811_000),
};

describe('the notice in a transaction-sync call', () => {
  it('carries the money under either spelling of its fields, numbers as numbers or as digits', () => {
    const camel = JSON.stringify({
      bankAccount: '31410001234567',
      amount: '50000',
      transType: 'C',
      content: 'DN0123456789A',
      transactionId: 'T1',
      transactionTime: '1795486811000',
      referenceNumber: 'FT1',
      orderId: 'HD1',
    });
    expect(readVietQrVnNotice(aBody())).toEqual({ ok: true, notice: expected });
    expect(readVietQrVnNotice(camel)).toEqual({ ok: true, notice: expected });
  });

  it('is known by its bank reference, and tells money that leaves', () => {
    const read = readVietQrVnNotice(aBody({ transType: 'D', orderId: '' }));
    expect(read.ok && read.notice.bankRef).toBe('FT1');
    expect(read.ok && [read.notice.direction, read.notice.code]).toEqual(['out', undefined]);
  });

  it('cannot be read when two spellings of one field differ', () => {
    expect(readVietQrVnNotice(aBody({ bankAccount: '999' }))).toEqual({
      ok: false,
      reason: 'bad-field',
      field: 'bankaccount',
    });
    expect(readVietQrVnNotice(aBody({ bankAccount: '31410001234567' })).ok).toBe(true);
  });

  it.each([
    ['amount', 0],
    ['amount', '1,000'],
    ['amount', 1.5],
    ['transtype', undefined],
    ['transactiontime', '2026-11-24 09:00:00'],
    ['transactiontime', 1_795_486_811],
    ['referencenumber', ''],
    ['transactionid', undefined],
    ['bankaccount', {}],
  ])('cannot be read when its %s is %j', (field, value) => {
    const name = field === 'transtype' ? 'transType' : field;
    expect(readVietQrVnNotice(aBody({ [name]: value }))).toEqual({ ok: false, reason: 'bad-field', field });
  });

  it('cannot be read when the body is no JSON object', () => {
    for (const body of ['', '{', 'null', '[]', '"x"']) expect(readVietQrVnNotice(body).ok).toBe(false);
  });
});

describe('talking to VietQR.vn', () => {
  it('answers a stored movement with our id of it', () => {
    expect(vietQrVnReplies.done('P1')).toMatchObject({
      status: 200,
      body: { error: false, object: { reftransactionid: 'P1' } },
    });
  });

  it('signs a refund as their page computes it', () => {
    expect(
      refundChecksum('sk-test-1', {
        referenceNumber: 'FT26328551122',
        amount: dong(3_475_500),
        bankAccount: '31410001234567',
      }),
    ).toBe('c1aa0b03916d9adae8ee6cd3db0e94a7');
  });
});
