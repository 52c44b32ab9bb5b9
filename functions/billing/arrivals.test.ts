import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving, type Transfer } from '../../test/billing-stage.ts';
import { decodeVietQr } from './vietqr.ts';

const due = 110_000;
const patient = 'deposit:person-of-e-1';
const bank = `bank:970436:${receiving['long-khanh']}`;
const suspense = `suspense:970436:${receiving['long-khanh']}`;
const receivable = 'receivable:patient';
const success = { status: 200, body: { success: true } };

let stage: BillingStage;
let channel: string;
beforeEach(async () => {
  stage = await openBillingStage();
  channel = await stage.sepay();
});
afterEach(() => stage.close());

/** A transfer comes in through the bank's door: what it moved in the ledger, what a person got to do, what the bank heard. */
async function arrives(transfer: Transfer) {
  const before = await stage.books();
  const reply = await stage.pay(channel, transfer);
  const after = await stage.books();
  expect(after.total).toBe(0);
  const accounts = new Set([...Object.keys(before.balances), ...Object.keys(after.balances)]);
  const moved = [...accounts].flatMap((account) => {
    const change = (after.balances[account] ?? 0) - (before.balances[account] ?? 0);
    return change === 0 ? [] : [[account, change] as const];
  });
  const known = new Set(before.items.map((item) => item['id']));
  return {
    reply: { status: reply.status, body: reply.body },
    ledger: Object.fromEntries(moved),
    entries: after.bank.length - before.bank.length,
    work: after.items.filter((item) => !known.has(item['id'])).map(({ kind, amount }) => [kind, amount]),
    arrival: (stage.named('billing.payment-received').at(-1)?.data as { arrival?: string } | undefined)?.arrival,
  };
}
const receiptsOf = async (bill: string) => {
  const { receipts } = await stage.bill(bill);
  const read = receipts.map((receipt: string) =>
    stage.request('GET /v1/receipts/{receipt}', { receipt }, { as: 'cashier' }),
  );
  return (await Promise.all(read)).map(({ body: { amount, deposited, settled } }) => ({ amount, deposited, settled }));
};
const questions = () => stage.named('billing.payment-questioned').map(({ data }) => data);
const endOfCodes = async () => {
  stage.setClock({ minutes: 24 * 60 + 1 });
  await stage.runSchedule('billing.expireIntents');
};

describe('money that arrives', () => {
  it('exact, open: bank to receivable; no work item; success', async () => {
    const { bill, code } = await stage.billed('e-1');
    const transfer = { amount: due, content: `${code} vien phi`, reference: 'FT-1' };
    expect(await arrives(transfer)).toEqual({
      reply: success,
      ledger: { [bank]: due, [receivable]: -due },
      entries: 1,
      work: [],
      arrival: 'exact',
    });
    const paid = await stage.bill(bill);
    expect(paid).toMatchObject({ state: 'paid', paid: due, due: 0 });
    expect(paid).not.toHaveProperty('payload');
    expect(paid.payments).toMatchObject([
      { provider: 'sepay', reference: 'FT-1', amount: due, applied: due, deposited: 0, arrival: 'exact' },
    ]);
    expect(await receiptsOf(bill)).toEqual([{ amount: due, deposited: 0, settled: true }]);
    expect(stage.named('billing.bill-paid').map(({ data }) => data)).toMatchObject([
      { bill, encounter: 'e-1', receipt: paid.receipts[0], patientPays: due },
    ]);
  });

  it('less: bank to receivable, intent part-paid, new QR for the rest with the same code; no work item under 24 h, then the cashier; success', async () => {
    const { bill, code } = await stage.billed('e-1');
    expect(await arrives({ amount: 40_000, content: code })).toEqual({
      reply: success,
      ledger: { [bank]: 40_000, [receivable]: -40_000 },
      entries: 1,
      work: [],
      arrival: 'less',
    });
    const part = await stage.bill(bill);
    expect(part).toMatchObject({ state: 'part_paid', paid: 40_000, due: 70_000, code });
    expect(decodeVietQr(part.payload)).toMatchObject({
      ok: true,
      fields: { amount: '70000', additional: { purpose: code } },
    });
    expect(await receiptsOf(bill)).toEqual([{ amount: 40_000, deposited: 0, settled: false }]);
    stage.setClock({ minutes: 23 * 60 });
    await stage.runSchedule('billing.expireIntents');
    expect((await stage.books()).work).toEqual([]);
    stage.setClock({ minutes: 62 });
    await stage.runSchedule('billing.expireIntents');
    expect((await stage.books()).items).toMatchObject([{ kind: 'part-paid-expired', bill, amount: 70_000 }]);
  });

  it('less, and then the rest: both are receipts, and the bill is paid once', async () => {
    const { bill, code } = await stage.billed('e-1');
    await arrives({ amount: 40_000, content: code });
    expect(await arrives({ amount: 70_000, content: code })).toMatchObject({ work: [], arrival: 'exact' });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due });
    const both = await receiptsOf(bill);
    expect(both).toMatchObject([
      { amount: 40_000, settled: false },
      { amount: 70_000, settled: true },
    ]);
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
  });

  it('more: bank to receivable for the due, surplus to the patient deposit; refund or keep as a deposit; success', async () => {
    const { bill, code } = await stage.billed('e-1');
    expect(await arrives({ amount: 150_000, content: code })).toEqual({
      reply: success,
      ledger: { [bank]: 150_000, [receivable]: -due, [patient]: -40_000 },
      entries: 1,
      work: [['surplus', 40_000]],
      arrival: 'more',
    });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due, due: 0 });
    expect(await receiptsOf(bill)).toEqual([{ amount: due, deposited: 40_000, settled: true }]);
  });

  it('second payment of a paid intent: bank to patient deposit; refund; success', async () => {
    const { bill, code } = await stage.billed('e-1');
    await arrives({ amount: due, content: code });
    expect(await arrives({ amount: due, content: code })).toEqual({
      reply: success,
      ledger: { [bank]: due, [patient]: -due },
      entries: 1,
      work: [['second-payment', due]],
      arrival: 'second',
    });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due });
    expect(await receiptsOf(bill)).toHaveLength(1);
    await arrives({ amount: 5_000, content: code });
    const deposit = stage.stored('billing').find((item) => item.pk === 'DEPOSIT#person-of-e-1');
    expect(JSON.parse(deposit?.value ?? '{}')).toMatchObject({ balance: due + 5_000 });
  });

  it('after expiry, bill still due: settled as usual, flagged late; no work item; success', async () => {
    const { bill, code } = await stage.billed('e-1');
    await endOfCodes();
    expect(await arrives({ amount: due, content: code })).toEqual({
      reply: success,
      ledger: { [bank]: due, [receivable]: -due },
      entries: 1,
      work: [],
      arrival: 'late',
    });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due, payments: [{ arrival: 'late' }] });
    expect(await receiptsOf(bill)).toEqual([{ amount: due, deposited: 0, settled: true }]);
  });

  it.each([
    ['paid otherwise', { state: 'paid', paid: due }],
    ['void', { state: 'void', paid: 0 }],
  ])('after expiry, bill %s: patient deposit; refund; success', async (_, left) => {
    const { bill, code } = await stage.billed('e-1');
    await endOfCodes();
    // Tills and cancelled bills have doors and tests of their own: what they leave is written by hand.
    const { database } = stage.embedded;
    database.run(
      "UPDATE items SET value = json_set(value, '$.state', ?, '$.paid', ?) WHERE pk = ?",
      left.state,
      left.paid,
      `BILL#${bill}`,
    );
    expect(await arrives({ amount: due, content: code })).toEqual({
      reply: success,
      ledger: { [bank]: due, [patient]: -due },
      entries: 1,
      work: [['late-after-settled', due]],
      arrival: 'late-after-settled',
    });
    expect(await stage.bill(bill)).toMatchObject({ ...left, due: 0, receipts: [] });
  });

  it('second payment, after money without a code was put on the bill by two people: patient deposit; refund; success', async () => {
    const { bill, code } = await stage.billed('e-1');
    await stage.pay(channel, { amount: due, content: 'vien phi', reference: 'FT-0' });
    const item = (await stage.books()).items[0]?.['id'];
    const asked = { item, bill, to: 'bill', note: 'Đã gọi người chuyển' };
    await stage.request('POST /v1/work-items/{item}/placement', asked, { as: 'cashier' });
    const decision = { item, approve: true, version: 1 };
    await stage.request('POST /v1/work-items/{item}/placement/decision', decision, { as: 'admin' });
    const paid = await stage.bill(bill);
    expect(paid).toMatchObject({ state: 'paid', paid: due });
    await endOfCodes();
    expect(await arrives({ amount: due, content: code })).toMatchObject({
      reply: success,
      ledger: { [bank]: due, [patient]: -due },
      work: [['second-payment', due]],
    });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due, receipts: paid.receipts });
  });

  it.each([
    ['nothing of ours', 'chuc mung nam moi'],
    ['a code with one wrong character', 'VP0000000000Z'],
    ['nothing at all', ''],
  ])('no code found (%s): bank to suspense; match by hand, four eyes; success', async (_, content) => {
    expect(await arrives({ amount: 70_000, content })).toEqual({
      reply: success,
      ledger: { [bank]: 70_000, [suspense]: -70_000 },
      entries: 1,
      work: [['unknown-code', 70_000]],
      arrival: 'unknown-code',
    });
    // Four eyes: whoever asks for its place does not decide it.
    const item = (await stage.books()).items[0]?.['id'];
    const { bill } = await stage.billed('e-2');
    const asked = { item, bill, to: 'bill', note: 'Của người bệnh' };
    await stage.request('POST /v1/work-items/{item}/placement', asked, { as: 'admin' });
    const decision = { item, approve: true, version: 1 };
    const alone = await stage.request('POST /v1/work-items/{item}/placement/decision', decision, { as: 'admin' });
    expect(alone.body).toMatchObject({ code: 'needs-another-person' });
  });

  it('code of another tenant: suspense of the receiving account; cross-tenant alarm; success', async () => {
    const { code, bill } = await stage.billed('e-7', 'thong-nhat');
    const there = async () => {
      const asking = { as: 'cashier' as const, hospital: 'thong-nhat' };
      return [(await stage.request('GET /v1/bills/{bill}', { bill }, asking)).body, await stage.books('thong-nhat')];
    };
    const before = await there();
    expect(await arrives({ amount: due, content: code, reference: 'FT-7' })).toEqual({
      reply: success,
      ledger: { [bank]: due, [suspense]: -due },
      entries: 1,
      work: [['other-tenant', due]],
      arrival: 'other-tenant',
    });
    expect(await there()).toEqual(before);
    expect(questions()).toEqual([{ reason: 'other-tenant', provider: 'sepay', reference: 'FT-7' }]);
  });

  it('outgoing (debit), no refund that it matches: suspense; alarm; success', async () => {
    expect(await arrives({ amount: 30_000, content: 'phi', out: true, reference: 'FT-8' })).toEqual({
      reply: success,
      ledger: { [bank]: -30_000, [suspense]: 30_000 },
      entries: 1,
      work: [['outgoing-unmatched', 30_000]],
      arrival: 'outgoing',
    });
    expect(questions()).toEqual([{ reason: 'outgoing-unmatched', provider: 'sepay', reference: 'FT-8' }]);
  });

  it.each([
    ['amount', { amount: due + 1 }],
    ['account', { account: '7777' }],
    ['direction', { out: true }],
  ])('same bank reference, other %s: nothing posted; alarm, fraud check; success, no post', async (_, other) => {
    const { bill, code } = await stage.billed('e-1');
    const first = { amount: due, content: code, reference: 'FT-1' };
    await arrives(first);
    const paid = await stage.bill(bill);
    const again = { ...first, ...other };
    const nothing = { reply: success, ledger: {}, entries: 0 };
    expect(await arrives(again)).toMatchObject({ ...nothing, work: [['reference-reused', again.amount]] });
    // A person is called once, however often it comes.
    expect(await arrives(again)).toMatchObject({ ...nothing, work: [] });
    expect(questions()).toEqual([{ reason: 'reference-reused', provider: 'sepay', reference: 'FT-1' }]);
    expect(await stage.bill(bill)).toEqual(paid);
  });

  it('the same transfer again, from this provider or another: nothing posted, nobody called; success', async () => {
    const { bill, code } = await stage.billed('e-1');
    const transfer = { amount: due, content: code, reference: 'FT-1' };
    await arrives(transfer);
    const paid = await stage.bill(bill);
    expect(await arrives(transfer)).toMatchObject({ reply: success, ledger: {}, entries: 0, work: [] });
    const vietqr = await stage.vietqr();
    expect((await stage.sync(vietqr, { ...transfer, content: `CK ${code}` })).body).toMatchObject({
      error: false,
      object: { reftransactionid: paid.payments[0].payment },
    });
    expect((await stage.books()).bank).toHaveLength(1);
    expect(await stage.bill(bill)).toEqual(paid);
  });

  it('codes of two bills in one transfer: bank to suspense, as nobody can say which; success', async () => {
    const [first, second] = [await stage.billed('e-1'), await stage.billed('e-2')];
    expect(await arrives({ amount: due, content: `${first.code} ${second.code}` })).toMatchObject({
      reply: success,
      ledger: { [bank]: due, [suspense]: -due },
      work: [['several-codes', due]],
    });
  });

  it('code of another tenant on an account that is not registered: its suspense; cross-tenant alarm', async () => {
    const { code } = await stage.billed('e-9', 'thong-nhat');
    expect(await arrives({ amount: due, content: code, account: '5555', reference: 'FT-9' })).toMatchObject({
      ledger: { 'bank:unregistered:5555': due, 'suspense:unregistered:5555': -due },
      work: [['foreign-account', due]],
    });
    expect(questions()).toEqual([{ reason: 'other-tenant', provider: 'sepay', reference: 'FT-9' }]);
  });

  it('an account that is not registered: suspense of that account, whatever the code; success', async () => {
    const { bill, code } = await stage.billed('e-1');
    expect(await arrives({ amount: due, content: code, account: '5555' })).toMatchObject({
      reply: success,
      ledger: { 'bank:unregistered:5555': due, 'suspense:unregistered:5555': -due },
      work: [['foreign-account', due]],
    });
    expect(await stage.bill(bill)).toMatchObject({ state: 'open', paid: 0 });
  });
});
