import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import { deskStage } from '../../test/desk-stage.ts';

const own = `suspense:970436:${receiving['long-khanh']}`;

describe('unexplained money', () => {
  let stage: BillingStage;
  let channel: string;
  beforeEach(async () => {
    stage = await openBillingStage();
    channel = await stage.sepay();
  });
  afterEach(() => stage.close());

  const stranger = async (amount: number, reference = 'FT1', account?: string): Promise<string> => {
    await stage.pay(channel, { amount, content: 'x', reference, ...(account && { account }) });
    return String((await stage.books()).items.find((item) => item['reference'] === reference)?.['id']);
  };
  const ask = (item: string, bill: string, to = 'bill', as: 'cashier' | 'admin' | 'doctor' = 'cashier') =>
    stage.request('POST /v1/work-items/{item}/placement', { item, bill, to, note: 'Đã gọi người chuyển' }, { as });
  const read = async (item: string) =>
    (await stage.request('GET /v1/work-items/{item}/placement', { item }, { as: 'admin' })).body;
  const decide = async (item: string, approve = true, as: 'admin' | 'cashier' = 'admin', version?: number) =>
    stage.request(
      'POST /v1/work-items/{item}/placement/decision',
      { item, approve, version: version ?? (await read(item)).version ?? 1 },
      { as },
    );

  it('goes on a bill when a cashier asks and another person approves: paid, with its receipt, out of suspense', async () => {
    const { bill } = await stage.billed('v-1');
    const item = await stranger(110_000);
    expect((await ask(item, bill)).body).toMatchObject({ state: 'requested', amount: 110_000 });
    expect((await stage.bill(bill)).paid).toBe(0);
    expect((await decide(item)).body).toMatchObject({ state: 'approved' });
    expect(await stage.bill(bill)).toMatchObject({
      state: 'paid',
      receipts: [expect.stringMatching(/^QR[1-4]-2026-000001$/)],
      payments: [{ reference: 'FT1', applied: 110_000 }],
    });
    const { balances, total, work } = await stage.books();
    expect([balances[own], balances['receivable:patient'], total, work]).toEqual([0, 0, 0, []]);
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
  });
  it('goes to the deposit of the patient of a bill, also of one that is paid', async () => {
    const { bill, code } = await stage.billed('v-1');
    await stage.pay(channel, { amount: 110_000, content: code, reference: 'FT0' });
    const item = await stranger(5_000);
    expect((await ask(item, bill)).body.code).toBe('bill-already-paid');
    await ask(item, bill, 'deposit');
    await decide(item);
    const { balances } = await stage.books();
    expect([balances[own], balances['deposit:person-of-v-1']]).toEqual([0, -5_000]);
    const of = { person: 'person-of-v-1' };
    expect((await stage.request('GET /v1/persons/{person}/deposit', of, { as: 'cashier' })).body).toMatchObject({
      balance: 5_000,
      items: [{ kind: 'suspense-placed', amount: 5_000, bill }],
    });
    expect(stage.named('billing.deposit-changed')).toMatchObject([{ data: { amount: 5_000, why: 'suspense-placed' } }]);
  });
  it('is kept for the patient where it is more than is due, and a person is told', async () => {
    const { bill } = await stage.billed('v-1');
    const item = await stranger(120_000);
    await ask(item, bill);
    await decide(item);
    const { balances, work } = await stage.books();
    expect([balances['deposit:person-of-v-1'], work]).toEqual([-10_000, ['surplus']]);
  });
  it('stays where it is while nobody else approves, when it is rejected, and when the bill was paid meanwhile', async () => {
    const { bill, code } = await stage.billed('v-1');
    const item = await stranger(110_000);
    await ask(item, bill, 'bill', 'admin');
    expect((await decide(item)).body.code).toBe('needs-another-person');
    expect((await decide(item, true, 'cashier')).status).toBe(403);
    expect((await ask(item, bill, 'bill', 'doctor')).status).toBe(403);
    const second = await stranger(7, 'FT2');
    await ask(second, bill);
    expect((await decide(second, false)).body).toEqual({ item: second, state: 'rejected' });
    expect((await decide(second)).body.code).toBe('placement-decided');
    expect((await ask(second, bill)).status).toBe(201);
    await stage.pay(channel, { amount: 110_000, content: code, reference: 'FT3' });
    expect((await decide(second)).body.code).toBe('bill-already-paid');
    expect((await stage.books()).balances[own]).toBe(-110_007);
  });
  it('is placed once: not asked for twice, not after the case was resolved, and not where nothing lies in suspense', async () => {
    const { bill, code } = await stage.billed('v-1');
    const item = await stranger(1_000);
    await ask(item, bill);
    expect((await ask(item, bill)).body.code).toBe('placement-waiting');
    const both = await Promise.all([decide(item), decide(item)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect((await ask(item, bill)).body.code).toBe('work-item-resolved');
    await stage.pay(channel, { amount: 200_000, content: code, reference: 'FT5' });
    const surplus = String((await stage.books()).items.find(({ kind }) => kind === 'surplus')?.['id']);
    expect((await ask(surplus, bill, 'deposit')).body.code).toBe('nothing-in-suspense');
    expect((await ask('0190', bill)).body.code).toBe('not-found');
    // Money that left can't be put anywhere.
    await stage.pay(channel, { amount: 999, content: 'x', reference: 'FT1', out: true });
    const reused = String((await stage.books()).items.find(({ kind }) => kind === 'reference-reused')?.['id']);
    expect((await ask(reused, bill, 'deposit')).body.code).toBe('nothing-in-suspense');
  });
  it('is seen before it is decided on: where to, how much, who asked and why; a request that took its place is another', async () => {
    const { bill } = await stage.billed('v-1');
    const { bill: other } = await stage.billed('v-2');
    const item = await stranger(1_000);
    expect((await read(item)).code).toBe('not-found');
    await ask(item, bill, 'deposit');
    const seen = await read(item);
    expect(seen).toEqual({
      item,
      bill,
      to: 'deposit',
      amount: 1_000,
      reference: 'FT1',
      note: 'Đã gọi người chuyển',
      state: 'requested',
      requestedAt: '2026-11-24T01:00:00.000Z',
      requestedBy: 'cashier-1',
      version: 1,
    });
    const asCashier = await stage.request('GET /v1/work-items/{item}/placement', { item }, { as: 'cashier' });
    expect([asCashier.body.version, asCashier.status]).toEqual([1, 200]);
    await decide(item, false);
    await ask(item, other, 'bill');
    expect((await decide(item, true, 'admin', seen.version)).body.code).toBe('request-changed');
    expect((await decide(item, false, 'admin', seen.version)).body.code).toBe('request-changed');
    expect(await read(item)).toMatchObject({ bill: other, to: 'bill', state: 'requested' });
    expect((await decide(item)).body).toMatchObject({ state: 'approved' });
    expect(await read(item)).toMatchObject({ state: 'approved', decidedBy: 'admin-1' });
  });
  it('is cash of the safe that was brought to the bank, when two people say so: out of suspense and out of the safe', async () => {
    const desk = deskStage(stage);
    await desk.openTill('T01', 0);
    await desk.depositCash('person-1', 500_000);
    await desk.drop(500_000);
    const item = await stranger(500_000);
    const toSafe = { item, to: 'safe', note: 'Nộp tiền mặt vào ngân hàng, giấy nộp số 12' };
    const request = 'POST /v1/work-items/{item}/placement';
    expect((await stage.request(request, { ...toSafe, bill: 'b-1' }, { as: 'cashier' })).status).toBe(400);
    expect((await stage.request(request, toSafe, { as: 'cashier' })).body).toEqual({
      item,
      to: 'safe',
      amount: 500_000,
      state: 'requested',
    });
    expect(await read(item)).toMatchObject({ to: 'safe', amount: 500_000, requestedBy: 'cashier-1' });
    expect((await stage.books()).balances['cash:safe']).toBe(500_000);
    expect((await decide(item)).body).toMatchObject({ state: 'approved' });
    const { balances, total, work } = await stage.books();
    expect([balances['cash:safe'], balances[own], total, work]).toEqual([0, 0, 0, []]);
    const report = { day: '2026-11-24', lang: 'en' };
    const { text } = await stage.request('GET /v1/reconciliations/{day}/report', report, { as: 'admin' });
    expect(text).toContain(
      '<td>cash:safe</td><td class="n">500,000</td><td class="n">500,000</td><td class="n">0</td>',
    );
  });
  it('is sent back when two people find the transfer by which the bank returned it: both cases end together', async () => {
    const item = await stranger(1_000);
    const gone = async (amount: number, reference: string): Promise<string> => {
      await stage.pay(channel, { amount, content: 'hoan tra', reference, out: true });
      return String((await stage.books()).items.find((one) => one['reference'] === reference)?.['id']);
    };
    const sendBack = (outgoing: string) =>
      stage.request(
        'POST /v1/work-items/{item}/placement',
        { item, to: 'sent-back', outgoing, note: 'Ngân hàng trả lại' },
        { as: 'cashier' },
      );
    expect((await sendBack('0190')).body.code).toBe('not-found');
    expect((await sendBack(await stranger(1_000, 'FT-IN'))).body.code).toBe('nothing-in-suspense');
    expect((await sendBack(await gone(999, 'FT-OTHER'))).body.code).toBe('payout-differs');
    const outgoing = await gone(1_000, 'FT-OUT');
    expect((await sendBack(outgoing)).body).toEqual({
      item,
      to: 'sent-back',
      outgoing,
      amount: 1_000,
      state: 'requested',
    });
    expect(await read(item)).toMatchObject({ to: 'sent-back', outgoing });
    expect((await decide(item)).body).toMatchObject({ state: 'approved' });
    const { balances, total, work } = await stage.books();
    expect([balances[own], total]).toEqual([-1_000 + 999, 0]);
    expect(work.toSorted()).toEqual(['outgoing-unmatched', 'unknown-code']);
    const another = await stranger(1_000, 'FT-2');
    const twice = { item: another, to: 'sent-back', outgoing, note: 'x' };
    const reply = await stage.request('POST /v1/work-items/{item}/placement', twice, { as: 'cashier' });
    expect(reply.body.code).toBe('work-item-resolved');
  });
  it('that left the account is not explained by a cashier alone: a bank’s fee is for an administrator to name', async () => {
    await stage.pay(channel, { amount: 3_300, content: 'phi', reference: 'FT-FEE', out: true });
    const item = String((await stage.books()).items[0]?.['id']);
    const resolve = (as: 'cashier' | 'admin') =>
      stage.request(
        'POST /v1/work-items/{item}/resolution',
        { item, outcome: 'no-action-needed', note: 'Phí ngân hàng' },
        { as },
      );
    expect((await resolve('cashier')).body.code).toBe('outgoing-needs-administrator');
    expect((await resolve('admin')).status).toBe(201);
  });
  it('is never talked away: a case whose money lies in suspense is not resolved by a word, and a request outlives it', async () => {
    const { bill } = await stage.billed('v-1');
    const outcomes = ['refunded', 'kept-as-deposit', 'matched', 'collected', 'no-action-needed'];
    const resolve = (item: string, outcome: string, as: 'cashier' | 'admin' = 'cashier') =>
      stage.request('POST /v1/work-items/{item}/resolution', { item, outcome, note: 'x' }, { as });
    for (const account of [undefined, '0999999999999']) {
      const item = await stranger(1_000, `FT-${account}`, account);
      for (const outcome of outcomes) expect((await resolve(item, outcome)).body.code).toBe('money-in-suspense');
      expect((await resolve(item, 'no-action-needed', 'admin')).body.code).toBe('money-in-suspense');
      await ask(item, bill, 'deposit');
      expect((await resolve(item, 'matched')).body.code).toBe('placement-waiting');
      expect((await decide(item)).status).toBe(201);
      expect((await resolve(item, 'matched')).body.code).toBe('work-item-resolved');
    }
    expect((await stage.books()).balances['deposit:person-of-v-1']).toBe(-2_000);
  });
  it('behind a reference that was used before is posted once to bank and bill when another person approves', async () => {
    const { bill } = await stage.billed('v-1');
    await stage.pay(channel, { amount: 5, content: 'x', reference: 'FT1' });
    const again = { amount: 110_000, content: 'y', reference: 'FT1' };
    await stage.pay(channel, again);
    const reused = String((await stage.books()).items.find(({ kind }) => kind === 'reference-reused')?.['id']);
    expect((await ask(reused, bill)).body).toMatchObject({ state: 'requested', amount: 110_000 });
    const both = await Promise.all([decide(reused), decide(reused)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(await stage.bill(bill)).toMatchObject({
      state: 'paid',
      payments: [{ reference: 'FT1', amount: 110_000, applied: 110_000, arrival: 'exact' }],
    });
    const bank = `bank:970436:${receiving['long-khanh']}`;
    const { balances, total, work } = await stage.books();
    expect([balances[bank], balances['receivable:patient'], total, work]).toEqual([110_005, 0, 0, ['unknown-code']]);
    expect(stage.named('billing.payment-received').at(-1)?.data).toMatchObject({ bill, amount: 110_000 });
    // Told once more, by whomever, it is the one that was posted.
    await stage.pay(channel, again);
    expect((await stage.books()).work).toEqual(['unknown-code']);
  });
  it('behind a reference that was used before is kept for a patient, and what is too much can be placed on', async () => {
    const { bill } = await stage.billed('v-1');
    await stage.pay(channel, { amount: 5, content: 'x', reference: 'FT1' });
    await stage.pay(channel, { amount: 700, content: 'y', reference: 'FT1' });
    const reused = String((await stage.books()).items.find(({ kind }) => kind === 'reference-reused')?.['id']);
    await ask(reused, bill, 'deposit');
    expect((await decide(reused)).status).toBe(201);
    const { balances, total } = await stage.books();
    expect([balances['deposit:person-of-v-1'], balances[`bank:970436:${receiving['long-khanh']}`], total]).toEqual([
      -700, 705, 0,
    ]);
  });
  it('of an account that is not registered is placed out of that account’s suspense', async () => {
    const { bill } = await stage.billed('v-1');
    const item = await stranger(1_000, 'FT1', '0999999999999');
    await ask(item, bill, 'deposit');
    await decide(item);
    expect((await stage.books()).balances['suspense:unregistered:0999999999999']).toBe(0);
  });
  it('whatever is placed where leaves the books at zero and each dong in one place', async () => {
    const one = fc.record({ amount: fc.integer({ min: 1, max: 150_000 }), to: fc.constantFrom('bill', 'deposit') });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 5 }), async (moved) => {
        await stage.close();
        stage = await openBillingStage();
        channel = await stage.sepay();
        const { bill } = await stage.billed('v-1');
        let placed = 0;
        for (const [n, { amount, to }] of moved.entries()) {
          const item = await stranger(amount, `FT${n}`);
          await ask(item, bill, to);
          if ((await decide(item)).status === 201) placed += amount;
        }
        const came = moved.reduce((sum, { amount }) => sum + amount, 0);
        const { balances, total } = await stage.books();
        const { paid } = await stage.bill(bill);
        expect(total).toBe(0);
        expect(balances[own]).toBe(0 - (came - placed));
        expect(paid - (balances['deposit:person-of-v-1'] ?? 0)).toBe(placed);
      }),
      { numRuns: 15 },
    );
  });
});
