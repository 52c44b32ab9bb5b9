import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantId } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { claimedIn } from './claimed.ts';
import { byBill, lastDayOf } from './insurer-month.ts';
import { accounts, credit, debit, entryOf } from './ledger.ts';

const month = '2026-11';
let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage({ now: '2026-11-28T03:00:00.000Z' });
});
afterEach(() => stage.close());

const as = async (subject: string, route: string, input: object = {}) => {
  const { authorization } = { authorization: await bearer(subject) };
  return stage.request(route, { ...input }, { headers: { authorization } });
};
const bearer = async (subject: string): Promise<string> => {
  const token = await stage.embedded.issuer.issue(
    { subject, hospital: 'long-khanh' as TenantId, roles: ['admin'] },
    stage.now(),
  );
  return `Bearer ${token}`;
};
const one = (route: string, input: object = {}) => as('admin-1', route, { month, ...input });
const two = (route: string, input: object = {}) => as('admin-2', route, { month, ...input });
const read = async () => (await one('GET /v1/insurer-months/{month}')).body;

async function insured(encounter: string): Promise<{ bill: string; fundPays: number }> {
  stage.cover(`person-of-${encounter}`);
  return stage.billed(encounter);
}
const closeBooks = async (to: string) => {
  stage.setClock(to);
  for (let run = 0; run < 6; run++) await stage.runSchedule('billing.closeBooks');
};
async function claimed(count = 3) {
  const bills = [];
  for (let n = 0; n < count; n++) bills.push(await insured(`e-${n}`));
  await closeBooks('2026-12-01T03:00:00.000Z');
  expect((await one('POST /v1/insurer-months/{month}/claim')).status).toBe(201);
  return bills;
}
const fileOf = (rows: (readonly [bill: string, claimed: number, accepted: number, reason?: string])[]): string =>
  ['bill,claimed,accepted,reason', ...rows.map((row) => [...row, ''].slice(0, 4).join(','))].join('\n');
async function answer(csv: string) {
  const checked = await one('POST /v1/insurer-months/{month}/answers', { csv });
  const apply = checked.body.digest;
  const reply = await one('POST /v1/insurer-months/{month}/answers', { csv, apply });
  return { checked, reply, id: String(reply.body.answer) };
}
const decide = (id: string, approve = true) =>
  two('POST /v1/insurer-months/{month}/answers/{answer}/decision', { answer: id, approve });

describe("the insurer's month", () => {
  it('holds all that the ledger asked the insurer for, and nothing of what it answered', () => {
    const kinds = ['bill-issued', 'bill-corrected', 'insurer-paid', 'insurer-cut', 'suspense-placed'] as const;
    const posted = fc.record({
      kind: fc.constantFrom(...kinds),
      bill: fc.constantFrom('b-1', 'b-2', 'b-3'),
      amount: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(posted, { maxLength: 30 }), (list) => {
        const day = LocalDay.parse('2026-11-24');
        const entries = list.map(({ kind, bill, amount }, n) => {
          const postings = [
            debit(accounts.insurerReceivable, dong(amount)),
            credit(accounts.revenue('exam'), dong(amount)),
          ];
          return entryOf({ id: `e-${n}`, at: '2026-11-24T01:00:00.000Z', day, kind, bill, postings });
        });
        const sum = [...byBill(claimedIn(entries)).values()].reduce((total, amount) => total + amount, 0);
        const asked = list.filter(({ kind }) => kind === 'bill-issued' || kind === 'bill-corrected');
        expect(sum).toBe(asked.reduce((total, { amount }) => total + amount, 0));
      }),
    );
  });
  it.each([
    ['2026-11', '2026-11-30'],
    ['2026-12', '2026-12-31'],
    ['2028-02', '2028-02-29'],
  ])('%s ends on %s', (name, last) => {
    expect(lastDayOf(name)).toBe(LocalDay.parse(last));
  });
  it('is claimed as the ledger has it, when it is over and all its days are summed up, once', async () => {
    const bill = await insured('e-1');
    await stage.billed('without-insurance');
    expect((await one('POST /v1/insurer-months/{month}/claim')).body.code).toBe('day-not-over');
    stage.setClock('2026-12-01T03:00:00.000Z');
    expect((await one('POST /v1/insurer-months/{month}/claim')).body.code).toBe('balances-not-ready');
    await closeBooks('2026-12-01T03:00:00.000Z');
    expect(await read()).toMatchObject({ state: 'open', claimed: bill.fundPays, bills: 1 });
    expect((await one('POST /v1/insurer-months/{month}/claim')).body).toMatchObject({
      state: 'claimed',
      claimed: bill.fundPays,
      open: bill.fundPays,
    });
    expect((await one('POST /v1/insurer-months/{month}/claim')).body.code).toBe('month-claimed');
    expect((await one('POST /v1/insurer-months/{month}/claim', { month: '2026-10' })).body.code).toBe(
      'month-before-books',
    );
  });
  it('is answered bill by bill; what was cut is a loss when another person has approved', async () => {
    const [a, b, c] = await claimed();
    if (!a || !b || !c) throw new Error('three bills');
    const { checked, id } = await answer(
      fileOf([
        [a.bill, a.fundPays, a.fundPays],
        [b.bill, b.fundPays, 0, 'LD-07'],
      ]),
    );
    expect(checked.body).toMatchObject({ state: 'checked', bills: 2, cut: b.fundPays, refusedRows: 0 });
    const again = await one('POST /v1/insurer-months/{month}/answers', { csv: fileOf([[a.bill, a.fundPays, 0, 'X']]) });
    expect(again.body.refused).toMatchObject([{ line: 2, column: 'bill', en: 'This bill has been answered already' }]);
    const path = 'POST /v1/insurer-months/{month}/answers/{answer}/decision';
    expect((await one(path, { answer: id, approve: true })).body.code).toBe('needs-another-person');
    expect((await decide(id)).body).toMatchObject({ state: 'approved' });
    expect((await decide(id)).body.code).toBe('answer-decided');
    expect(await read()).toMatchObject({ cut: b.fundPays, open: a.fundPays + c.fundPays });
    expect((await stage.books()).balances).toMatchObject({
      'claim:loss': b.fundPays,
      'receivable:insurer': -b.fundPays,
    });
  });
  it('loses nothing of a bill that is void since it was claimed, whatever the insurer cuts of it', async () => {
    const [a, b] = await claimed(2);
    if (!a || !b) throw new Error('two bills');
    stage.closeVisit('e-0');
    const path = 'POST /v1/bills/{bill}/void';
    await as('admin-1', path, { bill: a.bill, reason: 'Lập nhầm người' });
    const voided = await as('admin-2', `${path}/decision`, { bill: a.bill, approve: true, version: 1 });
    expect(voided.body).toMatchObject({ state: 'approved' });
    const { id } = await answer(
      fileOf([
        [a.bill, a.fundPays, 0, 'LD-07'],
        [b.bill, b.fundPays, b.fundPays],
      ]),
    );
    expect((await decide(id)).body).toEqual({ answer: id, state: 'approved' });
    const { balances } = await stage.books();
    expect([balances['claim:loss'] ?? 0, balances['receivable:insurer']]).toEqual([0, -a.fundPays]);
    await closeBooks('2026-12-02T03:00:00.000Z');
    expect(await one('GET /v1/insurer-months/{month}', { month: '2026-12' })).toMatchObject({
      body: { claimed: 0, bills: 0 },
    });
  });
  it('refuses rows that do not fit what was claimed, and tells where and why', async () => {
    const [a, b] = await claimed(2);
    if (!a || !b) throw new Error('two bills');
    const csv = fileOf([
      ['nobody', 5, 5],
      [a.bill, a.fundPays + 1, 0, 'X'],
      [a.bill, a.fundPays, a.fundPays + 1],
      [b.bill, b.fundPays, 0],
      [a.bill, a.fundPays, a.fundPays],
      [a.bill, a.fundPays, a.fundPays],
    ]);
    const { checked, reply } = await answer(csv);
    expect(checked.body.refused.map((row: { line: number; column: string }) => [row.line, row.column])).toEqual([
      [2, 'bill'],
      [3, 'claimed'],
      [4, 'accepted'],
      [5, 'reason'],
      [7, 'bill'],
    ]);
    expect(reply.body.code).toBe('import-has-errors');
    const changed = { csv: `${csv}\n`, apply: checked.body.digest };
    expect((await one('POST /v1/insurer-months/{month}/answers', changed)).body.code).toBe('import-changed');
  });
  it('lets a bill be answered anew when the answer was rejected', async () => {
    const [a] = await claimed(1);
    if (!a) throw new Error('a bill');
    const first = await answer(fileOf([[a.bill, a.fundPays, 0, 'X']]));
    expect((await decide(first.id, false)).body.state).toBe('rejected');
    expect((await answer(fileOf([[a.bill, a.fundPays, a.fundPays]]))).checked.body.refusedRows).toBe(0);
    expect(await read()).toMatchObject({ cut: 0, open: a.fundPays });
  });
  it('of two answers at once takes one for each bill', async () => {
    const [a] = await claimed(1);
    if (!a) throw new Error('a bill');
    const csv = fileOf([[a.bill, a.fundPays, 0, 'X']]);
    const { digest: apply } = (await one('POST /v1/insurer-months/{month}/answers', { csv })).body;
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => one('POST /v1/insurer-months/{month}/answers', { csv, apply })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await read()).answers).toHaveLength(1);
  });
  it('is paid out of suspense by four eyes, closes when nothing is open, and stays as it is', async () => {
    const [a, b] = await claimed(2);
    if (!a || !b) throw new Error('two bills');
    const { id } = await answer(
      fileOf([
        [b.bill, b.fundPays, b.fundPays - 1_000, 'LD-07'],
        [a.bill, a.fundPays, a.fundPays],
      ]),
    );
    expect((await one('POST /v1/insurer-months/{month}/closing')).body.code).toBe('month-still-open');
    await decide(id);
    const channel = await stage.sepay();
    await stage.pay(channel, { amount: a.fundPays + b.fundPays - 1_000, content: 'BHXH thanh toan thang 11' });
    await stage.pay(channel, { amount: a.fundPays + b.fundPays, content: 'BHXH nham' });
    const items = (await stage.books()).items.map((item) => String(item['id']));
    const place = (item: string, more: object = {}) =>
      as('admin-1', 'POST /v1/work-items/{item}/placement', {
        item,
        to: 'insurer',
        month,
        note: 'giấy báo có',
        ...more,
      });
    const requests = await Promise.all(items.map((item) => place(item)));
    expect(requests.map(({ body }) => body.code ?? body.state).sort()).toEqual(['more-than-open', 'requested']);
    const item = items[requests.findIndex(({ status }) => status === 201)] ?? '';
    const decision = { item, approve: true, version: 1 };
    expect((await as('admin-2', 'POST /v1/work-items/{item}/placement/decision', decision)).body).toMatchObject({
      state: 'approved',
    });
    expect(await read()).toMatchObject({ open: 0, paid: a.fundPays + b.fundPays - 1_000, cut: 1_000 });
    expect((await stage.books()).balances['receivable:insurer']).toBe(-a.fundPays - b.fundPays);
    expect((await one('POST /v1/insurer-months/{month}/closing')).body).toMatchObject({ state: 'settled', open: 0 });
    expect((await one('POST /v1/insurer-months/{month}/closing')).body.code).toBe('month-settled');
    expect((await one('POST /v1/insurer-months/{month}/answers', { csv: fileOf([]) })).body.code).toBe('month-settled');
    const other = items.find((one) => one !== item) ?? '';
    expect((await place(other)).body.code).toBe('month-settled');
    expect((await place(other, { month: '2026-10' })).body.code).toBe('month-not-claimed');
  });
  it('is reported as a page in both languages, and bill by bill as a table', async () => {
    const [a] = await claimed(1);
    if (!a) throw new Error('a bill');
    const { id } = await answer(fileOf([[a.bill, a.fundPays, 0, 'LD-07']]));
    await decide(id);
    const pages = await Promise.all(['vi', 'en'].map((lang) => one('GET /v1/insurer-months/{month}/report', { lang })));
    expect(pages[0]?.text).toContain('Quyết toán với quỹ bảo hiểm y tế');
    expect(pages[1]?.text).toContain('LD-07');
    const csv = await one('GET /v1/insurer-months/{month}/report.csv');
    expect(csv.text.split('\r\n').slice(1, 6)).toEqual([
      `"bill","${a.bill}",${a.fundPays},0,${a.fundPays},"LD-07"`,
      `"claimed","2026-11",${a.fundPays}`,
      '"paid","2026-11",0',
      `"cut","2026-11",${a.fundPays}`,
      '"open","2026-11",0',
    ]);
    const early = await one('GET /v1/insurer-months/{month}/report', { month: '2026-10', lang: 'vi' });
    expect(early.status).toBe(409);
  });
});
