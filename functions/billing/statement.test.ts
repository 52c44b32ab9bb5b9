import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { statementImportContinued } from '../../shared/contracts/billing.ts';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';

interface Moved {
  readonly reference: string;
  readonly amount: number;
  readonly content?: string;
  readonly out?: boolean;
  readonly day?: string;
}
const account = receiving['long-khanh'];
const csvOf = (lines: readonly Moved[], owner: string = account): string =>
  [
    `Số tài khoản: ${owner}`,
    'Ngày giao dịch,Số tham chiếu,Ghi nợ,Ghi có,Nội dung',
    ...lines.map(
      ({ reference, amount, content = 'x', out, day = '24/11/2026' }) =>
        `${day},${reference},${out ? amount : ''},${out ? '' : amount},${content}`,
    ),
  ].join('\n');

async function openBank() {
  const stage = await openBillingStage();
  const send = (content: string, more: object = {}) =>
    stage.request('POST /v1/bank-statements', { layout: 'csv', content, ...more }, { as: 'admin' });
  return Object.assign(stage, {
    send,
    async bring(content: string) {
      const brought = await stage.bringStatement(content);
      return (await stage.request('GET /v1/bank-statements/{import}', { import: brought.import }, { as: 'admin' }))
        .body;
    },
  });
}

describe('a bank statement', () => {
  let stage: BillingStage & Awaited<ReturnType<typeof openBank>>;
  afterEach(() => stage.close());

  it('is checked first: sums, what is new and what no callback told of; nothing is kept', async () => {
    stage = await openBank();
    await stage.pay(await stage.sepay(), { amount: 1_000, content: 'x', reference: 'FT1' });
    const moved = [
      { reference: 'FT1', amount: 1_000 },
      { reference: 'FT2', amount: 2_000 },
      { reference: 'FT2', amount: 11, out: true },
    ];
    expect((await stage.send(csvOf(moved))).body).toMatchObject({
      state: 'checked',
      rows: 3,
      accepted: 3,
      known: 0,
      moneyIn: 3_000,
      moneyOut: 11,
      from: '2026-11-24',
      to: '2026-11-24',
      differing: 1,
      missed: 1,
    });
    expect(stage.stored('billing').filter(({ pk }) => pk.startsWith('STATEMENT#'))).toEqual([]);
    expect((await stage.books()).bank).toHaveLength(1);
  });
  it('heals a lost callback: the bill is paid with its receipt, exactly as if the bank had called', async () => {
    stage = await openBank();
    const { bill, code } = await stage.billed('v-1');
    expect(
      await stage.bring(csvOf([{ reference: 'FT1', amount: 110_000, content: `${code} viện phí` }])),
    ).toMatchObject({
      state: 'done',
      made: 1,
    });
    expect(await stage.bill(bill)).toMatchObject({
      state: 'paid',
      payments: [{ provider: 'statement', reference: 'FT1', applied: 110_000, arrival: 'exact' }],
      receipts: [expect.stringMatching(/^QR[1-4]-2026-000001$/)],
    });
    expect(stage.named('billing.bill-paid')).toHaveLength(1);
  });
  it('changes nothing where the callback came before it, comes after it, or it is brought again', async () => {
    stage = await openBank();
    const channel = await stage.sepay();
    const { bill, code } = await stage.billed('v-1');
    await stage.pay(channel, { amount: 10_000, content: code, reference: 'ft-1' });
    const lines = [
      { reference: 'FT-1', amount: 10_000, content: code },
      { reference: 'FT-2', amount: 20_000, content: code },
    ];
    await stage.bring(csvOf(lines));
    await stage.pay(channel, { amount: 20_000, content: code, reference: 'ft-2' });
    expect(await stage.bring(csvOf([...lines, { reference: 'FT-3', amount: 5 }]))).toMatchObject({ made: 1, known: 2 });
    expect((await stage.bill(bill)).paid).toBe(30_000);
    expect((await stage.books()).bank.map(({ amount }) => amount).toSorted()).toEqual([10_000, 20_000, 5]);
    expect(stage.letters()).toEqual([]);
  });
  it('posts money that left as unexplained, and nothing for a reference that says something else than the ledger', async () => {
    stage = await openBank();
    await stage.pay(await stage.sepay(), { amount: 1_000, content: 'x', reference: 'FT1' });
    await stage.bring(
      csvOf([
        { reference: 'FT1', amount: 999 },
        { reference: 'FT9', amount: 7, out: true },
      ]),
    );
    const { bank, work } = await stage.books();
    expect(bank.map(({ amount }) => amount).toSorted()).toEqual([-7, 1_000]);
    expect(work).toEqual(expect.arrayContaining(['outgoing-unmatched']));
  });
  it('is kept once when the word to go on comes again', async () => {
    stage = await openBank();
    const end = await stage.bring(csvOf([{ reference: 'FT1', amount: 5 }]));
    const kept = stage.stored('billing').filter(({ pk }) => pk.startsWith('STATEMENT#'));
    await stage.announce(statementImportContinued, { import: end.import, from: 0 });
    expect(stage.stored('billing').filter(({ pk }) => pk.startsWith('STATEMENT#'))).toEqual(kept);
    expect([stage.letters(), (await stage.books()).bank.length]).toEqual([[], 1]);
  });
  it('in MT940 and as a table is the same statement', async () => {
    stage = await openBank();
    const mt940 = [
      ':20:A',
      `:25:${account}`,
      ':60F:C261123VND100,',
      ':61:261124C50,NTRFNONREF//FT1',
      ':86:x',
      ':62F:C261124VND150,',
    ].join('\n');
    const checked = (await stage.send(mt940, { layout: 'mt940' })).body;
    expect(checked).toMatchObject({ moneyIn: 50, opening: 100, closing: 150, missed: 1 });
    expect((await stage.send(csvOf([{ reference: 'FT1', amount: 50 }]))).body.digest).toBe(checked.digest);
  });
  it('is refused whole when it is another account’s, unreadable, too long, changed since, or of tomorrow', async () => {
    stage = await openBank();
    const one = [{ reference: 'FT1', amount: 1 }];
    const code = async (content: string, more: object = {}) => (await stage.send(content, more)).body.code;
    expect(await code(csvOf(one, '0999999999999'))).toBe('statement-other-account');
    expect(await code('nonsense')).toBe('statement-unreadable');
    const told = (await stage.send('nonsense')).body;
    expect(told).toMatchObject({ because: 'not-understood-line-1' });
    expect(told.detail).toContain('Dòng 1: không hiểu được bố cục của tệp');
    expect(await code(csvOf(Array.from({ length: 5_001 }, (_, n) => ({ reference: `F${n}`, amount: 1 }))))).toBe(
      'statement-too-long',
    );
    expect(await code(csvOf(one), { apply: '0'.repeat(64) })).toBe('import-changed');
    const tomorrow = csvOf([{ ...one[0], reference: 'FT1', amount: 1, day: '25/11/2026' }]);
    const { digest } = (await stage.send(tomorrow)).body;
    expect(await code(tomorrow, { apply: digest })).toBe('import-has-errors');
  });
  it('that names no account is applied only when whoever brings it says that it is ours', async () => {
    stage = await openBank();
    const unnamed = csvOf([{ reference: 'FT1', amount: 1 }])
      .split('\n')
      .slice(1)
      .join('\n');
    const { body } = await stage.send(unnamed);
    expect(body).toMatchObject({ accountUnnamed: true, missed: 1 });
    const apply = body.digest;
    expect((await stage.send(unnamed, { apply })).body.code).toBe('statement-account-unnamed');
    expect((await stage.send(unnamed, { apply, accountConfirmed: true })).status).toBe(201);
    expect((await stage.send(csvOf([{ reference: 'FT2', amount: 1 }]))).body).toMatchObject({ accountUnnamed: false });
  });
  it('that can be read and has no movement says so', async () => {
    stage = await openBank();
    expect((await stage.send(csvOf([]))).body.code).toBe('statement-without-movement');
  });
  it('is refused for days long before the hospital came in', async () => {
    stage = await openBank();
    for (const day of ['01/01/1900', '23/10/2026']) {
      const content = csvOf([{ reference: 'FT1', amount: 1, day }]);
      const { digest } = (await stage.send(content)).body;
      expect((await stage.send(content, { apply: digest })).body.code, day).toBe('import-has-errors');
    }
    expect((await stage.send(csvOf([{ reference: 'FT1', amount: 1, day: '24/10/2026' }]))).body.accepted).toBe(1);
  });
  it('of a reference in both cases is settled once', async () => {
    stage = await openBank();
    const checked = await stage.send(
      csvOf([
        { reference: 'ft1', amount: 5 },
        { reference: 'FT1', amount: 5 },
      ]),
    );
    expect(checked.body).toMatchObject({ missed: 1, differing: 1 });
  });
  it('is for the administrator alone', async () => {
    stage = await openBank();
    const input = { layout: 'csv', content: csvOf([]) };
    for (const as of ['cashier', 'doctor', 'reception'] as const)
      expect((await stage.request('POST /v1/bank-statements', input, { as })).status, as).toBe(403);
  });
  it('and callbacks, in any order and repeated, post each transfer once', async () => {
    const step = fc.record({
      reference: fc.integer({ min: 1, max: 6 }).map((n) => `FT${n}`),
      by: fc.constantFrom('callback', 'statement'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        stage = await openBank();
        const channel = await stage.sepay();
        const { bill, code } = await stage.billed('v-1');
        for (const { reference, by } of steps) {
          const transfer = { reference, amount: 1_000, content: code };
          if (by === 'callback') await stage.pay(channel, transfer);
          else await stage.bring(csvOf([transfer]));
        }
        const transfers = new Set(steps.map(({ reference }) => reference)).size;
        expect((await stage.books()).bank).toHaveLength(transfers);
        expect((await stage.bill(bill)).paid).toBe(transfers * 1_000);
        expect(stage.letters()).toEqual([]);
        await stage.close();
      }),
      { numRuns: 15 },
    );
    stage = await openBank();
  }, 60_000);
});
