import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import { isPaymentCode } from './payment-code.ts';
import { decodeVietQr } from './vietqr.ts';

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());

describe('a cashier bills a visit', () => {
  it('gets every line with its shares, and a VietQR code for what the patient owes', async () => {
    stage.cover('person-of-e-1');
    await stage.open('e-1');
    await stage.order('e-1', 'CT-NGUC');
    await stage.order('e-1', 'T-PARA500', 20);
    await stage.order('e-1', 'T-ORS', 3);
    stage.closeVisit('e-1');
    const reply = await stage.askBill('e-1');
    expect(reply.status).toBe(201);
    const bill = reply.body;
    expect(bill).toMatchObject({
      encounter: 'e-1',
      person: 'person-of-e-1',
      day: '2026-11-24',
      issuedAt: '2026-11-24T01:00:00.000Z',
      expiresAt: '2026-11-25T01:00:00.000Z',
      state: 'open',
      share: 8_000,
      reason: 'card-share',
      total: 626_600,
      // 80 % of 45,000 + 540,000 + 10,000 + 3,000
      fundPays: 478_400,
      coPayment: 119_600,
      ownPayment: 28_600,
      patientPays: 148_200,
      paid: 0,
      due: 148_200,
      payments: [],
      receipts: [],
    });
    expect(
      bill.lines.map((line: Record<string, unknown>) => [line['code'], line['fundPays'], line['ownPayment']]),
    ).toEqual([
      ['KHAM', 36_000, 5_000],
      ['CT-NGUC', 432_000, 20_000],
      ['T-ORS', 2_400, 3_600],
      ['T-PARA500', 8_000, 0],
    ]);
    expect(isPaymentCode(bill.code)).toBe(true);
    expect(decodeVietQr(bill.payload)).toMatchObject({
      ok: true,
      fields: {
        initMethod: '12',
        bankBin: '970436',
        account: receiving['long-khanh'],
        amount: '148200',
        merchantName: 'BV LONG-KHANH',
        additional: { billNumber: bill.code, referenceLabel: bill.code, purpose: bill.code },
      },
    });
    expect(stage.named('billing.bill-issued').map((event) => event.data)).toEqual([
      {
        bill: bill.bill,
        encounter: 'e-1',
        person: 'person-of-e-1',
        total: 626_600,
        fundPays: 478_400,
        patientPays: 148_200,
      },
    ]);
    expect(await stage.bill(bill.bill)).toEqual(bill);
    expect(await stage.books()).toMatchObject({
      total: 0,
      balances: {
        'receivable:patient': 148_200,
        'receivable:insurer': 478_400,
        'revenue:exam': -50_000,
        'revenue:imaging': -560_000,
        'revenue:drug': -16_600,
      },
      bank: [],
    });
  });
  it('sees a bill of which the patient owes nothing paid at once, with a receipt of the series', async () => {
    await stage.close();
    stage = await openBillingStage({ level: 'initial', template: 'district' });
    stage.cover('p-1', { benefit: '2' });
    await stage.open('e-1', 'p-1');
    // The prescription alone: the examination costs 1,000 dong more than the insurer reckons with.
    await stage.order('e-1', 'T-PARA500', 10);
    stage.closeVisit('e-1');
    const { body } = await stage.askBill('e-1');
    expect(body).toMatchObject({ state: 'open', patientPays: 1_000, reason: 'initial-level' });

    await stage.admit('long-khanh');
    await stage.open('e-2', 'p-1');
    const charge = stage.stored('billing').find((item) => item.pk === 'VISIT#e-2' && item.sk.startsWith('CHARGE#'));
    const lowered = { ...JSON.parse(charge?.value ?? '{}'), price: 39_000 };
    stage.embedded.database.run(
      "UPDATE items SET value = ? WHERE pk = 'VISIT#e-2' AND sk LIKE 'CHARGE#%'",
      JSON.stringify(lowered),
    );
    stage.closeVisit('e-2');
    const free = (await stage.askBill('e-2')).body;
    expect(free).toMatchObject({
      state: 'paid',
      patientPays: 0,
      due: 0,
      receipts: [expect.stringMatching(/^QR[1-4]-2026-000001$/)],
    });
    const [number] = free.receipts;
    expect(free).not.toHaveProperty('payload');
    expect(free).not.toHaveProperty('code');
    const receipt = await stage.request('GET /v1/receipts/{receipt}', { receipt: number }, { as: 'cashier' });
    expect(receipt.body).toMatchObject({ bill: free.bill, amount: 0, fundPays: 39_000, settled: true });
    expect(stage.named('billing.bill-paid').map((event) => event.data)).toMatchObject([
      { bill: free.bill, receipt: number, fundPays: 39_000, patientPays: 0 },
    ]);
  });
  it('applies the card by the day of the visit', async () => {
    stage.cover('person-of-e-1', { validFrom: '2026-01-01', validTo: '2026-11-23' });
    expect(await stage.billed('e-1')).toMatchObject({ reason: 'card-not-valid', fundPays: 0, patientPays: 110_000 });
  });
  it('is refused while the visit is open, and for a visit nobody knows', async () => {
    await stage.open('e-1');
    expect(await stage.askBill('e-1')).toMatchObject({ status: 409, body: { code: 'encounter-open' } });
    expect(await stage.askBill('e-9')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
  it('waits until the record takes no more orders, though the visit is closed', async () => {
    await stage.open('e-1');
    stage.closeVisit('e-1');
    stage.stillOpen.add('e-1');
    expect(await stage.askBill('e-1')).toMatchObject({ status: 409, body: { code: 'charges-pending' } });
    await stage.order('e-1', 'XQ-NGUC');
    stage.stillOpen.delete('e-1');
    const { body } = await stage.askBill('e-1');
    expect(body.lines.map((line: { code: string }) => line.code).toSorted()).toEqual(['KHAM', 'XQ-NGUC']);
  });
  it('is refused while a charge is on its way', async () => {
    await stage.open('e-1');
    await stage.order('e-1', 'XN-CTM', 1, { announced: false });
    stage.closeVisit('e-1');
    expect(await stage.askBill('e-1')).toMatchObject({ status: 409, body: { code: 'charges-pending' } });
  });
  it('is refused while the visit itself is on its way', async () => {
    stage.known.set('e-1', { state: 'closed', person: 'p', items: [] });
    expect(await stage.askBill('e-1')).toMatchObject({ status: 409, body: { code: 'charges-pending' } });
  });
  it('is refused a second bill and told the first', async () => {
    const { bill } = await stage.billed('e-1');
    expect(await stage.askBill('e-1')).toMatchObject({ status: 409, body: { code: 'bill-exists', because: bill } });
  });
  it('gives one bill when two cashiers ask at once', async () => {
    await stage.open('e-1');
    stage.closeVisit('e-1');
    const replies = await Promise.all([1, 2, 3, 4].map(() => stage.askBill('e-1')));
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409, 409]);
    expect(stage.named('billing.bill-issued')).toHaveLength(1);
    expect((await stage.books()).balances['receivable:patient']).toBe(50_000);
  });
  it('calls a person when a charge comes behind the bill', async () => {
    await stage.billed('e-1');
    await stage.order('e-1', 'XN-CTM');
    expect((await stage.books()).work).toEqual(['charge-after-bill']);
  });
  it.each(['kiosk', 'doctor', 'admin', 'board'] as const)('is not for a %s', async (as) => {
    const reply = await stage.request('POST /v1/encounters/{encounter}/bills', { encounter: 'e-1' }, { as });
    expect(reply.status).toBe(403);
  });
});

describe('a bill', () => {
  it('is read by a desk of its hospital only, and the reading is audited', async () => {
    const { bill } = await stage.billed('e-1');
    const other = { as: 'cashier' as const, hospital: 'thong-nhat' };
    expect((await stage.request('GET /v1/bills/{bill}', { bill }, other)).status).toBe(404);
    expect((await stage.request('GET /v1/bills/{bill}', { bill }, { as: 'doctor' })).status).toBe(403);
    await stage.bill(bill);
    const audit = stage.stored('billing').filter((item) => item.pk.startsWith('AUDIT#'));
    expect(audit.map((item) => JSON.parse(item.value))).toContainEqual(
      expect.objectContaining({ act: 'read', door: 'billing.readBill', subject: bill }),
    );
  });
});
