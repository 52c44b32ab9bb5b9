import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';

const account = receiving['long-khanh'];
const first = { as: 'admin', number: 1 } as const;
const second = { as: 'admin', number: 2 } as const;
const third = { as: 'admin', number: 3 } as const;
const due = 110_000;

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());

interface Row {
  readonly reference: string;
  readonly amount: number;
  readonly content?: string;
  readonly out?: boolean;
  readonly day?: string;
}
const csvOf = (rows: readonly Row[]): string =>
  [
    `Số tài khoản: ${account}`,
    'Date,Reference,Debit,Credit,Description',
    ...rows.map(
      ({ reference, amount, content = 'x', out, day = '2026-11-24' }) =>
        `${day},${reference},${out ? amount : ''},${out ? '' : amount},${content}`,
    ),
  ].join('\n');
const send = (rows: readonly Row[], more: object = {}, as: { as: 'admin'; number: number } = first) =>
  stage.request('POST /v1/bank-statements', { layout: 'csv', content: csvOf(rows), ...more }, as);
async function apply(rows: readonly Row[], as = first) {
  const { digest } = (await send(rows, {}, as)).body;
  const { body } = await send(rows, { apply: digest }, as);
  await stage.settle();
  return body;
}
const read = async (id: string) =>
  (await stage.request('GET /v1/bank-statements/{import}', { import: id }, second)).body;
const decide = (id: string, as: { as: 'admin'; number: number }, more: object = {}) =>
  stage.request('POST /v1/bank-statements/{import}/decision', { import: id, version: 1, approve: true, ...more }, as);
const waiting = async () => (await stage.request('GET /v1/bank-statements', {}, second)).body.items;
const bankEntries = async () => (await stage.books()).bank.length;

describe('a statement that names money nobody told of', () => {
  it('settles nothing while only the one who brought it wants it, and everything when another lets it', async () => {
    const { bill, code } = await stage.billed('v-1');
    const rows = [{ reference: 'FT1', amount: due, content: code }];
    const applied = await apply(rows);
    expect(applied).toMatchObject({ state: 'awaiting', missedIn: 1, missedMoneyIn: due });
    expect((await stage.bill(bill)).paid).toBe(0);
    expect((await decide(applied.import, first)).body.code).toBe('needs-another-person');
    // The same file again is the same request, whoever brings it.
    expect((await apply(rows)).import).toBe(applied.import);
    expect(await bankEntries()).toBe(0);
    expect(await waiting()).toEqual([
      expect.objectContaining({
        import: applied.import,
        requestedBy: 'admin-1',
        missedIn: 1,
        missedMoneyIn: due,
        version: 1,
      }),
    ]);
    expect((await read(applied.import)).request.lines).toEqual([
      {
        day: '2026-11-24',
        reference: 'FT1',
        direction: 'in',
        amount: due,
        nth: 1,
        codes: [code],
        settles: { is: 'bill', bill },
      },
    ]);
    expect((await decide(applied.import, second)).body).toEqual({ import: applied.import, state: 'approved' });
    await stage.settle();
    expect((await stage.bill(bill)).state).toBe('paid');
    expect(await read(applied.import)).toMatchObject({
      state: 'done',
      made: 1,
      request: { state: 'approved', requestedBy: 'admin-1', decidedBy: 'admin-2' },
    });
    expect(await waiting()).toEqual([]);
  });
  it('is decided once, though two decide at one moment and it is decided again', async () => {
    const { code } = await stage.billed('v-1');
    const { import: id } = await apply([{ reference: 'FT1', amount: due, content: code }]);
    const both = await Promise.all([decide(id, second), decide(id, third)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect((await decide(id, third)).body.code).toBe('statement-decided');
    await stage.settle();
    expect(await bankEntries()).toBe(1);
  });
  it('that was declined never settles, leaves nothing of itself, and may be brought again', async () => {
    const rows = [{ reference: 'FT1', amount: due }];
    const { import: id } = await apply(rows);
    const declined = await decide(id, second, { approve: false, reason: 'Không có trên sao kê của ngân hàng.' });
    expect(declined.body).toEqual({ import: id, state: 'declined' });
    expect((await decide(id, third)).body.code).toBe('statement-decided');
    await stage.settle();
    expect([await bankEntries(), stage.letters()]).toEqual([0, []]);
    expect(await read(id)).toMatchObject({ state: 'declined', made: 0, request: { decidedBy: 'admin-2' } });
    expect(stage.stored('billing').filter(({ pk, sk }) => pk.startsWith('IMPORT#') && sk.startsWith('PART'))).toEqual(
      [],
    );
    const again = await apply(rows);
    expect(again).toMatchObject({ state: 'awaiting' });
    expect(again.import).not.toBe(id);
  });
  it('is decided on as it was seen', async () => {
    const { import: id } = await apply([{ reference: 'FT1', amount: due }]);
    expect((await decide(id, second, { version: 7 })).body.code).toBe('request-changed');
    expect((await decide('no-such', second)).status).toBe(404);
    expect((await stage.request('GET /v1/bank-statements', {}, { as: 'cashier' })).status).toBe(403);
  });
});

describe('the approval of a statement', () => {
  it('shows what the payment code of each line leads to, and nothing of who paid', async () => {
    const { bill, code } = await stage.billed('v-1');
    const { import: id } = await apply([
      { reference: 'A', amount: 5, content: `NGUYEN VAN THU ${code}` },
      { reference: 'B', amount: 6, content: 'NGUYEN VAN THU' },
      { reference: 'C', amount: 7, content: 'NGUYEN VAN THU', out: true },
    ]);
    const { request } = await read(id);
    expect(JSON.stringify(request)).not.toContain('THU');
    expect(request.lines).toMatchObject([
      { reference: 'A', codes: [code], settles: { is: 'bill', bill } },
      { reference: 'B', codes: [], settles: { is: 'nothing' } },
      { reference: 'C', direction: 'out', settles: { is: 'nothing' } },
    ]);
  });
  it('lets the lines that were shown: one that was known then and is not any more is left out', async () => {
    const channel = await stage.sepay();
    const { bill, code } = await stage.billed('v-1');
    await stage.pay(channel, { amount: 100, content: 'zzz', reference: 'R2' });
    const one = await apply([
      { reference: 'R1', amount: 1 },
      { reference: 'R2', amount: due, content: code },
    ]);
    expect((await read(one.import)).request.lines).toMatchObject([{ reference: 'R1' }]);
    // Another statement takes the transfer that stood for the second line.
    const other = await apply([{ reference: 'R2', amount: 100, day: '2026-11-23' }]);
    await decide(other.import, second);
    await stage.settle();
    await decide(one.import, second);
    await stage.settle();
    expect(await read(one.import)).toMatchObject({ made: 1, refused: [{ reason: 'not-approved' }] });
    expect([(await stage.bill(bill)).paid, (await stage.books()).work, stage.letters()]).toEqual([
      0,
      ['unknown-code', 'unknown-code'],
      [],
    ]);
  });
  it('lets the first 500 lines: the others are left out and brought again', async () => {
    const rows = Array.from({ length: 502 }, (_, n) => ({ reference: `L${n}`, amount: 1 }));
    const { import: id } = await apply(rows);
    expect((await read(id)).request).toMatchObject({ missedIn: 502 });
    await decide(id, second);
    await stage.settle();
    expect(await read(id)).toMatchObject({ made: 500, refusedRows: 2 });
    expect(await apply(rows)).toMatchObject({ state: 'awaiting', missed: 2 });
  }, 60_000);
});

describe('one administrator alone', () => {
  it('applies no statement: not of what a callback told, not of money that left', async () => {
    const channel = await stage.sepay();
    await stage.pay(channel, { amount: 5, content: 'x', reference: 'FT1' });
    const known = { reference: 'FT1', amount: 5 };
    const left = await apply([known, { reference: 'FT2', amount: 7, out: true }]);
    expect(left).toMatchObject({ state: 'awaiting', missedIn: 0, missedOut: 1, missedMoneyOut: 7 });
    expect((await decide(left.import, first)).body.code).toBe('needs-another-person');
    // Whoever knows the secret of a channel can have forged the callback, and would confirm it here.
    const applied = await apply([known]);
    expect(applied).toMatchObject({ state: 'awaiting', missed: 0 });
    expect((await decide(applied.import, first)).body.code).toBe('needs-another-person');
    await decide(applied.import, second);
    await stage.settle();
    expect((await read(applied.import)).state).toBe('done');
    expect(await bankEntries()).toBe(1);
    // Kept already, line by line: there is nothing left to decide.
    expect(await apply([known])).toMatchObject({ state: 'running' });
  });
  it('settles nothing by two statements that one known transfer explains, applied at one moment', async () => {
    let isStuck = false;
    await stage.close();
    stage = await openBillingStage({
      disturb: (source) => ({
        ...source,
        async ports(tenant, context) {
          const { keys, ...ports } = await source.ports(tenant, context);
          const unseal: typeof keys.unseal = (purpose, sealed) =>
            isStuck ? Promise.reject(new Error('not now')) : keys.unseal(purpose, sealed);
          return { ...ports, keys: { ...keys, unseal } };
        },
      }),
    });
    const { code } = await stage.billed('v-1');
    const channel = await stage.sepay();
    await stage.pay(channel, { amount: 1_000, content: code, reference: 'FT1' });
    const told = { reference: 'FT1', amount: 1_000, content: code };
    // Fees in front of it, so that its turn comes when the other statement has taken the transfer.
    const fees = Array.from({ length: 25 }, (_, n) => ({
      reference: `FEE${n}`,
      amount: 1,
      out: true,
      day: '2026-11-23',
    }));
    for (const { reference } of fees) await stage.pay(channel, { amount: 1, content: 'x', reference, out: true });
    isStuck = true;
    const files = [[told], [...fees, { ...told, day: '2026-11-23' }]];
    const digests = await Promise.all(files.map(async (rows) => (await send(rows)).body.digest));
    const applied = await Promise.all(files.map((rows, n) => send(rows, { apply: digests[n] })));
    const ids = applied.map(({ body }) => body.import);
    await Promise.all(ids.map((id) => decide(id, second)));
    isStuck = false;
    stage.setClock({ minutes: 60 });
    await stage.settle();
    expect((await stage.books()).bank.filter(({ amount }) => amount > 0)).toHaveLength(1);
    const ends = await Promise.all(ids.map(read));
    expect(ends.flatMap(({ refused }) => refused)).toMatchObject([{ column: 'reference', reason: 'not-approved' }]);
  });
});

describe('the report of a day', () => {
  it('lists apart what was settled from a statement alone: how often, how much, who brought it and who let it', async () => {
    const channel = await stage.sepay();
    await stage.pay(channel, { amount: 5, content: 'x', reference: 'FT0' });
    const rows = [
      { reference: 'FT0', amount: 5 },
      { reference: 'FT1', amount: 1_000 },
      { reference: 'FT2', amount: 234 },
      { reference: 'FT3', amount: 9, out: true },
    ];
    const { import: id } = await stage.bringStatement(csvOf(rows));
    const report = (end: string, more: object = {}) =>
      stage.request(`GET /v1/reconciliations/{day}/report${end}`, { day: '2026-11-24', ...more }, first);
    const csv = (await report('.csv')).text;
    expect(csv.split('\r\n').filter((row) => row.startsWith('"statement-only"'))).toEqual([
      `"statement-only","2026-11-24","${id}",2,1234,"","","admin-1","admin-2"`,
    ]);
    const vi = (await report('')).text;
    expect(vi).toContain('Chỉ ghi theo sao kê');
    expect(vi).toContain('1.234');
    const en = (await report('', { lang: 'en' })).text;
    expect(en).toContain('Settled from a statement only');
    expect(en).toMatch(/admin-1.*admin-2/s);
  });
});
