import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';

const account = receiving['long-khanh'];
const bank = `bank:970436:${account}`;
const due = 110_000;

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
  readonly day: string;
  readonly content?: string;
}
const csvOf = (lines: readonly Line[]): string =>
  [
    `Số tài khoản: ${account}`,
    'Date,Reference,Debit,Credit,Description',
    ...lines.map(({ day, reference, amount, content = 'x' }) => `${day},${reference},,${amount},${content}`),
  ].join('\n');
async function bring(lines: readonly Line[]) {
  return stage.bringStatement(csvOf(lines));
}
const breaks = async (day: string) => {
  const { body } = await stage.request('GET /v1/reconciliations/{day}', { day }, { as: 'cashier' });
  return (body.breaks as { kind: string; reference: string; needsOwner: boolean }[]).map(
    ({ kind, reference, needsOwner }) => [kind, reference, needsOwner],
  );
};
const close = (day: string) => stage.request('POST /v1/reconciliations/{day}/closing', { day }, { as: 'admin' });
const reused = async () => (await stage.books()).work.filter((kind) => kind === 'reference-reused').length;

describe('a bank reference that is given out again', () => {
  it('with the same amount more than two days later: nothing is posted, and a person is called once', async () => {
    const { code } = await stage.billed('e-1');
    await stage.pay(channel, { amount: due, content: code, reference: 'FT-1' });
    stage.setClock({ minutes: 3 * 24 * 60 });
    const again = { amount: due, content: 'x', reference: 'FT-1', date: '2026-11-27' };
    for (let time = 0; time < 2; time++) expect((await stage.pay(channel, again)).body).toEqual({ success: true });
    expect(await reused()).toBe(1);
    expect((await stage.books()).balances[bank]).toBeUndefined();
    // The first told again days later is the first.
    await stage.pay(channel, { amount: due, content: code, reference: 'FT-1' });
    expect(await reused()).toBe(1);
  });
  it('ten times at once: one is posted, and a person is called once', async () => {
    const told = Array.from({ length: 10 }, (_, n) =>
      stage.pay(channel, { amount: 500, content: 'x', reference: 'FT-1', date: n % 2 ? '2026-11-24' : '2026-11-20' }),
    );
    expect(new Set((await Promise.all(told)).map(({ status }) => status))).toEqual(new Set([200]));
    expect([(await stage.books()).balances[bank], await reused()]).toEqual([500, 1]);
  });
  it('on the same day, with the code of another bill: nothing is posted, and a person is called once', async () => {
    const [first, second] = [await stage.billed('e-1'), await stage.billed('e-2')];
    await stage.pay(channel, { amount: due, content: first.code, reference: 'FT-1' });
    const again = { amount: due, content: second.code, reference: 'FT-1' };
    await stage.pay(channel, again);
    await stage.pay(channel, again);
    expect(await reused()).toBe(1);
    expect((await stage.bill(second.bill)).paid).toBe(0);
    // Whoever spells the text of the first in another way tells of the first.
    await stage.pay(channel, { amount: due, content: `ck ${first.code.toLowerCase()} VP`, reference: 'ft-1' });
    await stage.pay(channel, { amount: due, content: '', reference: 'FT-1' });
    expect(await reused()).toBe(1);
  });
  it('in a statement, by a number that begins again every day: one entry explains one line, the other calls a person', async () => {
    await stage.pay(channel, { amount: 500, content: 'x', reference: '1' });
    const checked = await bring([
      { reference: '1', amount: 500, day: '2026-11-23' },
      { reference: '1', amount: 500, day: '2026-11-24' },
    ]);
    expect(checked).toMatchObject({ differing: 1, missed: 1 });
    expect(await reused()).toBe(1);
    expect((await stage.books()).balances[bank]).toBe(500);
    expect(await breaks('2026-11-24')).toEqual([]);
    expect(await breaks('2026-11-23')).toEqual([['twice', '1', true]]);
    expect((await close('2026-11-23')).body.code).toBe('breaks-unowned');
  });
  it('in a statement brought later: counted as differing by the lines kept before, and a person is called', async () => {
    await bring([{ reference: '7', amount: 500, day: '2026-11-22' }]);
    expect(await bring([{ reference: '7', amount: 500, day: '2026-11-24' }])).toMatchObject({
      differing: 1,
      missed: 1,
    });
    expect(await reused()).toBe(1);
    expect(await breaks('2026-11-22')).toEqual([['other-day', '7', true]]);
    expect(await breaks('2026-11-24')).toEqual(
      expect.arrayContaining([
        ['other-day', '7', true],
        ['twice', '7', true],
      ]),
    );
  });
  it('is not doubted about midnight: the line of the next day is the transfer of the evening', async () => {
    await stage.pay(channel, { amount: 500, content: 'x', reference: 'FT-1', date: '2026-11-23' });
    await bring([{ reference: 'FT-1', amount: 500, day: '2026-11-24' }]);
    expect(await reused()).toBe(0);
    expect(await breaks('2026-11-24')).toEqual([]);
  });
  it('explains the line of its day when a person lets it be posted', async () => {
    const { bill } = await stage.billed('e-1');
    await stage.pay(channel, { amount: 500, content: 'x', reference: '1' });
    await bring([{ reference: '1', amount: 500, day: '2026-11-23' }]);
    // A day that is closed by it keeps it, whatever comes later.
    expect((await close('2026-11-23')).status).toBe(201);
    stage.setClock({ minutes: 1 });
    await bring([{ reference: '1', amount: 500, day: '2026-11-24' }]);
    const item = String((await stage.books()).items.find(({ kind }) => kind === 'reference-reused')?.['id']);
    const note = { item, bill, to: 'bill', note: 'Hai khoản khác nhau' };
    await stage.request('POST /v1/work-items/{item}/placement', note, { as: 'cashier' });
    await stage.request(
      'POST /v1/work-items/{item}/placement/decision',
      { item, approve: true, version: 1 },
      { as: 'admin' },
    );
    expect((await stage.bill(bill)).paid).toBe(500);
    expect((await stage.books()).balances[bank]).toBe(1_000);
    expect(await breaks('2026-11-24')).toEqual([['other-day', '1', false]]);
  });
});

describe('two accounts', () => {
  it('may have one reference: each is posted on its own account', async () => {
    const { bill, code } = await stage.billed('e-1');
    // What was told of an account that is not ours does not keep money of ours away.
    await stage.pay(channel, { amount: 77, content: 'x', reference: 'FT-1', account: '7777' });
    await stage.pay(channel, { amount: due, content: code, reference: 'FT-1' });
    expect(await stage.bill(bill)).toMatchObject({ state: 'paid', paid: due });
    expect(await reused()).toBe(0);
  });
});
