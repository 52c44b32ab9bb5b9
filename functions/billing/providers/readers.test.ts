import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCassoNotice, verifyCasso } from './casso.ts';
import { readMomoNotice, verifyMomo } from './momo.ts';
import { readPayosNotice, verifyPayos } from './payos.ts';
import { readSepayNotice } from './sepay.ts';
import { readSignedBankNotice, verifySignedBank } from './signed-bank.ts';
import { readVnpayNotice, verifyVnpay } from './vnpay.ts';
import { readZalopayNotice, verifyZalopay } from './zalopay.ts';

const now = new Date('2026-11-24T02:00:00.000Z');
const json = JSON.stringify;
const hmac = (algorithm: string, text: string, key: string): string =>
  createHmac(algorithm, key).update(text).digest('hex');

const casso = (more: object = {}) =>
  readCassoNotice(
    json({ data: { id: 1, reference: 'FT1', description: 'x', amount: 5, accountNumber: '1', ...more } }),
    now,
  );
const payos = (more: object = {}) =>
  readPayosNotice(
    json({
      data: {
        orderCode: 7,
        amount: 5,
        description: 'x',
        accountNumber: '1',
        reference: 'FT1',
        paymentLinkId: 'l',
        ...more,
      },
    }),
    now,
  );
const sepay = (more: object = {}) =>
  readSepayNotice(
    json({
      id: 1,
      referenceCode: 'FT1',
      accountNumber: '1',
      content: 'x',
      transferType: 'in',
      transferAmount: 5,
      ...more,
    }),
    now,
  );
const vnpayQuery = {
  vnp_TxnRef: 'VP1',
  vnp_TransactionNo: '14',
  vnp_Amount: '500',
  vnp_OrderInfo: 'x',
  vnp_TmnCode: 'T',
  vnp_ResponseCode: '00',
  vnp_TransactionStatus: '00',
};
const momoFields = {
  partnerCode: 'M',
  orderId: 'VP1',
  requestId: 'r',
  amount: 5,
  orderInfo: 'x',
  orderType: 'momo_wallet',
  transId: 4,
  resultCode: 0,
  message: 'm',
  payType: 'qr',
  responseTime: now.getTime(),
  extraData: '',
};
const momo = (more: object = {}) => readMomoNotice(json({ ...momoFields, ...more }), now);
const zalopay = (more: object = {}) =>
  readZalopayNotice(
    json({ data: json({ app_id: 1, app_trans_id: '261124_VP1', zp_trans_id: 9, amount: 5, ...more }), mac: '' }),
    now,
  );
const bank = (more: object = {}) =>
  readSignedBankNotice(
    json({
      reference: 'FT1',
      account: '1',
      amount: 5,
      direction: 'in',
      content: 'x',
      at: '2026-11-24T09:00:00+07:00',
      ...more,
    }),
  );

describe('an amount', () => {
  it('may come as digits, with the decimals that the dong does not have, from every provider', () => {
    for (const amount of ['5', ' 5 ', '5.0', '5.00']) {
      for (const read of [
        casso({ amount }),
        payos({ amount }),
        sepay({ transferAmount: amount }),
        momo({ amount }),
        zalopay({ amount }),
        bank({ amount }),
      ])
        expect(read, amount).toMatchObject({ ok: true, notice: { amount: 5 } });
    }
  });
  it('that is no whole number of dong above zero is unreadable from every provider', () => {
    for (const amount of [0, 5.5, '5.5', '', 'many', null, true, 1e15, '5,000', [5]]) {
      for (const read of [
        casso({ amount }),
        payos({ amount }),
        sepay({ transferAmount: amount }),
        momo({ amount }),
        zalopay({ amount }),
        bank({ amount }),
      ])
        expect(read, String(amount)).toMatchObject({ ok: false, reason: 'bad-field' });
    }
    for (const amount of [-5, '-5'])
      for (const read of [payos({ amount }), sepay({ transferAmount: amount }), momo({ amount }), zalopay({ amount })])
        expect(read.ok, String(amount)).toBe(false);
  });
  it('below zero is money that left, at Casso', () => {
    for (const amount of [-5, '-5'])
      expect(casso({ amount })).toMatchObject({ ok: true, notice: { amount: 5, direction: 'out' } });
  });
  it('of VNPAY is in hundredths, whole dong only', () => {
    expect(readVnpayNotice(vnpayQuery, now)).toMatchObject({ ok: true, notice: { amount: 5 } });
    for (const vnp_Amount of ['550', '0', '000', '5', '-500', '5e2', ''])
      expect(readVnpayNotice({ ...vnpayQuery, vnp_Amount }, now).ok, vnp_Amount).toBe(false);
  });
});

describe('a time', () => {
  it('in local text without zone is of Viet Nam', () => {
    const local = { transactionDateTime: '2026-11-24 09:15:07', transactionDate: '2026-11-24 09:15:07' };
    const at = new Date('2026-11-24T02:15:07.000Z');
    for (const read of [casso(local), payos(local), sepay(local)]) expect(read).toMatchObject({ notice: { at } });
    expect(readVnpayNotice({ ...vnpayQuery, vnp_PayDate: '20261124091507' }, now)).toMatchObject({ notice: { at } });
  });
  it('in another form costs no money: it counts as of its arrival', () => {
    for (const odd of ['yesterday', '2026-02-30 09:00:00', null, 12, '', '0'.repeat(13)]) {
      for (const read of [
        casso({ transactionDateTime: odd }),
        payos({ transactionDateTime: odd }),
        sepay({ transactionDate: odd }),
        momo({ responseTime: odd }),
        zalopay({ server_time: odd }),
      ])
        expect(read, String(odd)).toMatchObject({ ok: true, notice: { at: now } });
    }
    expect(momo({ responseTime: String(now.getTime() - 1000) })).toMatchObject({
      notice: { at: new Date(now.getTime() - 1000) },
    });
  });
});

describe('a gateway', () => {
  it('paid only with 00 and 00 at VNPAY', () => {
    for (const code of ['01', '02', '04', '07', '24', '97', '99']) {
      for (const more of [{ vnp_ResponseCode: code }, { vnp_TransactionStatus: code }])
        expect(readVnpayNotice({ ...vnpayQuery, ...more }, now), code).toMatchObject({ ok: true, paid: false });
    }
    expect(readVnpayNotice(vnpayQuery, now)).toMatchObject({ ok: true, paid: true });
  });
  it('paid only with result 0 at MoMo, as a number or as a digit', () => {
    for (const resultCode of [1, 9000, 1006, -1, '9000']) expect(momo({ resultCode })).toMatchObject({ paid: false });
    for (const resultCode of [0, '0']) expect(momo({ resultCode })).toMatchObject({ ok: true, paid: true });
  });
});

describe('a call without its proof', () => {
  it('is not believed: a header, a signature or the secret is missing, or it is of another form', () => {
    const body = json({ data: {} });
    for (const header of [undefined, '', 't=1', 'v1=00', `t=1,v1=${'0'.repeat(64)}`, `t=x,v1=${'0'.repeat(128)}`])
      expect(verifyCasso({ 'x-casso-signature': header }, body, ['k'], now).ok, `${header}`).toBe(false);
    for (const signature of [undefined, '', null, 5, '0'.repeat(63), 'z'.repeat(64)])
      expect(verifyPayos(json({ data: {}, signature }), ['k']).ok, `${signature}`).toBe(false);
    expect(verifyVnpay(vnpayQuery, ['k']).ok).toBe(false);
    expect(verifyMomo(json(momoFields), { accessKey: 'A', secrets: ['k'] }).ok).toBe(false);
    expect(verifyZalopay(json({ data: '{}' }), ['k']).ok).toBe(false);
    expect(verifySignedBank({}, Buffer.from('{}'), ['k'], now).ok).toBe(false);
    for (const text of ['', 'null', '[]', '"x"', '{']) {
      expect(verifyPayos(text, ['k']).ok).toBe(false);
      expect(verifyMomo(text, { accessKey: 'A', secrets: ['k'] }).ok).toBe(false);
      expect(verifyZalopay(text, ['k']).ok).toBe(false);
    }
    const signed = hmac('sha512', 'a=b', '');
    expect(verifyVnpay({ a: 'b', vnp_SecureHash: signed }, ['']).ok).toBe(false);
  });
  it('is believed under either of two secrets while one replaces the other, and under no third', () => {
    const text = json({ data: { a: 1 } });
    const stamp = String(now.getTime());
    const of = (key: string) => ({ 'X-Casso-Signature': `t=${stamp},v1=${hmac('sha512', `${stamp}.${text}`, key)}` });
    expect(['new', 'old', 'older'].map((key) => verifyCasso(of(key), text, ['new', 'old'], now).ok)).toEqual([
      true,
      true,
      false,
    ]);
    const payosOf = (key: string) => json({ data: { a: 1 }, signature: hmac('sha256', 'a=1', key) });
    expect(['new', 'old', 'older'].map((key) => verifyPayos(payosOf(key), ['new', 'old']).ok)).toEqual([
      true,
      true,
      false,
    ]);
    const zaloOf = (key: string) => json({ data: '{}', mac: hmac('sha256', '{}', key).toUpperCase() });
    expect(['new', 'old', 'older'].map((key) => verifyZalopay(zaloOf(key), ['new', 'old']).ok)).toEqual([
      true,
      true,
      false,
    ]);
    const vnpayOf = (key: string) => ({ a: 'b c', vnp_SecureHash: hmac('sha512', 'a=b+c', key) });
    expect(['new', 'old', 'older'].map((key) => verifyVnpay(vnpayOf(key), ['new', 'old']).ok)).toEqual([
      true,
      true,
      false,
    ]);
  });
  it('of Casso is believed for five minutes of its time in milliseconds, before and behind', () => {
    const text = json({ data: { a: 1 } });
    const at = (ms: number) => {
      const stamp = String(now.getTime() + ms);
      const header = `t=${stamp},v1=${hmac('sha512', `${stamp}.${text}`, 'k')}`;
      return verifyCasso({ 'x-casso-signature': header }, text, ['k'], now).ok;
    };
    expect([-300_001, -300_000, 0, 300_000, 300_001].map(at)).toEqual([false, true, true, true, false]);
  });
});
