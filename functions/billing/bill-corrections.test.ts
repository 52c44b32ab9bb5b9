import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { putPrice } from './prices.ts';

let stage: BillingStage;
let channel: string;
/** A bed that the list of the template does not have. */
async function withBed(own: BillingStage): Promise<void> {
  const bed = {
    code: ServiceCode.parse('GIUONG-NOI'),
    kind: 'bed',
    vi: 'Giường nội khoa',
    en: 'Bed, medicine',
    price: dong(200_000),
    insurerPrice: dong(180_000),
    coverageRate: 100,
    validFrom: LocalDay.parse('2026-01-01'),
  } as const;
  const ports = await own.embedded.ports(own.hospital, 'billing');
  await ports.table.write({ put: [putPrice(bed)], remove: [], expect: [], events: [] });
}
beforeEach(async () => {
  stage = await openBillingStage();
  channel = await stage.sepay();
  await withBed(stage);
});
afterEach(() => stage.close());

type As = 'cashier' | 'admin' | 'doctor' | 'reception';
const takeBack = (encounter: string, input: object, as: As = 'cashier') =>
  stage.request('POST /v1/encounters/{encounter}/charge-corrections', { encounter, reason: 'Nhầm', ...input }, { as });
const byHand = (encounter: string, input: object = {}, as: As = 'reception') =>
  stage.request(
    'POST /v1/encounters/{encounter}/charges',
    { encounter, code: 'GIUONG-NOI', quantity: 1, day: '2026-11-24', ...input },
    { as },
  );
const preview = async (encounter: string) =>
  (await stage.request('GET /v1/encounters/{encounter}/bill-preview', { encounter }, { as: 'cashier' })).body;
const reckon = (bill: string, more: object = {}) =>
  stage.request('POST /v1/bills/{bill}/recomputation', { bill, reason: 'Thêm xét nghiệm', ...more }, { as: 'cashier' });
const askVoid = (bill: string, as: As = 'cashier') =>
  stage.request('POST /v1/bills/{bill}/void', { bill, reason: 'Lập nhầm người' }, { as });
const readVoid = async (bill: string) =>
  (await stage.request('GET /v1/bills/{bill}/void', { bill }, { as: 'admin' })).body;
const decideVoid = async (bill: string, approve = true, version?: number) =>
  stage.request(
    'POST /v1/bills/{bill}/void/decision',
    { bill, approve, version: version ?? (await readVoid(bill)).version ?? 1 },
    { as: 'admin' },
  );
const pageOf = async (link: string) =>
  (await stage.request('GET /bills/{link}', { link: link.replace('/bills/', ''), lang: 'en' })).text;

describe('a charge', () => {
  it('is taken back before the bill, in part and then whole, and the bill has what is left', async () => {
    await stage.open('e-1');
    const drug = await stage.order('e-1', 'T-PARA500', 20);
    expect((await takeBack('e-1', { source: drug.source, quantity: 5 }, 'doctor')).body).toEqual({
      source: drug.source,
      reversal: `${drug.source}~1`,
      quantity: -5,
      left: 15,
    });
    expect((await preview('e-1')).lines).toMatchObject([{ code: 'KHAM' }, { code: 'T-PARA500', quantity: 15 }]);
    expect((await takeBack('e-1', { source: drug.source, cancel: true })).body).toMatchObject({ left: 0 });
    expect((await takeBack('e-1', { source: drug.source, cancel: true })).body.code).toBe('charge-below-zero');
    stage.closeVisit('e-1');
    expect((await stage.askBill('e-1')).body).toMatchObject({ total: 50_000, lines: [{ code: 'KHAM' }] });
  });
  it('is taken back by ten desks at once no further than to nothing', async () => {
    await stage.open('e-1');
    const drug = await stage.order('e-1', 'T-PARA500', 10);
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => takeBack('e-1', { source: drug.source, quantity: 3 })),
    );
    // Some may have been told to try again; none took more than was there.
    expect(replies.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(3);
    const line = (await preview('e-1')).lines.find((one: { code: string }) => one.code === 'T-PARA500');
    expect(line.quantity).toBe(10 - 3 * replies.filter(({ status }) => status === 201).length);
  });
  it('is shown with its reversals, who made them and why, page by page', async () => {
    await stage.open('e-1');
    await takeBack('e-1', { source: 'examination', cancel: true }, 'doctor');
    await byHand('e-1');
    const read = (more: object = {}) =>
      stage.request('GET /v1/encounters/{encounter}/charges', { encounter: 'e-1', ...more }, { as: 'cashier' });
    const all = (await read()).body.items;
    expect(all).toMatchObject([
      { code: 'GIUONG-NOI', kind: 'bed' },
      { source: 'examination', quantity: 1 },
      { source: 'examination~1', reverses: 'examination', quantity: -1, reason: 'Nhầm' },
    ]);
    expect(all[2].by).toBe(all[0].by.replace('reception', 'doctor'));
    const first = (await read({ limit: 2 })).body;
    expect((await read({ limit: 2, after: first.next })).body.items).toEqual(all.slice(2));
    expect(
      (await stage.request('GET /v1/encounters/{encounter}/charges', { encounter: 'e-9' }, { as: 'cashier' })).status,
    ).toBe(404);
  });
  it('that is made while the bill is issued is on the bill, or calls a cashier: never lost', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const encounter = `race-${turn}`;
      await stage.open(encounter);
      stage.closeVisit(encounter);
      const [issued, charged] = await Promise.all([stage.askBill(encounter), byHand(encounter)]);
      expect([issued.status, charged.status]).toEqual([201, 201]);
      expect(charged.body.bill ?? issued.body.bill).toBe(issued.body.bill);
      expect(issued.body.total).toBe(charged.body.bill ? 50_000 : 250_000);
    }
  });
  it('is refused to be taken back by amount and whole at once, by neither, and by the kiosk', async () => {
    await stage.open('e-1');
    expect((await takeBack('e-1', { source: 'examination' })).status).toBe(400);
    expect((await takeBack('e-1', { source: 'examination', quantity: 1, cancel: true })).status).toBe(400);
    expect((await takeBack('e-1', { source: 'examination', cancel: true }, 'reception')).status).toBe(403);
    expect((await takeBack('e-2', { source: 'examination', cancel: true })).status).toBe(404);
  });
  it('of a bed is made by hand, at the price of its day, and of nothing that an order makes', async () => {
    await stage.open('e-1');
    expect((await byHand('e-1', { quantity: 2 })).body).toMatchObject({
      code: 'GIUONG-NOI',
      quantity: 2,
      price: 200_000,
    });
    expect((await byHand('e-1', { code: 'XN-CTM' })).body.code).toBe('charge-by-order');
    expect((await byHand('e-1', { code: 'GIUONG-X' })).body.code).toBe('code-unknown');
    expect((await byHand('e-1', { day: '2026-11-23' })).body.code).toBe('day-outside-visit');
    expect((await byHand('e-1', { day: '2026-11-25' })).body.code).toBe('day-outside-visit');
    expect((await byHand('e-9')).status).toBe(404);
    stage.closeVisit('e-1');
    await stage.askBill('e-1');
    expect((await stage.books()).balances).toMatchObject({ 'revenue:bed': -400_000, 'revenue:exam': -50_000 });
  });
});

describe('a preview', () => {
  it('shows what the bill would be, what is still on its way, and stores nothing', async () => {
    stage.cover('person-of-e-1');
    await stage.open('e-1');
    await stage.order('e-1', 'CT-NGUC');
    await stage.order('e-1', 'T-ORS', 3, { announced: false });
    const before = stage.stored('billing').filter(({ pk }) => !pk.startsWith('AUDIT#'));
    const seen = await preview('e-1');
    expect(seen).toMatchObject({ share: 8_000, reason: 'card-share', pending: 1, final: false, total: 610_000 });
    expect(stage.stored('billing').filter(({ pk }) => !pk.startsWith('AUDIT#'))).toEqual(before);
    expect(
      (await stage.request('GET /v1/encounters/{encounter}/bill-preview', { encounter: 'e-9' }, { as: 'cashier' }))
        .status,
    ).toBe(404);
  });
});

describe('a bill with a charge that came later', () => {
  it('is reckoned again: more is due on the same code, the version before is kept, the page says so', async () => {
    const first = await stage.billed('e-1');
    expect((await reckon(first.bill)).body.code).toBe('bill-unchanged');
    expect((await byHand('e-1')).body).toMatchObject({ bill: first.bill });
    expect((await stage.books()).work).toEqual(['charge-after-bill']);
    const { body } = await reckon(first.bill);
    expect(body).toMatchObject({ version: 2, code: first.code, due: 310_000, state: 'open' });
    expect(body.payload).not.toBe(first.payload);
    const versions = await stage.request('GET /v1/bills/{bill}/versions', { bill: first.bill }, { as: 'cashier' });
    const { payload: _, ...kept } = first;
    expect(versions.body).toMatchObject({ items: [{ bill: kept, reason: 'Thêm xét nghiệm' }] });
    expect(versions.body.items[0].bill.payload).toBeUndefined();
    expect(await pageOf(first.link)).toContain('reckoned again, version 2');
    await stage.pay(channel, { amount: 310_000, content: first.code });
    expect(await stage.bill(first.bill)).toMatchObject({ state: 'paid', due: 0 });
    const { balances, total } = await stage.books();
    expect([balances['receivable:patient'], balances['revenue:bed'], total]).toEqual([0, -200_000, 0]);
    expect(stage.named('billing.bill-corrected')).toMatchObject([{ data: { version: 2, patientPays: 310_000 } }]);
  });
  it('is due again though it was paid, and is announced as paid only once', async () => {
    const first = await stage.billed('e-1');
    await stage.pay(channel, { amount: 110_000, content: first.code });
    await byHand('e-1');
    expect((await reckon(first.bill)).body).toMatchObject({ state: 'part_paid', due: 200_000, paid: 110_000 });
    await stage.pay(channel, { amount: 200_000, content: first.code });
    expect(await stage.bill(first.bill)).toMatchObject({
      state: 'paid',
      receipts: [expect.stringMatching(/^QR[1-4]-2026-000001$/), expect.stringMatching(/^QR[1-4]-2026-000002$/)],
    });
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
  });
  it('gets its first code when the patient owed nothing before', async () => {
    stage.cover('person-of-e-1');
    await stage.open('e-1');
    await stage.order('e-1', 'T-PARA500', 20);
    await takeBack('e-1', { source: 'examination', cancel: true });
    stage.closeVisit('e-1');
    const first = (await stage.askBill('e-1')).body;
    expect(first).toMatchObject({ state: 'paid', patientPays: 0 });
    expect(first.code).toBeUndefined();
    await byHand('e-1', { quantity: 2 });
    const { body } = await reckon(first.bill);
    expect(body).toMatchObject({ state: 'open', reason: 'card-share', version: 2 });
    expect(body.code).toMatch(/^VP/);
    await stage.pay(channel, { amount: body.due, content: body.code });
    expect(await stage.bill(first.bill)).toMatchObject({ state: 'paid' });
  });
});

describe('a bill with a charge taken back', () => {
  it('gives the surplus to the deposit of the patient, in the same commit as its entry, and calls a person', async () => {
    const first = await stage.billed('e-1');
    await stage.pay(channel, { amount: 110_000, content: first.code });
    const scan = first.lines.find((line: { code: string }) => line.code === 'SA-BUNG');
    expect((await takeBack('e-1', { source: scan.source, cancel: true }, 'admin')).body).toMatchObject({
      bill: first.bill,
    });
    expect((await reckon(first.bill)).body).toMatchObject({ state: 'paid', paid: 50_000, due: 0, patientPays: 50_000 });
    const { balances, work, total } = await stage.books();
    expect([balances['deposit:person-of-e-1'], balances['receivable:patient'], total]).toEqual([-60_000, 0, 0]);
    expect(work.toSorted()).toEqual(['charge-corrected-after-bill', 'surplus']);
    const held = await stage.request('GET /v1/opening-balances', { person: 'person-of-e-1' }, { as: 'cashier' });
    expect(held.body.deposit).toBe(60_000);
  });
  it('is settled when nothing is left to pay: receipt and event as for any bill, and the code waits no more', async () => {
    const first = await stage.billed('e-1');
    for (const { source } of first.lines) await takeBack('e-1', { source, cancel: true });
    const { body } = await reckon(first.bill);
    expect(body).toMatchObject({
      state: 'paid',
      total: 0,
      lines: [],
      receipts: [expect.stringMatching(/^QR[1-4]-2026-000001$/)],
    });
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
    await stage.pay(channel, { amount: 110_000, content: first.code });
    const { balances } = await stage.books();
    expect(balances['deposit:person-of-e-1']).toBe(-110_000);
  });
  it('is reckoned by ten cashiers at once only once', async () => {
    const first = await stage.billed('e-1');
    await takeBack('e-1', { source: 'examination', cancel: true });
    const replies = await Promise.all(Array.from({ length: 10 }, () => reckon(first.bill)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await stage.books()).balances).toMatchObject({ 'revenue:exam': 0, 'receivable:patient': 60_000 });
  });
  it('keeps the insurance it was reckoned with, unless the cashier asks for what is known now', async () => {
    const first = await stage.billed('e-1');
    stage.cover('person-of-e-1');
    expect((await reckon(first.bill)).body.code).toBe('bill-unchanged');
    expect((await reckon(first.bill, { insurance: 'as-known-now' })).body).toMatchObject({
      reason: 'small-visit',
      due: 13_000,
    });
  });
});

describe('a bill that is voided', () => {
  it('needs another person, is turned round in the books, shows no code, and the visit is billed anew', async () => {
    const first = await stage.billed('e-1');
    expect((await askVoid(first.bill, 'admin')).body).toEqual({ bill: first.bill, state: 'requested' });
    expect((await askVoid(first.bill)).body.code).toBe('void-waiting');
    expect((await decideVoid(first.bill)).body.code).toBe('needs-another-person');
    expect((await decideVoid('b-9')).status).toBe(404);
    const other = await stage.billed('e-2');
    expect((await askVoid(other.bill)).status).toBe(201);
    expect((await decideVoid(other.bill)).body).toMatchObject({ state: 'approved' });
    expect((await decideVoid(other.bill)).body.code).toBe('void-decided');
    expect(await stage.bill(other.bill)).toMatchObject({ state: 'void', due: 0 });
    expect((await stage.bill(other.bill)).payload).toBeUndefined();
    const page = await pageOf(other.link);
    expect(page).toContain('was cancelled');
    expect(page).not.toContain('<svg');
    const qr = await stage.request('GET /v1/bills/{bill}/qr.png', { bill: other.bill }, { as: 'cashier' });
    expect([qr.status, qr.text.includes('đã huỷ')]).toEqual([409, true]);
    const { balances, total } = await stage.books();
    expect([balances['receivable:patient'], balances['revenue:imaging'], total]).toEqual([110_000, -60_000, 0]);
    expect((await reckon(other.bill)).body.code).toBe('bill-void');

    const again = (await stage.askBill('e-2')).body;
    expect(again).toMatchObject({ state: 'open', due: 110_000, version: 1 });
    expect([again.bill === other.bill, again.link === other.link, again.code === other.code]).toEqual([
      false,
      false,
      false,
    ]);
    expect((await stage.askBill('e-2')).body.code).toBe('bill-exists');
    expect(await pageOf(again.link)).toContain('<svg');
    expect(await pageOf(other.link)).not.toContain('<svg');
    expect(stage.named('billing.bill-voided')).toHaveLength(1);
  });
  it('leaves late money with the patient and calls a person', async () => {
    const first = await stage.billed('e-1');
    await askVoid(first.bill);
    await decideVoid(first.bill);
    await stage.pay(channel, { amount: 110_000, content: first.code });
    const { balances, work, total } = await stage.books();
    expect([balances['deposit:person-of-e-1'], work, total]).toEqual([-110_000, ['late-after-settled'], 0]);
    expect(await stage.bill(first.bill)).toMatchObject({ state: 'void', paid: 0 });
  });
  it('is refused once money came, also when it came between the two people', async () => {
    const first = await stage.billed('e-1');
    await askVoid(first.bill);
    await stage.pay(channel, { amount: 10_000, content: first.code });
    expect((await decideVoid(first.bill)).body.code).toBe('bill-has-payments');
    expect((await askVoid(first.bill)).body.code).toBe('bill-has-payments');
    expect((await decideVoid(first.bill, false)).body).toEqual({ bill: first.bill, state: 'rejected' });
    expect(await stage.bill(first.bill)).toMatchObject({ state: 'part_paid', paid: 10_000 });
  });
});

describe('the co-payments of a year', () => {
  const yearOf = () =>
    stage
      .stored('billing')
      .filter(({ pk }) => pk === 'COPAY#p-1')
      .map(({ sk, value }) => [sk, JSON.parse(value).sum]);
  const visit = async (encounter: string) => {
    await stage.open(encounter, 'p-1');
    await stage.order(encounter, 'CT-NGUC');
    stage.closeVisit(encounter);
    return (await stage.askBill(encounter)).body;
  };
  it('follow the bills: issued, reckoned again and voided', async () => {
    stage.cover('p-1');
    const first = await visit('e-1');
    expect(yearOf()).toEqual([['YEAR#2026', first.coPayment]]);
    await byHand('e-1');
    const after = (await reckon(first.bill)).body;
    expect(yearOf()).toEqual([['YEAR#2026', after.coPayment]]);
    await askVoid(first.bill);
    await decideVoid(first.bill);
    expect(yearOf()).toEqual([['YEAR#2026', 0]]);
  });
  it('above six months of the base salary, after five years of insurance, let the fund pay the next visit whole', async () => {
    stage.cover('p-1', { fiveYearsFrom: '2025-01-01' });
    await stage.open('e-1', 'p-1');
    // 500 days: 18,000,000 of co-payment, in the visit that crosses the line.
    await byHand('e-1', { quantity: 500 });
    stage.closeVisit('e-1');
    expect((await stage.askBill('e-1')).body).toMatchObject({ reason: 'card-share', coPayment: 18_009_000 });
    expect(await visit('e-2')).toMatchObject({ reason: 'yearly-ceiling', share: 10_000, coPayment: 0 });
  });
});

describe('whatever desks and patients do with a billed visit', () => {
  it('leaves the books, the deposit and the code where what is left of the charges says', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('charge' as const), quantity: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ do: fc.constant('take-back' as const), which: fc.nat(9) }),
      fc.record({ do: fc.constant('pay' as const), percent: fc.integer({ min: 10, max: 150 }) }),
      fc.record({ do: fc.constant('reckon' as const) }),
    );
    await stage.close();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), fc.boolean(), async (steps, isCovered) => {
        const own = await openBillingStage();
        stage = own;
        channel = await own.sepay();
        await withBed(own);
        const encounter = `any-${++runs}`;
        if (isCovered) own.cover(`person-of-${encounter}`);
        const { bill } = await own.billed(encounter);
        let received = 0;
        for (const one of [...steps, { do: 'reckon' } as const]) {
          const now = await own.bill(bill);
          if (one.do === 'charge') await byHand(encounter, { quantity: one.quantity });
          if (one.do === 'take-back') {
            const { lines } = await preview(encounter);
            const { source } = lines[one.which % lines.length] ?? { source: 'examination' };
            await takeBack(encounter, { source, quantity: 1 });
          }
          if (one.do === 'pay' && now.code) {
            const amount = Math.max(1_000, Math.ceil((now.due * one.percent) / 100));
            received += amount;
            await own.pay(channel, { amount, content: now.code });
          }
          if (one.do === 'reckon') await reckon(bill);
        }
        const wanted = await preview(encounter);
        const { balances, total } = await own.books();
        const after = await own.bill(bill);
        const revenue = Object.entries(balances).filter(([account]) => account.startsWith('revenue:'));
        expect(total).toBe(0);
        expect(revenue.reduce((sum, [, one]) => sum - one, 0)).toBe(wanted.total);
        expect(balances['receivable:insurer'] ?? 0).toBe(wanted.fundPays);
        expect(balances['receivable:patient'] ?? 0).toBe(wanted.patientPays - after.paid);
        expect(after.paid - (balances[`deposit:person-of-${encounter}`] ?? 0)).toBe(received);
        expect(after).toMatchObject({ lines: wanted.lines, due: wanted.patientPays - after.paid });
        expect(after.payload === undefined).toBe(after.due === 0);
        expect(own.letters()).toEqual([]);
        await own.close();
      }),
      { numRuns: 25 },
    );
    stage = await openBillingStage();
  });
});
