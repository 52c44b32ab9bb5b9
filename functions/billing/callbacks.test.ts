import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';

let stage: BillingStage;
let channel: string;
beforeEach(async () => {
  stage = await openBillingStage();
  channel = await stage.sepay();
});
afterEach(() => stage.close());
const due = 110_000;

import { unsealRaw } from './raw-notice.ts';

describe('money that a bank reports', () => {
  it('finds its bill by a code that the bank has put in lower case among other words', async () => {
    const { bill, code } = await stage.billed('e-1');
    await stage.pay(channel, { amount: due, content: `IBFT.${code.toLowerCase()}-CT tu 0123 toi 0456` });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid' });
  });
  it('keeps the raw notice with the posting, under the hospital key', async () => {
    const rawBody = stage.bodyOf({ amount: 5_000, content: 'x', reference: 'FT-9' });
    await stage.call(channel, rawBody);
    const kept = stage.stored('billing').find((item) => item.pk === 'TRANSFER#FT-9');
    const value = JSON.parse(kept?.value ?? '{}');
    const { keys } = await stage.embedded.ports(stage.hospital, 'billing');
    expect((await unsealRaw(value.raw, keys)).toString()).toBe(rawBody);
    expect(value).toMatchObject({
      provider: 'sepay',
      bankTime: '2026-11-24T01:00:00.000Z',
    });
  });
});

describe('200 copies of one callback, 50 at a time', () => {
  it('make one journal entry and one receipt, and every reply is success', async () => {
    const { bill, code } = await stage.billed('e-1');
    const rawBody = stage.bodyOf({ amount: due, content: code, reference: 'FT-1' });
    for (let round = 0; round < 4; round++) {
      const replies = await Promise.all(Array.from({ length: 50 }, () => stage.call(channel, rawBody)));
      expect(replies.every((reply) => reply.status === 200 && reply.body.success === true)).toBe(true);
    }
    expect(await stage.bill(bill)).toMatchObject({
      state: 'paid',
      paid: due,
      receipts: [expect.stringMatching(/^QR[1-4]-2026-000001$/)],
    });
    expect(await stage.books()).toMatchObject({ total: 0, bank: [{ reference: 'FT-1', amount: due }], work: [] });
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
    expect(stage.named('billing.payment-received')).toHaveLength(1);
  });
});

describe('40 bills paid at once', () => {
  it('have 40 receipts in four series, each without a gap', async () => {
    const bills: { code: string; bill: string }[] = [];
    for (let n = 0; n < 40; n++) bills.push(await stage.billed(`e-${n}`));
    const replies = await Promise.all(bills.map(({ code }) => stage.pay(channel, { amount: due, content: code })));
    expect(replies.map((reply) => reply.status)).toEqual(bills.map(() => 200));
    const receipts: string[] = [];
    for (const { bill } of bills) receipts.push(...(await stage.bill(bill)).receipts);
    const series = Map.groupBy(receipts, (receipt) => receipt.slice(0, 3));
    expect(receipts).toHaveLength(40);
    expect([...series.keys()].every((name) => /^QR[1-4]$/.test(name))).toBe(true);
    for (const [name, numbers] of series)
      expect(numbers.sort()).toEqual(numbers.map((_, n) => `${name}-2026-${String(n + 1).padStart(6, '0')}`));
    // By chance all in one series: once in 4 to the 39th.
    expect(series.size).toBeGreaterThan(1);
  });
});

describe('the receipt series', () => {
  it('begins again with the Vietnamese year, and holds all receipts of a bill', async () => {
    const pay = async (encounter: string) => {
      const { bill, code } = await stage.billed(encounter);
      await stage.pay(channel, { amount: 40_000, content: code });
      await stage.pay(channel, { amount: due - 40_000, content: code });
      return (await stage.bill(bill)).receipts as string[];
    };
    stage.setClock('2026-12-31T16:59:00.000Z');
    const [first = '', second] = await pay('e-1');
    expect(first).toMatch(/^QR[1-4]-2026-000001$/);
    expect(second).toBe(first.replace(/1$/, '2'));
    stage.setClock('2026-12-31T17:00:00.000Z');
    const [next] = await pay('e-2');
    expect(next).toMatch(/^QR[1-4]-2027-000001$/);
  });
});

describe('a call that proves nothing', () => {
  it('with another signature changes nothing but a count', async () => {
    const { code } = await stage.billed('e-1');
    const before = await stage.books();
    const stored = stage.stored('billing').filter((item) => !/^(AUDIT|REFUSED|INBOX#REFUSED)#/.test(item.pk));
    const reply = await stage.call(channel, stage.bodyOf({ amount: due, content: code }), 'another-secret-16');
    expect(reply).toMatchObject({ status: 401, body: { success: false, message: 'signature not accepted' } });
    expect(await stage.books()).toEqual(before);
    expect(stage.stored('billing').filter((item) => !/^(AUDIT|REFUSED|INBOX#REFUSED)#/.test(item.pk))).toEqual(stored);
    expect(stage.stored('billing').find((item) => item.pk === `REFUSED#${channel}`)?.value).toBe('{"count":1}');
  });
  it('at the address of another hospital is refused, though its own would take it', async () => {
    const other = await stage.sepay('thong-nhat', 'secret-of-thong-nhat');
    expect((await stage.call(other, stage.bodyOf({ amount: 1, content: 'x' }))).status).toBe(401);
  });
  it('at an address that does not exist, or of another provider, finds nobody', async () => {
    const vietqr = await stage.vietqr();
    const rawBody = stage.bodyOf({ amount: 1, content: 'x' });
    expect((await stage.call('0'.repeat(40), rawBody)).status).toBe(404);
    expect((await stage.call(vietqr, rawBody)).status).toBe(404);
  });
  it('with a token that VietQR.vn did not get here is refused in its own words', async () => {
    const vietqr = await stage.vietqr();
    const reply = await stage.sync(vietqr, { amount: 1, content: 'x', token: 'aaaa.bbbb.cccc' });
    expect(reply).toMatchObject({ status: 401, body: { error: true, errorReason: 'INVALID_TOKEN', object: null } });
  });
  it('with a wrong password gets no token', async () => {
    const vietqr = await stage.vietqr();
    const authorization = `Basic ${Buffer.from('dn-hospital-01:wrong-password-xx').toString('base64')}`;
    const path = 'POST /callbacks/vietqr-vn/{channel}/api/token_generate';
    const reply = await stage.request(path, { channel: vietqr }, { headers: { authorization }, rawBody: '' });
    expect(reply.status).toBe(401);
    expect(reply.text).not.toContain('access_token');
  });
});

describe('VietQR.vn', () => {
  it('gets a token for five minutes and reports with it', async () => {
    const { bill, code } = await stage.billed('e-1');
    const vietqr = await stage.vietqr();
    expect(await stage.sync(vietqr, { amount: due, content: code, reference: 'FT-2' })).toMatchObject({ status: 200 });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', payments: [{ provider: 'vietqr-vn' }] });
  });
});

describe('a proven call that cannot be read', () => {
  it('is kept once and a person is called', async () => {
    const rawBody = '{"id": 1, "transferAmount": "many"}';
    for (let n = 0; n < 3; n++) {
      const reply = await stage.call(channel, rawBody);
      expect(reply).toMatchObject({ status: 400, body: { success: false } });
    }
    expect((await stage.books()).work).toEqual(['unreadable-callback']);
  });
});
