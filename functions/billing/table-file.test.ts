import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csvOf, type Rows, xlsxOf } from '../../shared/kernel/table-file.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { type BillingStage, openBillingStage, receiving } from '../../test/billing-stage.ts';
import { statementWorkbook as readWorkbook } from './statements/read.ts';

const day = LocalDay.parse('2026-11-24');
const base64 = async (rows: Rows): Promise<string> => Buffer.from(await xlsxOf(rows, 'x')).toString('base64');

describe('a table that leaves the system', () => {
  const formulas = ['=1+1', '+84', '-5', '@SUM(A1)', '=HYPERLINK("http://x")', 'Nguyễn <b> & "x"', ''];
  it('carries text as text in a workbook, also where it looks like a formula, and numbers and days as such', async () => {
    const { readSheet } = await import('read-excel-file/universal');
    const file = await xlsxOf([['text', 'amount', 'day'], ...formulas.map((text) => [text, -125_000, { day }])], 'x');
    const rows = await readSheet(new Blob([Uint8Array.from(file)]));
    expect(rows.slice(1)).toEqual(
      formulas.map((text) => [text === '' ? null : text, -125_000, new Date('2026-11-24T00:00:00.000Z')]),
    );
    expect(Buffer.from(file).includes('<f>')).toBe(false);
  });
  it('disarms text in CSV that a spreadsheet would take for a formula', () => {
    const lines = csvOf(formulas.map((text) => [text, -5])).split('\r\n');
    expect(lines.slice(0, 4).map((line) => line.replace('\uFEFF', ''))).toEqual([
      `"'=1+1",-5`,
      `"'+84",-5`,
      `"'-5",-5`,
      `"'@SUM(A1)",-5`,
    ]);
  });
});

describe('a workbook that comes in', () => {
  it('gives the same rows as a table, days and amounts included', async () => {
    const read = await readWorkbook(
      await base64([
        ['Ngày', 'Số tham chiếu'],
        [{ day }, 'FT1'],
        ['24/11/2026', 125_000],
      ]),
    );
    expect(read).toEqual({
      ok: true,
      rows: [
        ['Ngày', 'Số tham chiếu'],
        ['2026-11-24 00:00:00', 'FT1'],
        ['24/11/2026', '125000'],
      ],
    });
  });
  it('is refused when it is none, or is cut', async () => {
    const whole = Buffer.from(await base64([['a', 'b']]), 'base64');
    const broken = [Buffer.from('hello'), whole.subarray(0, 400)].map((file) => file.toString('base64'));
    for (const file of [...broken, '', 'không'])
      expect(await readWorkbook(file), file.slice(0, 12)).toEqual({ ok: false, line: 1 });
  });
  it('is refused when its base64 has other signs, breaks or no end', async () => {
    const file = await base64([['a', 'b']]);
    for (const text of [`${file}\n`, ` ${file}`, `${file.slice(0, 8)}-${file.slice(8)}`, file.replace(/.$/, '')])
      expect(await readWorkbook(text)).toEqual({ ok: false, line: 1 });
  });
  it('is refused when it would unpack to more than 6 MB, or names a cell far away', async () => {
    const rows = Array.from({ length: 21_000 }, () => ['a'.repeat(10)]);
    expect(await readWorkbook(await base64(rows))).toMatchObject({ ok: false });
    const long = Array.from({ length: 700 }, () => ['x'.repeat(32_000)]);
    const file = await base64(long.map(([text], n) => [`${n}${text}`]));
    expect(file.length).toBeLessThan(1_000_000);
    expect(await readWorkbook(file)).toMatchObject({ ok: false });
  });
  it('is refused where a long number has lost its digits', async () => {
    expect(await readWorkbook(await base64([['a'], [2 ** 60]]))).toEqual({ ok: false, line: 2 });
  });
});

describe('the doors of workbooks', () => {
  let stage: BillingStage;
  beforeEach(async () => {
    stage = await openBillingStage();
  });
  afterEach(() => stage.close());
  it('take a bank statement as a workbook as they take its CSV', async () => {
    const rows: Rows = [
      ['Số tài khoản', receiving['long-khanh']],
      ['Ngày giao dịch', 'Số tham chiếu', 'Ghi nợ', 'Ghi có', 'Nội dung'],
      [{ day }, 'FT900', undefined, 110_000, 'VP thu'],
    ];
    const input = (layout: string, content: string) =>
      stage.request('POST /v1/bank-statements', { layout, content }, { as: 'admin' });
    const book = await input('xlsx', await base64(rows));
    expect(book.body).toMatchObject({ state: 'checked', accepted: 1, moneyIn: 110_000, missed: 1 });
    expect((await input('csv', csvOf(rows))).body).toEqual(book.body);
    expect((await input('xlsx', 'AAAA')).body).toMatchObject({ code: 'statement-unreadable' });
  });
  it('give the day and the statement of an account', async () => {
    const { code } = await stage.billed('e-1');
    stage.setClock({ minutes: 1 });
    await stage.pay(await stage.sepay(), { amount: 110_000, content: code });
    const asking = { as: 'cashier' as const };
    const report = await stage.request('GET /v1/reconciliations/{day}/report.xlsx', { day }, asking);
    const read = await readWorkbook(report.bytes.toString('base64'));
    expect(read).toMatchObject({ ok: true });
    const asked = { account: 'receivable:patient', from: day, to: day };
    const csv = await stage.request('GET /v1/accounts/{account}/statement.csv', asked, asking);
    expect(csv.text.trim().split('\r\n')).toHaveLength(5);
    const book = await stage.request('GET /v1/accounts/{account}/statement.xlsx', asked, asking);
    const rows = await readWorkbook(book.bytes.toString('base64'));
    expect(rows.ok && rows.rows.map((row) => [row[0], ...row.slice(7)])).toEqual([
      ['row', 'debit', 'credit', 'balance'],
      ['opening', '', '', '0'],
      ['movement', '110000', '0', '110000'],
      ['movement', '0', '110000', '0'],
      ['closing', '', '', '0'],
    ]);
  });
});
