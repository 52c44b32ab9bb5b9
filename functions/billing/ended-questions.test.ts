import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';

const account = receiving['long-khanh'];
const bank = `bank:970436:${account}`;
const due = 110_000;
const outcomes = ['refunded', 'kept-as-deposit', 'matched', 'collected', 'no-action-needed'];

let stage: BillingStage;
let channel: string;
beforeEach(async () => {
  stage = await openBillingStage();
  channel = await stage.sepay();
});
afterEach(() => stage.close());

interface Line {
  readonly reference: string;
  readonly amount: number;
  readonly content?: string;
}
const bring = (lines: readonly Line[]) =>
  stage.bringStatement(
    [
      `Số tài khoản: ${account}`,
      'Date,Reference,Debit,Credit,Description',
      ...lines.map(({ reference, amount, content = 'x' }) => `2026-11-24,${reference},,${amount},${content}`),
    ].join('\n'),
  );
const questions = async () =>
  (await stage.books()).items.filter(({ kind }) => kind === 'reference-reused' || kind === 'possible-double');
const itemOf = async () => String((await questions())[0]?.['id']);
const first = async (reference: string) => {
  const { entries } = (await stage.request('GET /v1/ledger/bank-entries', {}, { as: 'cashier' })).body;
  const found = entries.find((entry: { reference: string }) => entry.reference === reference);
  return { sameEntry: String(found?.entry), sameReference: reference };
};
const ask = (item: string, wish: object, as: 'cashier' | 'admin' = 'cashier') =>
  stage.request('POST /v1/work-items/{item}/placement', { item, note: 'Đã xem sao kê', ...wish }, { as });
const read = async (item: string) =>
  (await stage.request('GET /v1/work-items/{item}/placement', { item }, { as: 'admin' })).body;
const decide = async (item: string, number = 2) =>
  stage.request(
    'POST /v1/work-items/{item}/placement/decision',
    { item, approve: true, version: (await read(item)).version },
    { as: 'admin', number },
  );
const resolve = (item: string, outcome: string, as: 'cashier' | 'admin') =>
  stage.request('POST /v1/work-items/{item}/resolution', { item, outcome, note: 'trùng' }, { as });

/** Money of another bill under a reference that was posted before. */
async function reused() {
  const [one, two] = [await stage.billed('v-1'), await stage.billed('v-2')];
  await stage.pay(channel, { amount: due, content: one.code, reference: 'R1' });
  const again = { amount: due + 1, content: two.code, reference: 'R1', id: 777 };
  await stage.pay(channel, again);
  return { ...two, again };
}
/** Money that came without a reference, and a line of a statement that may be it. */
async function doubled() {
  const { bill, code } = await stage.billed('v-2');
  await stage.pay(channel, { amount: due, content: 'khong ma', reference: '', id: 4711 });
  await bring([{ reference: 'FT77', amount: due, content: code }]);
  const reference = String((await stage.books()).bank[0]?.['reference']);
  return { bill, code, reference };
}

describe('a question about money that may have arrived', () => {
  it('is not ended by the word of one person, whoever says it, and is posted by two', async () => {
    for (const open of [reused, doubled]) {
      await stage.close();
      stage = await openBillingStage();
      channel = await stage.sepay();
      const { bill } = await open();
      const item = await itemOf();
      for (const outcome of outcomes)
        for (const as of ['cashier', 'admin'] as const)
          expect((await resolve(item, outcome, as)).body.code).toBe('money-in-suspense');
      expect((await ask(item, { to: 'bill', bill })).status).toBe(201);
      expect((await decide(item)).status).toBe(201);
      expect((await stage.bill(bill)).state).toBe('paid');
      expect(await questions()).toEqual([]);
      const { total } = await stage.books();
      expect(total).toBe(0);
    }
  });
  it('is ended as the money of a posted entry by two people, who see both amounts', async () => {
    await reused();
    const item = await itemOf();
    const same = { to: 'same', ...(await first('R1')) };
    expect((await ask(item, { ...same, sameEntry: 'no-such' })).body.code).toBe('not-found');
    expect((await ask(item, same, 'admin')).body).toMatchObject({ amount: due + 1, state: 'requested' });
    expect(await read(item)).toMatchObject({ amount: due + 1, sameAmount: due, ...(await first('R1')) });
    expect((await decide(item, 1)).body.code).toBe('needs-another-person');
    expect((await decide(item)).body).toMatchObject({ state: 'approved', entry: same.sameEntry });
    expect(await questions()).toEqual([]);
    expect((await stage.books()).balances[bank] ?? due).toBe(due);
    expect((await ask(item, same)).body.code).toBe('work-item-resolved');
  });
  it('is not ended so, when its money was posted to suspense', async () => {
    await stage.pay(channel, { amount: 5, content: 'x', reference: 'R5' });
    const item = String((await stage.books()).items[0]?.['id']);
    const reply = await ask(item, { to: 'same', ...(await first('R5')) });
    expect(reply.body.code).toBe('nothing-in-suspense');
  });
});

describe('a question that two people ended as the money of a posted entry', () => {
  const endedAs = async (reference: string) => {
    const item = await itemOf();
    await ask(item, { to: 'same', ...(await first(reference)) });
    expect((await decide(item)).status).toBe(201);
    expect(await questions()).toEqual([]);
  };
  it('stays ended when the very notice comes again, and is open anew by another of the bank', async () => {
    const { again, bill } = await reused();
    await endedAs('R1');
    await stage.pay(channel, again);
    expect(await questions()).toEqual([]);
    for (const id of [778, 778, 779]) expect((await stage.pay(channel, { ...again, id })).status).toBe(200);
    expect((await questions()).map(({ kind, amount }) => [kind, amount])).toEqual([['reference-reused', due + 1]]);
    // And once more, after it was ended once more.
    await endedAs('R1');
    await stage.pay(channel, { ...again, id: 778 });
    expect(await questions()).toEqual([]);
    await stage.pay(channel, { ...again, id: 780 });
    const item = await itemOf();
    await ask(item, { to: 'bill', bill });
    expect((await decide(item)).status).toBe(201);
    expect((await stage.bill(bill)).paid).toBe(due);
    await stage.pay(channel, { ...again, id: 781 });
    expect(await questions()).toEqual([]);
  });
  it('is open anew by the bank’s own call with the reference', async () => {
    const { code, reference } = await doubled();
    await endedAs(reference);
    await Promise.all([1, 2].map((id) => stage.pay(channel, { amount: due, content: code, reference: 'FT77', id })));
    expect((await questions()).map(({ kind, reference: of }) => [kind, of])).toEqual([['possible-double', 'FT77']]);
  });
  it('is open anew by a line of a statement that two people bring, beside the line of the posted one or alone', async () => {
    for (const lines of [[due, due + 1], [due + 1]]) {
      await stage.close();
      stage = await openBillingStage();
      channel = await stage.sepay();
      const { code } = await reused();
      await endedAs('R1');
      const brought = await bring(lines.map((amount) => ({ reference: 'R1', amount, content: code })));
      expect(brought.missedIn).toBe(1);
      expect((await questions()).map(({ kind, amount }) => [kind, amount])).toEqual([['reference-reused', due + 1]]);
      expect(stage.letters()).toEqual([]);
    }
  });
});
