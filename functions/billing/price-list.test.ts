import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { priceImportContinued } from '../../shared/contracts/billing.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { aWorkbook } from '../../test/workbook.ts';
import { type Price, pricesOn, templatePrices } from './price.ts';
import { priceListCsv } from './price-list-text.ts';

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());

const titles = 'code,kind,name_vi,name_en,price,insurer_price,rate_percent';
const listOf = (...rows: string[]): string => [titles, ...rows].join('\n');
const blood = (price: number): string => `XN-CTM,lab,Công thức máu,Blood count,${price},46200,100`;
const bed = 'GIUONG-NOI,bed,Giường nội khoa,"Bed, medicine",200000,180000,100';
const load = (content: string, more: object = {}) =>
  stage.request('POST /v1/price-lists', { layout: 'csv', content, validFrom: '2026-12-01', ...more }, { as: 'admin' });
/** Checks the list and then applies it. */
const apply = async (content: string, more: object = {}) => {
  const checked = await load(content, more);
  const applied = await load(content, { ...more, apply: checked.body.digest });
  await stage.settle();
  return applied;
};
const pricesOf = async (day: string): Promise<Map<string, Price>> => {
  const { body } = await stage.request('GET /v1/prices', { day }, { as: 'doctor' });
  return new Map(body.items.map((price: Price) => [price.code, price]));
};
const priced = () => stage.stored('billing').filter(({ pk }) => pk === 'PRICES');

describe('a price list that is checked', () => {
  it('shows what it would add, change with the price before and after, and leave, and stores nothing', async () => {
    const before = priced();
    const { status, body } = await load(listOf(blood(60_000), bed, 'KHAM,exam,Khám bệnh,Examination,50000,45000,100'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'checked',
      rows: 3,
      refusedRows: 0,
      added: 1,
      changed: 1,
      withdrawn: 0,
      unchanged: 1,
      differences: [
        {
          code: 'XN-CTM',
          is: 'changed',
          before: { price: 52_000, validFrom: '2025-07-01' },
          after: { price: 60_000, validFrom: '2026-12-01' },
        },
        { code: 'GIUONG-NOI', is: 'added', after: { kind: 'bed', price: 200_000, insurerPrice: 180_000 } },
      ],
    });
    expect(body.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(priced()).toEqual(before);
  });
  it('names each wrong row by its line, its column and the reason in both languages', async () => {
    const { body } = await load(
      listOf(
        'XN-1,lab,Một,One,-5,0,100',
        'XN-2,lab,Hai,Two,1.5,0,100',
        'XN-3,spa,Ba,Three,5,0,100',
        '',
        'XN-4,lab,Bốn,Four,5,0,101',
        'xn 5,lab,Năm,Five,5,0,100',
        'XN-6,lab,Sáu,Six,5,0,100',
        'XN-6,lab,Sáu,Six,6,0,100',
        'XN-7,lab,,Seven,5,0,100',
        'XN-8,lab,Tám',
      ),
    );
    expect(body.refused).toEqual([
      { line: 2, column: 'price', reason: 'not-a-price' },
      { line: 3, column: 'price', reason: 'not-a-price' },
      { line: 4, column: 'kind', reason: 'not-a-choice' },
      { line: 6, column: 'rate_percent', reason: 'not-a-rate' },
      { line: 7, column: 'code', reason: 'not-a-code' },
      { line: 9, column: 'code', reason: 'code-twice' },
      { line: 10, column: 'name_vi', reason: 'missing' },
      { line: 11, column: 'row', reason: 'wrong-cell-count' },
    ]);
    expect(body.reasons['code-twice']).toEqual({
      vi: 'Mã này đã có ở dòng trước của tệp',
      en: 'An earlier row of the file has this code',
    });
    const applied = await load(listOf('XN-1,lab,Một,One,-5,0,100'), { apply: body.digest });
    expect(applied.body.code).toBe('import-changed');
  });
  it('is refused for a past day, and for a code that has a price today when it begins today', async () => {
    expect((await load(listOf(bed), { validFrom: '2026-11-23' })).body.code).toBe('price-day-past');
    const { body } = await load(listOf(bed, blood(60_000)), { validFrom: '2026-11-24' });
    expect(body).toMatchObject({ added: 1, refused: [{ line: 3, column: 'code', reason: 'price-held' }] });
  });
  it.each([
    ['an unknown column', 'code,kind,name_vi,name_en,price,insurer_price,rate_percent,colour\nA-1,x,x,x,1,1,1,red'],
    ['a missing column', 'code,kind,name_vi\nA-1,lab,x'],
    ['a day in each row', `${titles},first_day\n${bed},2020-01-01`],
    ['nothing', ''],
  ])('is refused whole with %s', async (_, text) => {
    expect((await load(text)).status).toBe(422);
  });
  it('is refused from everybody but an administrator', async () => {
    const input = { layout: 'csv', content: listOf(bed), validFrom: '2026-12-01' };
    expect((await stage.request('POST /v1/price-lists', input, { as: 'cashier' })).status).toBe(403);
  });
});

describe('a price list that is applied', () => {
  it('holds from its first day, the day before keeps its price, and the history shows both', async () => {
    expect((await apply(listOf(blood(60_000), bed))).body).toMatchObject({ state: 'running', added: 1, changed: 1 });
    expect((await pricesOf('2026-11-30')).get('XN-CTM')?.price).toBe(52_000);
    expect((await pricesOf('2026-11-30')).has('GIUONG-NOI')).toBe(false);
    expect((await pricesOf('2026-12-01')).get('XN-CTM')?.price).toBe(60_000);
    expect((await pricesOf('2027-06-01')).get('GIUONG-NOI')?.price).toBe(200_000);
    const history = await stage.request('GET /v1/prices/{code}', { code: 'XN-CTM' }, { as: 'cashier' });
    expect(history.body.items).toMatchObject([
      { price: 52_000, validFrom: '2025-07-01' },
      { price: 60_000, validFrom: '2026-12-01' },
    ]);
    expect((await stage.request('GET /v1/prices/{code}', { code: 'XN-X' }, { as: 'cashier' })).status).toBe(404);
  });
  it('decides what an order of its day is charged at', async () => {
    await apply(listOf(blood(60_000)));
    await stage.open('e-1');
    await stage.order('e-1', 'XN-CTM');
    stage.setClock('2026-12-01T01:00:00.000Z');
    await stage.open('e-2');
    await stage.order('e-2', 'XN-CTM');
    const charges = stage.stored('billing').filter(({ sk }) => sk.startsWith('CHARGE#order'));
    expect(charges.map(({ value }) => JSON.parse(value).price)).toEqual([52_000, 60_000]);
  });
  it('is known when it comes again, and changes nothing', async () => {
    await apply(listOf(blood(60_000), bed));
    const after = priced();
    expect((await apply(listOf(blood(60_000), bed))).body).toMatchObject({ unchanged: 2, changed: 0, added: 0 });
    expect(priced()).toEqual(after);
  });
  it('is refused when another list changed what it was compared with, and is taken once it is checked again', async () => {
    const checked = await load(listOf(blood(60_000)));
    await apply(listOf(blood(61_000)));
    const stale = await load(listOf(blood(60_000)), { apply: checked.body.digest });
    expect([stale.status, stale.body.code]).toEqual([409, 'import-changed']);
    expect((await pricesOf('2026-12-01')).get('XN-CTM')?.price).toBe(61_000);
    const again = await load(listOf(blood(60_000)));
    expect(again.body.differences).toMatchObject([{ before: { price: 61_000 }, after: { price: 60_000 } }]);
    await load(listOf(blood(60_000)), { apply: again.body.digest });
    await stage.settle();
    expect((await pricesOf('2026-12-01')).get('XN-CTM')?.price).toBe(60_000);
  });
  it('is taken when another list changed other codes only', async () => {
    const checked = await load(listOf(blood(60_000)));
    await apply(listOf(bed));
    expect((await load(listOf(blood(60_000)), { apply: checked.body.digest })).status).toBe(201);
  });
  it('is taken again, when it was taken before and another list came between', async () => {
    for (const price of [60_000, 61_000, 60_000]) await apply(listOf(blood(price)));
    expect((await pricesOf('2026-12-01')).get('XN-CTM')?.price).toBe(60_000);
  });
  it('gives the import that runs when it is sent twice', async () => {
    const { digest } = (await load(listOf(blood(60_000)))).body;
    const one = await load(listOf(blood(60_000)), { apply: digest });
    const two = await load(listOf(blood(60_000)), { apply: digest });
    expect(two.body.import).toBe(one.body.import);
  });
  it('takes each row once though the event of its rows comes again', async () => {
    const started = await apply(listOf(blood(60_000), bed));
    const after = priced();
    await stage.announce(priceImportContinued, { import: started.body.import, from: 0 });
    await stage.settle();
    expect(priced()).toEqual(after);
    expect(stage.letters()).toEqual([]);
  });
  it('is put right by a later list as long as it has not begun', async () => {
    await apply(listOf(blood(60_000)));
    await apply(listOf(blood(61_000)));
    expect((await pricesOf('2026-12-01')).get('XN-CTM')?.price).toBe(61_000);
    stage.setClock('2026-12-01T01:00:00.000Z');
    expect((await load(listOf(blood(62_000)))).body.refused).toMatchObject([{ reason: 'price-held' }]);
    await apply(listOf(blood(62_000)), { validFrom: '2026-12-02' });
    expect([
      (await pricesOf('2026-12-01')).get('XN-CTM')?.price,
      (await pricesOf('2026-12-02')).get('XN-CTM')?.price,
    ]).toEqual([61_000, 62_000]);
  });
  it('ends a price behind its last day, or from the first day on', async () => {
    const ends = `${titles},den_ngay`;
    await apply(`${ends}\n${bed},31/12/2026\n${blood(52_000)},30/11/2026`);
    expect((await pricesOf('2026-12-31')).has('GIUONG-NOI')).toBe(true);
    expect((await pricesOf('2027-01-01')).has('GIUONG-NOI')).toBe(false);
    expect((await pricesOf('2026-11-30')).has('XN-CTM')).toBe(true);
    expect((await pricesOf('2026-12-01')).has('XN-CTM')).toBe(false);
    const early = await load(`${ends}\n${bed},29/11/2026`);
    expect(early.body.refused).toEqual([{ line: 2, column: 'until', reason: 'ends-too-early' }]);
  });
  it('withdraws what it does not have when it is the whole list', async () => {
    const rest = templatePrices('general').length - 1;
    const checked = await load(listOf(blood(60_000), bed), { whole: true });
    expect(checked.body).toMatchObject({ added: 1, changed: 1, withdrawn: rest });
    expect(checked.body.differences.at(-1)).toMatchObject({ is: 'withdrawn', before: { validFrom: '2025-07-01' } });
    expect((await load(listOf(bed), { whole: true, skipErrors: true })).status).toBe(400);
    await load(listOf(blood(60_000), bed), { whole: true, apply: checked.body.digest });
    expect([...(await pricesOf('2026-12-01')).keys()]).toEqual(['GIUONG-NOI', 'XN-CTM']);
    expect((await pricesOf('2026-11-30')).size).toBe(rest + 1);
  });
  it('may be a workbook, with Vietnamese titles', async () => {
    const book = aWorkbook([
      ['Mã dịch vụ', 'Loại', 'Tên dịch vụ', 'Tên tiếng Anh', 'Đơn giá', 'Giá BHYT', 'Tỷ lệ'],
      ['GIUONG-NOI', 'Giường', 'Giường nội khoa', 'Bed, medicine', 200_000, 180_000, 100],
      ['XN-CTM', 'Xét nghiệm', 'Công thức máu', 'Blood count', 60_000.5, 46_200, 100],
    ]).toString('base64');
    const checked = await load(book, { layout: 'xlsx' });
    expect(checked.body).toMatchObject({
      added: 1,
      refused: [{ line: 3, column: 'price', reason: 'not-a-price' }],
    });
    expect((await load(book, { layout: 'xlsx', apply: checked.body.digest })).body.code).toBe('import-has-errors');
    await load(book, { layout: 'xlsx', apply: checked.body.digest, skipErrors: true });
    expect((await pricesOf('2026-12-01')).get('GIUONG-NOI')).toMatchObject({ kind: 'bed', price: 200_000 });
    expect((await load('no workbook', { layout: 'xlsx' })).body.code).toBe('workbook-unreadable');
  });
  it('is refused as a workbook in the words of a sheet, with its rows and columns', async () => {
    const vietnamese = ['Mã dịch vụ', 'Loại', 'Tên dịch vụ', 'Tên tiếng Anh', 'Đơn giá', 'Giá BHYT', 'Tỷ lệ'];
    const row = ['XN-CTM', 'lab', 'Công thức máu', 'Blood count', 60_000, 46_200, 100];
    const detailsOf = async (...rows: (string | number)[][]) => {
      const input = { layout: 'xlsx', content: aWorkbook(rows).toString('base64'), validFrom: '2026-12-01' };
      const [vi, en] = await Promise.all(
        ['vi', 'en'].map((language) =>
          stage.request('POST /v1/price-lists', input, { as: 'admin', headers: { 'accept-language': language } }),
        ),
      );
      return [vi?.status, en?.body.code, vi?.body.detail, en?.body.detail];
    };
    expect(await detailsOf([...vietnamese, 'Màu'], [...row, 'red'])).toEqual([
      422,
      'workbook-header',
      'Hàng tiêu đề của trang tính thiếu cột, thừa cột hoặc lặp cột. Không biết cột H.',
      'The titles of the sheet lack a column, repeat one, or name one that is not known. Column H is not known.',
    ]);
    expect((await detailsOf(vietnamese.slice(1), row.slice(1)))[3]).toContain('The column “code” is missing.');
    expect((await detailsOf([...vietnamese, 'Ma'], [...row, 'A']))[2]).toContain('Cột “code” lặp lại.');
    expect((await detailsOf(vietnamese)).slice(1)).toEqual([
      'workbook-unreadable',
      expect.stringContaining('Trang tính không có hàng dữ liệu nào.'),
      expect.stringContaining('The sheet has no rows.'),
    ]);
    const long = row.with(2, 'x'.repeat(21_000));
    const tooLong = await detailsOf(vietnamese, row, long);
    expect(tooLong.slice(1)).toEqual([
      'workbook-unreadable',
      expect.stringContaining('Hàng 3'),
      expect.stringContaining('Row 3'),
    ]);
    expect((await detailsOf(vietnamese, row.with(2, 'CÃ´ng thá»©c'))).slice(1)).toEqual([
      'workbook-garbled',
      'Trang tính có chữ bị lỗi mã hóa; hãy sửa các ô đó rồi gửi lại',
      'The sheet has letters that were broken by another encoding; mend those cells and send it again',
    ]);
  });
  it('may have thousands of rows, is read page by page, and is followed while it is taken', async () => {
    const rows = Array.from(
      { length: 2_500 },
      (_, n) => `B-${String(n).padStart(4, '0')},supply,Vật tư,Supply,${n},0,0`,
    );
    const started = await apply(listOf(...rows));
    const read = await stage.request('GET /v1/price-lists/{import}', { import: started.body.import }, { as: 'admin' });
    expect(read.body).toMatchObject({ state: 'done', made: 2_500, refusedRows: 0 });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const input = { day: '2026-12-01', limit: 700, ...(after && { after }) };
      const page = (await stage.request('GET /v1/prices', input, { as: 'doctor' })).body;
      seen.push(...page.items.map(({ code }: Price) => code));
      after = page.next;
    } while (after);
    expect(seen).toEqual([...(await pricesOfAll())].sort());
  });
});

describe('a price list that comes while another is worked off', () => {
  const codes = Array.from({ length: 45 }, (_, n) => `B-${String(n).padStart(2, '0')}`);
  const allAt = (price: number): string => listOf(...codes.map((code) => `${code},supply,Vật tư,Supply,${price},0,0`));
  const spread = async () => {
    const list = await pricesOf('2026-12-01');
    return new Set(codes.map((code) => list.get(code)?.price));
  };
  /** The power goes off whenever prices are written, until it is given back. */
  const withoutPower = async () => {
    const ports = await stage.embedded.ports(stage.hospital, 'billing');
    const { write } = ports.table;
    Object.assign(ports.table, {
      write: async (one: Parameters<typeof write>[0]) => {
        if (one.put.some(({ key }) => key.pk === 'PRICES')) throw new Error('power cut');
        return write(one);
      },
    });
    return () => Object.assign(ports.table, { write });
  };
  const begin = async (content: string) => {
    const { digest } = (await load(content)).body;
    return { digest, ...(await load(content, { apply: digest })) };
  };
  const progressOf = async (id: string) =>
    (await stage.request('GET /v1/price-lists/{import}', { import: id }, { as: 'admin' })).body;

  it('is refused until that one is done, and then checked against it', async () => {
    const powerBack = await withoutPower();
    const first = await begin(allAt(1_000));
    await stage.settle();
    const second = await begin(allAt(2_000));
    expect([second.status, second.body.code]).toEqual([409, 'import-running']);
    powerBack();
    stage.setClock({ minutes: 1 });
    await stage.settle();
    expect(await progressOf(first.body.import)).toMatchObject({ state: 'done', made: 45 });
    expect(await spread()).toEqual(new Set([1_000]));
    const stale = await load(allAt(2_000), { apply: second.digest });
    expect(stale.body.code).toBe('import-changed');
    await apply(allAt(2_000));
    expect(await spread()).toEqual(new Set([2_000]));
  });
  it('is one of the two when both are applied in the same instant', async () => {
    const lists = [1_000, 2_000].map(allAt);
    const digests = await Promise.all(lists.map(async (list) => (await load(list)).body.digest));
    const applied = await Promise.all(lists.map((list, n) => load(list, { apply: digests[n] })));
    await stage.settle();
    expect(applied.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect((await spread()).size).toBe(1);
  });
  it.each([
    ['applied once more', (digest: string) => load(allAt(1_000), { apply: digest })],
    ['met by the check of another list', () => load(allAt(2_000))],
  ])('goes on when the word to go on was lost, once the running one is %s', async (_, push) => {
    const powerBack = await withoutPower();
    const first = await begin(allAt(1_000));
    await stage.settle();
    stage.embedded.database.run('DELETE FROM letters');
    powerBack();
    await stage.settle();
    expect(await progressOf(first.body.import)).toMatchObject({ state: 'running', done: 0 });
    expect((await push(first.digest)).status).toBe(201);
    await stage.settle();
    expect(await progressOf(first.body.import)).toMatchObject({ state: 'done', made: 45 });
    expect(await spread()).toEqual(new Set([1_000]));
    expect((await begin(allAt(2_000))).status).toBe(201);
  });
});

const pricesOfAll = async (): Promise<Set<string>> => new Set(priced().map(({ value }) => JSON.parse(value).code));

describe('the lines of a code', () => {
  it('give each day the line that began last, or nothing where that line has ended', () => {
    const [line] = templatePrices('general');
    if (!line) throw new Error('the list of the template is empty');
    const day = fc.integer({ min: 1, max: 28 }).map((n) => LocalDay.parse(`2026-12-${String(n).padStart(2, '0')}`));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ validFrom: day, validTo: fc.option(day, { nil: undefined }) }), {
          selector: ({ validFrom }) => validFrom,
        }),
        day,
        (ranges, on) => {
          const lines = ranges.map(({ validFrom, validTo }) => ({ ...line, validFrom, ...(validTo && { validTo }) }));
          const last = lines
            .filter(({ validFrom }) => validFrom <= on)
            .toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0];
          const wanted = last && (last.validTo === undefined || last.validTo >= on) ? last : undefined;
          expect(pricesOn(lines, on).get(line.code)).toEqual(wanted);
        },
      ),
    );
  });
});

describe('the text in which a list waits', () => {
  it('keeps every row at its line, whatever signs and breaks the cells have', () => {
    const text = priceListCsv(
      [titles.split(','), [''], ['A-1', 'lab', 'a "b"\nc', ';', '1', '2', '3']],
      LocalDay.parse('2026-12-01'),
      [],
    );
    expect(text).toBe(
      [
        '"code","kind","name_vi","name_en","price","insurer_price","rate_percent","until","first_day"',
        '',
        '"A-1","lab","a ""b""\nc",";","1","2","3","","2026-12-01"',
      ].join('\n'),
    );
  });
});
