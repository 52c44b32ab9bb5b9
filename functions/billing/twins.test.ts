import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';

const account = receiving['long-khanh'];
const bank = `bank:970436:${account}`;
const due = 110_000;

let stage: BillingStage;
let sepay: string;
let vietqr: string;
async function open() {
  stage = await openBillingStage();
  sepay = await stage.sepay();
  vietqr = await stage.vietqr();
}
beforeEach(open);
afterEach(() => stage.close());

async function bring(reference: string, amount: number, content: string, day = '2026-11-24') {
  const rows = [
    `Số tài khoản: ${account}`,
    'Date,Reference,Debit,Credit,Description',
    `${day},${reference},,${amount},${content}`,
  ];
  await stage.bringStatement(rows.join('\n'));
}
const held = async () => (await stage.books()).balances[bank] ?? 0;
const breaks = async (day = '2026-11-24') =>
  (await stage.request('GET /v1/reconciliations/{day}', { day }, { as: 'cashier' })).body.breaks;

describe('money of which a provider names no bank reference', () => {
  it('is posted once when the statement tells the reference, and the day agrees', async () => {
    const { bill, code } = await stage.billed('e-1');
    await stage.pay(sepay, { amount: due, content: code, reference: '' });
    await bring('FT-1', due, code);
    expect([await held(), (await stage.books()).work]).toEqual([due, []]);
    expect((await stage.bill(bill)).payments).toHaveLength(1);
    expect(await breaks()).toEqual([]);
    // The link is a guard like any other.
    await stage.sync(vietqr, { amount: due, content: code, reference: 'FT-1' });
    expect(await held()).toBe(due);
  });
  it('is posted once when another provider told the reference before', async () => {
    const { code } = await stage.billed('e-1');
    await stage.sync(vietqr, { amount: due, content: code, reference: 'FT-1' });
    await stage.pay(sepay, { amount: due, content: code, reference: '', id: 7 });
    await stage.pay(sepay, { amount: due, content: code, reference: '', id: 7 });
    expect([await held(), (await stage.books()).work]).toEqual([due, []]);
  });
  it('is two movements when one provider tells it twice under two ids, and each is told once by the other', async () => {
    const { code } = await stage.billed('e-1');
    for (const id of [7, 8]) await stage.pay(sepay, { amount: due, content: code, reference: '', id });
    expect((await stage.books()).work).toEqual(['second-payment']);
    for (const reference of ['FT-1', 'FT-2', 'FT-3'])
      await stage.sync(vietqr, { amount: due, content: code, reference });
    expect(await held()).toBe(3 * due);
  });
  it('is posted apart when it carries another code, came days apart, or is another amount', async () => {
    const [first, second] = [await stage.billed('e-1'), await stage.billed('e-2')];
    await stage.pay(sepay, { amount: due, content: first.code, reference: '' });
    await stage.sync(vietqr, { amount: due, content: second.code, reference: 'FT-1' });
    await bring('FT-2', due, first.code, '2026-11-21');
    await bring('FT-3', due - 1, first.code);
    expect(await held()).toBe(4 * due - 1);
    expect((await stage.books()).work).not.toContain('possible-double');
  });
  it('is not posted again where no code says whose it is: a person is called once, and can let it be posted', async () => {
    const { bill } = await stage.billed('e-1');
    await stage.pay(sepay, { amount: due, content: 'x', reference: '' });
    for (let time = 0; time < 2; time++) await stage.sync(vietqr, { amount: due, content: 'y', reference: 'FT-1' });
    const { items, work } = await stage.books();
    expect([await held(), work.toSorted()]).toEqual([due, ['possible-double', 'unknown-code']]);
    const found = items.find(({ kind }) => kind === 'possible-double');
    expect(found).toMatchObject({ reference: 'FT-1', amount: due, vi: expect.any(String), en: expect.any(String) });
    const item = String(found?.['id']);
    const note = { item, bill, to: 'bill', note: 'Khoản thứ hai' };
    await stage.request('POST /v1/work-items/{item}/placement', note, { as: 'cashier' });
    await stage.request(
      'POST /v1/work-items/{item}/placement/decision',
      { item, approve: true, version: 1 },
      { as: 'admin' },
    );
    expect([await held(), (await stage.bill(bill)).state]).toEqual([2 * due, 'paid']);
  });
  it.each(['with a code', 'without'])('is posted once when both tell of it in the same moment, %s', async (how) => {
    const { bill, code } = await stage.billed('e-1');
    const content = how === 'without' ? 'x' : code;
    const token = String((await stage.vietqrToken(vietqr)).body.access_token);
    const one = stage.bodyOf({ amount: due, content, reference: '', id: 7 });
    const told = Array.from({ length: 10 }, (_, n) =>
      n % 2 === 0 ? stage.call(sepay, one) : stage.sync(vietqr, { amount: due, content, reference: 'FT-1', token }),
    );
    expect(new Set((await Promise.all(told)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(await held()).toBe(due);
    expect((await stage.bill(bill)).paid).toBe(how === 'without' ? 0 : due);
  });
  it('is posted once in whatever order callbacks and the statement come', async () => {
    const by = fc.shuffledSubarray(['sepay', 'vietqr', 'statement'], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(by, async (order) => {
        await stage.close();
        await open();
        const { bill, code } = await stage.billed('e-1');
        for (const one of order) {
          if (one === 'sepay') await stage.pay(sepay, { amount: due, content: code, reference: '', id: 7 });
          else if (one === 'vietqr') await stage.sync(vietqr, { amount: due, content: code, reference: 'FT-1' });
          else await bring('FT-1', due, code);
        }
        expect(await held()).toBe(due);
        expect((await stage.bill(bill)).payments).toHaveLength(1);
      }),
      { numRuns: 15 },
    );
  });
});
