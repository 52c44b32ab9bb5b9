import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bank } from '../../local/demo/bank.ts';
import { trialOf } from '../../local/demo/books.ts';
import { readVietQr } from '../../local/demo/vietqr-reader.ts';
import { type Journey, openJourney, receiving } from './opened.ts';

let journey: Journey;
let sepay: Bank;
let vietqr: Bank;
beforeAll(async () => {
  journey = await openJourney();
  sepay = await journey.bank('sepay', 'long-khanh', 'thong-nhat');
  vietqr = await journey.bank('vietqr-vn', 'long-khanh');
});
afterAll(() => journey.close());

const steps = () => journey.at('long-khanh');
const payloadOf = ({ payload }: { payload?: string | undefined }): string => payload ?? '';

describe('paying the QR code', () => {
  it('pays the hospital what is due: the picture holds the payload of the bill', async () => {
    const { bill } = await journey.play();
    const picture = await journey.line.ask('kiosk', 'long-khanh', 'GET /v1/bills/{bill}/qr.png', { bill: bill.bill });
    const { data, width, height } = PNG.sync.read(Buffer.from(picture.bytes));
    const scanned = jsQR.default(new Uint8ClampedArray(data), width, height)?.data;
    expect(scanned).toBe(bill.payload);
    expect(readVietQr(scanned ?? '')).toMatchObject({
      ...receiving['long-khanh'],
      amount: bill.due,
      purpose: bill.code,
    });
  });

  it.each(['sepay', 'vietqr-vn'] as const)('marks the bill paid once though %s calls twice', async (provider) => {
    const bank = provider === 'sepay' ? sepay : vietqr;
    const { bill } = await journey.play();
    const movement = bank.transfer(payloadOf(bill));
    const replies = [await bank.notify(movement), await bank.notify(movement)];
    replies.push(...(await Promise.all([bank.notify(movement), bank.notify(movement), bank.notify(movement)])));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    const paid = await steps().readBill(bill.bill);
    expect(paid).toMatchObject({ state: 'paid', paid: bill.patientPays, due: 0 });
    expect(paid.payments).toMatchObject([{ reference: movement.reference, arrival: 'exact' }]);
    expect(paid.receipts).toHaveLength(1);
    expect(await steps().readReceipt(paid.receipts[0] ?? '')).toMatchObject({ amount: bill.patientPays, deposited: 0 });
  });

  it('leaves the rest due after too little, shows a code for the rest, and settles with it', async () => {
    const { bill } = await journey.play();
    await sepay.notify(sepay.transfer(payloadOf(bill), { amount: 20_000 }));
    const part = await steps().readBill(bill.bill);
    expect(part).toMatchObject({ state: 'part_paid', paid: 20_000, due: bill.due - 20_000, code: bill.code });
    expect(readVietQr(payloadOf(part)).amount).toBe(bill.due - 20_000);
    await sepay.notify(sepay.transfer(payloadOf(part)));
    const settled = await steps().readBill(bill.bill);
    expect(settled).toMatchObject({ state: 'paid', paid: bill.patientPays, due: 0 });
    expect(settled.payload).toBeUndefined();
    expect(settled.receipts).toHaveLength(2);
  });

  it('keeps what was paid too much for the patient, and tells the cashier', async () => {
    const { bill } = await journey.play();
    await sepay.notify(sepay.transfer(payloadOf(bill), { amount: bill.due + 30_000 }));
    const { payments, state, paid } = await steps().readBill(bill.bill);
    expect({ state, paid }).toEqual({ state: 'paid', paid: bill.patientPays });
    expect(payments).toMatchObject([{ applied: bill.patientPays, deposited: 30_000, arrival: 'more' }]);
    const work = await journey.line.ask('cashier', 'long-khanh', 'GET /v1/work-items');
    expect(work.body).toMatchObject({ items: [{ kind: 'surplus', bill: bill.bill, amount: 30_000 }] });
  });

  it('loses no dong when eight transfers for one bill are reported at the same moment', async () => {
    const { bill } = await journey.play();
    const movements = Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? sepay : vietqr).transfer(payloadOf(bill)));
    const replies = await Promise.all(movements.map((one, at) => (at % 2 === 0 ? sepay : vietqr).notify(one)));
    expect(replies.map(({ status, text }) => [status, text])).toEqual(replies.map(({ text }) => [200, text]));
    const { state, paid, payments, receipts } = await steps().readBill(bill.bill);
    expect({ state, paid }).toEqual({ state: 'paid', paid: bill.patientPays });
    expect(payments.map(({ reference }) => reference).toSorted()).toEqual(
      movements.map(({ reference }) => reference).toSorted(),
    );
    expect(payments.reduce((sum, { deposited }) => sum + deposited, 0)).toBe(7 * bill.patientPays);
    expect(receipts).toHaveLength(1);
  });

  it('takes no stranger’s word for it', async () => {
    const { bill } = await journey.play();
    for (const bank of [sepay, vietqr]) {
      const reply = await bank.notify(bank.transfer(payloadOf(bill)), { secret: 'a-guess-of-a-stranger' });
      expect(reply.status).toBe(401);
    }
    expect(await steps().readBill(bill.bill)).toMatchObject({ state: 'open', paid: 0, payments: [] });
  });

  it('posts nothing when a known bank reference comes again with another amount, and calls a person', async () => {
    const { bill } = await journey.play();
    const movement = sepay.transfer(payloadOf(bill));
    await sepay.notify(movement);
    expect((await sepay.notify(movement, { amount: movement.amount * 10 })).status).toBe(200);
    expect((await steps().readBill(bill.bill)).payments).toHaveLength(1);
    const work = await journey.line.ask('cashier', 'long-khanh', 'GET /v1/work-items', { limit: 1 });
    expect(work.body).toMatchObject({ items: [{ kind: 'reference-reused', reference: movement.reference }] });
  });

  it('settles no bill of another hospital, and keeps the money where it arrived', async () => {
    const { bill } = await journey.play();
    const before = await trialOf(journey.line, 'thong-nhat', [today()]);
    const movement = sepay.transfer(payloadOf(bill), { account: receiving['thong-nhat'].account });
    expect((await sepay.notify(movement)).status).toBe(200);
    expect((await steps().readBill(bill.bill)).state).toBe('open');
    const after = await trialOf(journey.line, 'thong-nhat', [today()]);
    expect(after).toEqual({ ...before, suspense: before.suspense + movement.amount });
    expect(JSON.stringify((await journey.line.ask('cashier', 'thong-nhat', 'GET /v1/work-items')).body)).toContain(
      'other-tenant',
    );
  });

  it('shows on the phone what is due, and that it was paid, to whoever has the link and to nobody else', async () => {
    const { bill } = await journey.play();
    const page = () => journey.line.send('GET /bills/{link}', bill.link, {});
    const due = await page();
    expect(due.text).toContain(bill.code);
    expect(due.text).not.toContain('Thử Nghiệm');
    await sepay.notify(sepay.transfer(payloadOf(bill)));
    const paid = await page();
    expect(paid.text).not.toContain('<svg');
    expect(due.text).toContain('<svg');
    expect((await journey.line.send('GET /bills/{link}', `/bills/${'0'.repeat(40)}`, {})).status).toBe(404);
  });

  it('leaves the books balanced', async () => {
    expect((await trialOf(journey.line, 'long-khanh', [today()])).total).toBe(0);
    expect((await trialOf(journey.line, 'thong-nhat', [today()])).total).toBe(0);
  });
});

const today = (): string => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

describe('health insurance', () => {
  it('pays its share, and the parts add up', async () => {
    const orders = [{ code: 'CT-NGUC', quantity: 1 }];
    const { bill } = await journey.play({ healthCard: 'GD4759900000001', orders });
    expect(bill.fundPays + bill.patientPays).toBe(bill.total);
    expect(bill.fundPays).toBeGreaterThan(bill.total / 2);
    expect(bill.patientPays).toBeGreaterThan(0);
  });
});
