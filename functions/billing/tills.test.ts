import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { type DeskStage, deskStage } from '../../test/desk-stage.ts';

describe('a till', () => {
  let stage: BillingStage;
  let desk: DeskStage;
  beforeEach(async () => {
    stage = await openBillingStage();
    desk = deskStage(stage);
  });
  afterEach(() => stage.close());
  const balances = async () => (await stage.books()).balances;

  it('opens with a counted float out of the safe, once for the till and once for the cashier', async () => {
    const opened = await desk.openTill('T01', 500_000);
    expect(opened.body).toMatchObject({
      till: 'T01',
      cashier: 'cashier-1',
      float: 500_000,
      state: 'open',
      day: '2026-11-24',
    });
    expect(await balances()).toMatchObject({ 'cash:T01': 500_000, 'cash:safe': -500_000 });
    expect((await desk.openTill('T01', 0, 'cashier-2')).body.code).toBe('till-taken');
    expect((await desk.openTill('T02', 0)).body.code).toBe('cashier-elsewhere');
    expect((await desk.openTill('T02', 0, 'cashier-2')).status).toBe(201);
    expect((await desk.openTill('t2', 0, 'cashier-3')).status).toBe(400);
  });
  it('is given to one of ten cashiers who sit down at once, and one cashier gets one of ten tills', async () => {
    const ten = Array.from({ length: 10 }, (_, n) => n);
    const one = await Promise.all(ten.map((n) => desk.openTill('T01', 1_000, `cashier-${n}`)));
    expect(one.filter(({ status }) => status === 201)).toHaveLength(1);
    const mine = await Promise.all(ten.map((n) => desk.openTill(`N${n}`, 1_000, 'cashier-x')));
    expect(mine.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await balances())['cash:safe']).toBe(-2_000);
  });
  it('takes cash for a bill: change, receipt of the till, ledger, event, and the bill is paid', async () => {
    await desk.openTill('T01', 200_000);
    const { bill } = await stage.billed('v-1');
    const paid = await desk.payCash(bill, 110_000, 200_000);
    expect(paid.body).toMatchObject({ receipt: 'TMT01-2026-000001', change: 90_000, state: 'paid', due: 0 });
    expect(await stage.bill(bill)).toMatchObject({
      state: 'paid',
      receipts: ['TMT01-2026-000001'],
      payments: [{ provider: 'cash', applied: 110_000, arrival: 'exact' }],
    });
    expect(await balances()).toMatchObject({ 'cash:T01': 310_000, 'receivable:patient': 0 });
    expect(stage.named('billing.cash-taken').map(({ data }) => data)).toEqual([
      { payment: paid.body.payment, bill, person: 'person-of-v-1', amount: 110_000, till: 'T01', purpose: 'bill' },
    ]);
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
    const read = await stage.request('GET /v1/receipts/{receipt}', { receipt: paid.body.receipt }, { as: 'cashier' });
    expect(read.body).toMatchObject({ purpose: 'bill', bill, amount: 110_000, settled: true });
  });
  it('takes part of a bill in cash and leaves the QR showing the rest', async () => {
    await desk.openTill('T01', 0);
    const { bill, payload: before } = await stage.billed('v-1');
    expect((await desk.payCash(bill, 10_000)).body).toMatchObject({ state: 'part_paid', due: 100_000, change: 0 });
    const { payload, due, payments } = await stage.bill(bill);
    expect([payload === before, due, payments[0].arrival]).toEqual([false, 100_000, 'less']);
    expect(payload).toContain('5406100000');
  });
  it('refuses more than is due, a paid bill, too little in hand, an unknown bill, and somebody else’s drawer', async () => {
    const { bill } = await stage.billed('v-1');
    expect((await desk.payCash(bill, 1_000)).body.code).toBe('till-closed');
    await desk.openTill('T01', 0);
    expect((await desk.payCash(bill, 110_001)).body.code).toBe('more-than-due');
    expect((await desk.payCash(bill, 1_000, 999)).body.code).toBe('tendered-too-little');
    expect((await desk.payCash('none', 1_000)).body.code).toBe('not-found');
    expect((await desk.payCash(bill, 1_000, 1_000, 'cashier-2')).body.code).toBe('not-your-till');
    expect((await desk.payCash(bill, 0)).status).toBe(400);
    await desk.payCash(bill, 110_000);
    expect((await desk.payCash(bill, 1)).body.code).toBe('bill-already-paid');
  });
  it('takes no money for a bill that is void, by cash, card or deposit, and says so', async () => {
    await desk.openTill('T01', 0);
    const [{ bill }, person] = [await stage.billed('v-1'), 'person-of-v-1'];
    await desk.depositCash(person, 200_000);
    const { oneCard } = (await stage.request('POST /v1/persons/{person}/one-card', { person }, { as: 'reception' }))
      .body;
    await desk.ask('cashier-1', 'POST /v1/bills/{bill}/void', { bill, reason: 'Lập nhầm' });
    const { version } = (await desk.ask('admin-1', 'GET /v1/bills/{bill}/void', { bill })).body;
    await desk.ask('admin-1', 'POST /v1/bills/{bill}/void/decision', { bill, approve: true, version });
    expect((await stage.bill(bill)).state).toBe('void');
    const answers = [
      await desk.payCash(bill, 110_000),
      await desk.ask('cashier-1', 'POST /v1/bills/{bill}/card-payments', { bill, oneCard }),
      await desk.ask('cashier-1', 'POST /v1/bills/{bill}/deposit-uses', { bill }),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(['bill-void', 'bill-void', 'bill-void']);
  });
  it('makes a transfer that comes after cash settled the bill late money, kept for the patient', async () => {
    const channel = await stage.sepay();
    await desk.openTill('T01', 0);
    const { bill, code } = await stage.billed('v-1');
    await desk.payCash(bill, 110_000);
    await stage.pay(channel, { amount: 110_000, content: code });
    const { work, balances: after } = await stage.books();
    expect(work).toEqual(['late-after-settled']);
    expect(after).toMatchObject({ 'deposit:person-of-v-1': -110_000, 'receivable:patient': 0 });
  });
  it('lets cash and QR pay one bill at once without a dong twice on it', async () => {
    const channel = await stage.sepay();
    await desk.openTill('T01', 0);
    const { bill, code } = await stage.billed('v-1');
    const [cash, qr] = await Promise.all([
      desk.payCash(bill, 110_000),
      stage.pay(channel, { amount: 110_000, content: code }),
    ]);
    expect(qr.status).toBe(200);
    const { balances: after, total } = await stage.books();
    expect([after['receivable:patient'], total]).toEqual([0, 0]);
    expect((await stage.bill(bill)).paid).toBe(110_000);
    const taken = cash.status === 201 ? 110_000 : 0;
    expect([after['cash:T01'] ?? 0, after['deposit:person-of-v-1'] ?? 0]).toEqual([taken, taken === 0 ? 0 : -110_000]);
  });
  it('takes a deposit for a patient the hospital knows, with a receipt of the same series', async () => {
    await desk.openTill('T01', 0);
    expect((await desk.depositCash('person-1', 2_000_000)).body).toMatchObject({
      receipt: 'TMT01-2026-000001',
      amount: 2_000_000,
    });
    expect((await desk.depositCash('person-1', 500_000)).body).toMatchObject({
      receipt: 'TMT01-2026-000002',
      amount: 500_000,
    });
    stage.strangers.add('stranger-1');
    expect((await desk.depositCash('stranger-1', 1)).body.code).toBe('person-unknown');
    expect(await balances()).toMatchObject({ 'cash:T01': 2_500_000, 'deposit:person-1': -2_500_000 });
    const receipt = await stage.request(
      'GET /v1/receipts/{receipt}',
      { receipt: 'TMT01-2026-000001' },
      { as: 'cashier' },
    );
    expect(receipt.body).toMatchObject({ purpose: 'deposit', person: 'person-1', amount: 2_000_000, deposited: 0 });
    expect(receipt.body.bill).toBeUndefined();
  });
  it('numbers ten deposits taken at once without a gap and without a repeat', async () => {
    await desk.openTill('T01', 0);
    const taken = await Promise.all(Array.from({ length: 10 }, (_, n) => desk.depositCash(`person-${n}`, 1_000)));
    const numbers = taken.flatMap(({ body, status }) => (status === 201 ? [String(body.receipt)] : []));
    expect(numbers.toSorted()).toEqual(numbers.map((_, n) => `TMT01-2026-${String(n + 1).padStart(6, '0')}`));
    expect((await balances())['cash:T01']).toBe(numbers.length * 1_000);
  });
  it('tells an administrator what the drawer should hold; its cashier counts it blind and is told then', async () => {
    const { session } = (await desk.openTill('T01', 100_000)).body;
    await desk.depositCash('person-1', 50_000);
    await desk.drop(30_000);
    const dropped = (await desk.drop(1_000)).body;
    expect(Object.keys(dropped).toSorted()).toEqual(['amount', 'movement', 'session']);
    await desk.depositCash('person-1', 1_000);
    const tooMuch = (await desk.drop(120_001)).body;
    expect([tooMuch.code, tooMuch.because]).toEqual(['drawer-too-small', undefined]);
    const own = (await desk.readSession(session)).body;
    expect([own.expected, own.kinds, own.moved]).toEqual([undefined, undefined, 4]);
    const read = await desk.readSession(session, 'admin-1');
    expect(read.body).toMatchObject({
      expected: 120_000,
      moved: 4,
      kinds: [
        { kind: 'deposit', count: 2, amount: 51_000 },
        { kind: 'drop', count: 2, amount: -31_000 },
      ],
      // Two of one instant are in either order.
      receipts: expect.arrayContaining(['TMT01-2026-000001', 'TMT01-2026-000002']),
    });
    expect((await desk.readSession(session, 'cashier-2')).body.code).toBe('not-your-till');
    expect((await desk.readSession('none')).body.code).toBe('not-found');
    expect((await balances())['cash:T01']).toBe(120_000);
    const counted = (await desk.close(session, {})).body;
    expect(counted).toMatchObject({ state: 'counted', closing: { counted: 0, countedBy: 'cashier-1' } });
    const waiting = (await desk.readSession(session)).body;
    for (const { closing } of [counted, waiting])
      expect([closing.expected, closing.difference]).toEqual([undefined, undefined]);
    expect([waiting.expected, waiting.kinds]).toEqual([undefined, undefined]);
    expect((await desk.readSession(session, 'admin-1')).body.closing).toMatchObject({ difference: -120_000 });
    await desk.decideClosing(session, false);
    const again = (await desk.readSession(session)).body;
    expect([again.state, again.expected, again.recounted]).toEqual(['open', undefined, undefined]);
    expect((await desk.readSession(session, 'admin-1')).body.recounted).toHaveLength(1);
  });
  it('is not to be read out of the books by a cashier: all cash is one line there, and its statements are refused', async () => {
    await desk.openTill('T01', 100_000);
    await desk.openTill('T02', 50_000, 'cashier-2');
    await desk.depositCash('person-1', 7_000);
    const day = '2026-11-24';
    type Row = { account: string; balance: number };
    for (const route of ['GET /v1/accounts', 'GET /v1/ledger/trial-balance']) {
      const cashOf = async (person: string) => {
        const { accounts, total } = (await desk.ask(person, route, { day })).body;
        expect(total).toBe(0);
        return (accounts as Row[]).filter(({ account }) => account.startsWith('cash')).map((row) => Object.values(row));
      };
      expect(await cashOf('cashier-1')).toEqual([['cash', 157_000, 150_000, 7_000]]);
      expect((await cashOf('admin-1')).map(([account]) => account)).toEqual(['cash:T01', 'cash:T02', 'cash:safe']);
    }
    for (const file of ['', '.csv', '.xlsx'])
      for (const account of ['cash:T01', 'cash:safe']) {
        const read = (person: string) =>
          desk.ask(person, `GET /v1/accounts/{account}/statement${file}`, { account, from: day, to: day });
        const refused = await read('cashier-1');
        expect(refused.status).toBe(403);
        if (file === '') expect(refused.body.code).toBe('till-account-hidden');
        expect((await read('admin-1')).status).toBe(200);
      }
    for (const lang of ['vi', 'en']) {
      const read = (person: string) => desk.ask(person, 'GET /v1/reconciliations/{day}/report', { day, lang });
      expect((await read('cashier-1')).text).not.toMatch(/cash:(T01|safe)/);
      expect((await read('admin-1')).text).toContain('cash:T01');
    }
  });
  it('lists the sessions of a day to an administrator, page by page', async () => {
    for (const n of [1, 2, 3]) {
      await desk.openTill(`T0${n}`, 0, `cashier-${n}`);
      stage.setClock({ minutes: 1 });
    }
    const list = (more = {}) => stage.request('GET /v1/till-sessions', more, { as: 'admin' });
    const first = await list({ limit: 2 });
    expect(first.body.items.map(({ till }: { till: string }) => till)).toEqual(['T03', 'T02']);
    const second = await list({ limit: 2, after: first.body.next });
    expect(second.body.items.map(({ till }: { till: string }) => till)).toEqual(['T01']);
    expect((await list({ day: '2026-11-23' })).body.items).toEqual([]);
    expect((await stage.request('GET /v1/till-sessions', {}, { as: 'cashier' })).status).toBe(403);
  });
  it('of an earlier day takes and pays no cash until it is closed, and is listed as long as it is not', async () => {
    const { session } = (await desk.openTill('T01', 500_000)).body;
    await desk.depositCash('person-1', 100_000);
    const refund = await desk.approved('person-1', 10_000);
    // Midnight in Viet Nam.
    stage.setClock('2026-11-24T17:00:00.000Z');
    const { bill } = await stage.billed('v-1');
    const refused = await desk.payCash(bill, 110_000);
    expect([refused.body.code, refused.body.because]).toEqual(['session-of-another-day', '2026-11-24']);
    expect((await desk.depositCash('person-1', 1_000)).body.code).toBe('session-of-another-day');
    expect((await desk.payOut(refund)).body.code).toBe('session-of-another-day');
    expect((await desk.drop(100_000)).status).toBe(201);
    await desk.openTill('T02', 0, 'cashier-2');
    const listed = async (more = {}) =>
      (await stage.request('GET /v1/till-sessions', more, { as: 'admin' })).body.items.map(
        ({ till }: { till: string }) => till,
      );
    expect([await listed(), await listed({ open: 'true' })]).toEqual([['T02'], ['T02', 'T01']]);
    await desk.close(session, {});
    expect(await listed({ open: 'true' })).toEqual(['T02', 'T01']);
    await desk.decideClosing(session, true);
    expect(await listed({ open: 'true' })).toEqual(['T02']);
    expect((await desk.openTill('T01', 0)).status).toBe(201);
    expect((await desk.payCash(bill, 110_000)).status).toBe(201);
  });
});

describe('a till is closed', () => {
  let stage: BillingStage;
  let desk: DeskStage;
  let session: string;
  beforeEach(async () => {
    stage = await openBillingStage();
    desk = deskStage(stage);
    session = (await desk.openTill('T01', 500_000)).body.session;
  });
  afterEach(() => stage.close());
  const balances = async () => (await stage.books()).balances;

  it('counted by notes: nothing over or short, all handed in, till and cashier free again', async () => {
    await desk.depositCash('person-1', 250_000);
    const closed = await desk.close(session, { '500000': 1, '200000': 1, '50000': 1 });
    expect(closed.body).toMatchObject({
      state: 'closed',
      closing: { counted: 750_000, expected: 750_000, difference: 0, countedBy: 'cashier-1' },
    });
    expect(await balances()).toMatchObject({ 'cash:T01': 0, 'cash:safe': 250_000 });
    expect((await balances())['over-short']).toBeUndefined();
    expect((await desk.openTill('T01', 0)).status).toBe(201);
  });
  it.each([
    ['short', { '200000': 2, '50000': 1, '20000': 2 }, -10_000, 10_000, 490_000],
    ['over', { '500000': 1, '10000': 1 }, 10_000, -10_000, 510_000],
  ])('a little %s: the difference is one entry on over-short', async (_, count, difference, posted, safe) => {
    expect((await desk.close(session, count)).body).toMatchObject({ state: 'closed', closing: { difference } });
    expect(await balances()).toMatchObject({ 'cash:T01': 0, 'over-short': posted, 'cash:safe': safe - 500_000 });
  });
  it('and frozen: no cash, no second closing, no drop', async () => {
    await desk.close(session, { '500000': 1 });
    expect((await desk.depositCash('person-1', 1_000)).body.code).toBe('till-closed');
    expect((await desk.drop(1)).body.code).toBe('till-closed');
    expect((await desk.close(session, {})).body.code).toBe('till-closed');
    expect((await desk.decideClosing(session, true)).body.code).toBe('closing-not-waiting');
    expect((await desk.readSession(session)).body).toMatchObject({ state: 'closed', expected: 500_000 });
  });
  it('as a case for somebody else whenever it was short, however little, and as none when it was not', async () => {
    await desk.close(session, { '200000': 2, '50000': 1, '20000': 2, '5000': 1, '2000': 2, '500': 1 });
    const { items } = await stage.books();
    expect(items).toMatchObject([{ kind: 'till-short', amount: 500, session, vi: expect.any(String) }]);
    const end = { item: items[0]?.['id'], outcome: 'no-action-needed', note: 'Thối nhầm' };
    const resolve = (person: string) => desk.ask(person, 'POST /v1/work-items/{item}/resolution', end);
    expect((await resolve('cashier-1')).body.code).toBe('needs-another-person');
    expect((await resolve('admin-1')).status).toBe(201);
    const next = (await desk.openTill('T01', 500_000)).body.session;
    await desk.close(next, { '500000': 1, '10000': 1 });
    expect((await stage.books()).work).toEqual([]);
  });
  it('by its cashier alone only while all that was short on the day is within the limit of one closing', async () => {
    const short = { '200000': 2, '50000': 1, '20000': 1, '10000': 1 };
    expect((await desk.close(session, short)).body).toMatchObject({
      state: 'closed',
      closing: { difference: -20_000 },
    });
    const again = async (): Promise<string> => (await desk.openTill('T01', 500_000)).body.session;
    const over = { '500000': 1, '20000': 1 };
    expect((await desk.close(await again(), over)).body.state).toBe('closed');
    expect((await desk.close(await again(), short)).body.state).toBe('closed');
    const third = await again();
    const waiting = (await desk.close(third, short)).body;
    expect([waiting.state, waiting.closing.difference]).toEqual(['counted', undefined]);
    await desk.decideClosing(third, true);
    const fourth = await again();
    stage.setClock({ minutes: 24 * 60 });
    expect((await desk.close(fourth, short)).body.state).toBe('closed');
  });
  it('after a float that no desk needs is refused', async () => {
    expect((await desk.openTill('T02', 5_000_001, 'cashier-2')).body).toMatchObject({
      code: 'float-too-large',
      because: '5000000',
    });
    expect((await desk.openTill('T02', 5_000_000, 'cashier-2')).status).toBe(201);
  });
  it('only with another person when much is missing; until then the till stands still', async () => {
    expect((await desk.close(session, { '200000': 2 }, 'admin-1')).body).toMatchObject({
      state: 'counted',
      closing: { difference: -100_000 },
    });
    expect((await desk.depositCash('person-1', 1_000)).body.code).toBe('till-closed');
    expect((await desk.openTill('T01', 0, 'cashier-2')).body.code).toBe('till-taken');
    expect((await balances())['cash:T01']).toBe(500_000);
    expect((await desk.decideClosing(session, true, 'admin-1')).body.code).toBe('needs-another-person');
    expect((await desk.decideClosing(session, true, 'cashier-2')).status).toBe(403);
    expect((await desk.decideClosing(session, true, 'admin-2')).body).toMatchObject({
      state: 'closed',
      closing: { decidedBy: 'admin-2', note: 'Đã kiểm quỹ' },
    });
    expect(await balances()).toMatchObject({ 'cash:T01': 0, 'over-short': 100_000, 'cash:safe': -100_000 });
  });
  it('anew when the other person has it counted again', async () => {
    await desk.close(session, {});
    expect((await desk.decideClosing(session, false)).body).toMatchObject({ state: 'open' });
    await desk.depositCash('person-1', 1_000);
    // The first count was refused, so this one is not its cashier's to close, exact as it is.
    expect((await desk.close(session, { '500000': 1, '1000': 1 })).body).toMatchObject({ state: 'counted' });
    expect((await desk.decideClosing(session, true)).body).toMatchObject({
      state: 'closed',
      closing: { expected: 501_000, difference: 0 },
      recounted: [{ counted: 0, difference: -500_000, decidedBy: 'admin-1' }],
    });
  });
  it('as the other person saw it counted: a drawer that was counted anew since is another', async () => {
    await desk.close(session, {});
    const { version } = (await desk.readSession(session, 'admin-1')).body;
    await desk.decideClosing(session, false);
    await desk.close(session, { '200000': 1 });
    expect((await desk.decideClosing(session, true, 'admin-2', version)).body.code).toBe('request-changed');
    expect((await desk.decideClosing(session, true, 'admin-2')).body).toMatchObject({ state: 'closed' });
  });
  it('by its cashier or an administrator, and by nobody else', async () => {
    expect((await desk.close(session, {}, 'cashier-2')).body.code).toBe('not-your-till');
    expect((await desk.close('none', {})).body.code).toBe('not-found');
    expect((await desk.decideClosing('none', true)).body.code).toBe('not-found');
  });
  it('never in a way that misses a payment of the same moment', async () => {
    const [closed, ...taken] = await Promise.all([
      desk.close(session, { '500000': 1 }),
      ...Array.from({ length: 6 }, (_, n) => desk.depositCash(`person-${n}`, 5_000)),
    ]);
    const count = taken.filter(({ status }) => status === 201).length;
    expect(closed?.body.closing.expected).toBe(500_000 + count * 5_000);
    const { balances: after, total } = await stage.books();
    // What the count did not find is short: nothing is left on the till, and the books agree.
    expect([after['cash:T01'], after['over-short'] ?? 0, total]).toEqual([0, count * 5_000, 0]);
  });
});
