import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unzip, zipStored } from '../../shared/kernel/unzip.ts';
import { fileBytes } from '../../shared/kernel/workbook.ts';
import { aWorkbook, sheetXml, zipOf } from '../../test/workbook.ts';
import { workbookTable as readWorkbook } from './price-list-text.ts';

describe('a workbook', () => {
  it('is read as texts: numbers in digits, empty cells empty, each row at its place', async () => {
    const book = aWorkbook([['code', 'price', 'name'], ['XN-1', 50_000, 'Công thức\nmáu'], [], ['XN-2', 1.5, '']]);
    expect(await readWorkbook(book)).toEqual([
      ['code', 'price', 'name'],
      ['XN-1', '50000', 'Công thức máu'],
      ['', '', ''],
      ['XN-2', '1.5', ''],
    ]);
  });
  it('is refused when it is none: text, a cut file, an archive of something else, XML that is none', async () => {
    const book = aWorkbook([['code']]);
    const other = zipOf([{ path: 'readme.txt', bytes: Buffer.from('hello') }]);
    const broken = zipOf([{ path: 'xl/workbook.xml', bytes: Buffer.from('<workbook><sheets>') }]);
    for (const bytes of [Buffer.from('code,price'), Buffer.alloc(0), book.subarray(0, 300), other, broken])
      expect(await readWorkbook(bytes)).toBeUndefined();
  });
  it('is read without its comments, and is refused when one never ends', async () => {
    const row = '<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>';
    const withRows = (rows: string) => aWorkbook([], { 'xl/worksheets/sheet1.xml': Buffer.from(sheetXml(rows)) });
    expect(await readWorkbook(withRows(`<!-- written by hand: <row r="9999999"> -->${row}`))).toEqual([['code']]);
    expect(await readWorkbook(withRows(`${row}<!-- `))).toBeUndefined();
  });
  it('is read without the cells that only have a format, however far out they lie', async () => {
    const far = '<c r="BM1" s="1"/><c r="XFD1" s="1"></c><c r="CA1" s="2" t="n"> <v/> </c><c r="CB1" t="s"><v></v></c>';
    const below = '<row r="1048576" s="1" customFormat="1"/><row r="1048575"><c r="A1048575" s="1"/></row>';
    const rows = `<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c>${far}</row>${below}`;
    const book = aWorkbook([], { 'xl/worksheets/sheet1.xml': Buffer.from(sheetXml(rows)) });
    expect(await readWorkbook(book)).toEqual([['code']]);
  });
  it.each(['BM1', 'XFD1'])('is refused when a cell beyond column BL is filled: %s', async (place) => {
    const cells = (column: string): string => `<row r="1"><c r="A1"><v>1</v></c><c r="${column}"><v>2</v></c></row>`;
    const withCells = (column: string) =>
      aWorkbook([], { 'xl/worksheets/sheet1.xml': Buffer.from(sheetXml(cells(column))) });
    expect(await readWorkbook(withCells(place))).toBeUndefined();
    expect((await readWorkbook(withCells('BL1')))?.[0]).toHaveLength(64);
  });
  it('is read for its sheet alone: relationships of parts that are not read are left aside', async () => {
    const kind = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const more = [
      ['theme', 'theme/theme1.xml'],
      ['externalLink', 'externalLinks/externalLink1.xml'],
      ['vbaProject', '../../etc/passwd'],
      ['chartsheet', 'chartsheets/sheet1.xml'],
      ['attachedTemplate', 'http://127.0.0.1/x" TargetMode="External'],
    ].map(([name, target], n) => `<Relationship Id="x${n}" Type="${kind}/${name}" Target="${target}"/>`);
    const own = `<Relationship Id="rId1" Type="${kind}/worksheet" Target="worksheets/sheet1.xml"/>`;
    const book = aWorkbook([['code']], {
      'xl/_rels/workbook.xml.rels': Buffer.from(`<Relationships>${more.join('')}${own}</Relationships>`),
      'xl/worksheets/_rels/sheet1.xml.rels': Buffer.from('<<< no XML'),
      'xl/theme/theme1.xml': Buffer.from('<<< no XML'),
      'xl/externalLinks/externalLink1.xml': Buffer.alloc(20_000_000),
    });
    expect(await readWorkbook(book)).toEqual([['code']]);
  });
  it('arrives as base64 and nothing else', () => {
    expect(fileBytes('UEs=')?.toString()).toBe('PK');
    for (const text of ['UEs', 'UE s', 'UEs=\n', 'U=s=', 'UEs-', '!!!!', '===='])
      expect(fileBytes(text), text).toBeUndefined();
  });
  it('is refused when it inflates too far, whatever size it states', async () => {
    const bomb = aWorkbook([['code']], { 'xl/styles.xml': Buffer.alloc(60_000_000, ' ') });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await readWorkbook(bomb)).toBeUndefined();
  });
  it.each([
    ['far to the right', '<row r="1"><c r="XFD1"><v>1</v></c></row>'],
    ['far below', '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'],
    ['hidden behind a character reference', '<row r="1"><c r="&#88;FD1"><v>1</v></c></row>'],
    ['without a place', '<row r="1"><c><v>1</v></c></row>'],
    ['behind a type without a blank', '<row r="1"><c t="n"r="ZZ3000"><v>1</v></c></row>'],
    ['behind a prefix', '<row r="1"><c r="A1" x:r="XFD1"><v>1</v></c></row>'],
    ['among too many rows', '<row><c r="A1"><f>1</f></c></row>'.repeat(20_101)],
    ['behind a megabyte of blanks', ' '.repeat(900_000)],
    ['behind a tag that never ends', `<a ${'x'.repeat(100_000)}`],
    ['behind tags that never end', '<row '.repeat(50_000)],
    ['behind a tag that is very long', `<a x="${'x'.repeat(100_000)}"/>`],
    ['deep in other tags', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`],
    ['in a sheet whose dimension says nothing', '</sheetData><dimension/><sheetData>'],
    ['in other quotes', "<row r='1'><c r='ZZ1'><v>1</v></c></row>"],
  ])('is refused when a cell lies %s, before a table of that size is made', async (_, rows) => {
    const book = aWorkbook([], { 'xl/worksheets/sheet1.xml': Buffer.from(sheetXml(rows)) });
    expect(await readWorkbook(book)).toBeUndefined();
  });
});

it('is refused when its relationships name a sheet elsewhere, or none is there, or it has no rows at all', async () => {
  const far = Buffer.from(sheetXml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'));
  const rels = (target: string): Buffer =>
    Buffer.from(
      `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" ${target}/></Relationships>`,
    );
  const path = 'xl/_rels/workbook.xml.rels';
  const books = [
    aWorkbook([['code']], { 'xl/other.xml': far, [path]: rels('Target="other.xml"') }),
    aWorkbook([['code']], { [path]: rels('Target="worksheets/none.xml"') }),
    aWorkbook([['code']], { [path]: rels('') }),
    aWorkbook([], { 'xl/worksheets/sheet1.xml': Buffer.from('<worksheet></worksheet>') }),
  ];
  for (const book of books) expect(await readWorkbook(book)).toBeUndefined();
});

describe('an archive', () => {
  it('holds what was put into it, stored or deflated', () => {
    const files = fc.uniqueArray(
      fc.record({ path: fc.stringMatching(/^[a-z]{1,8}\.xml$/), bytes: fc.uint8Array({ maxLength: 300 }) }),
      { selector: ({ path }) => path, maxLength: 6 },
    );
    fc.assert(
      fc.property(files, (some) => {
        const entries = some.map(({ path, bytes }) => ({ path, bytes: Buffer.from(bytes) }));
        for (const archive of [zipOf(entries), zipStored(entries)])
          expect(unzip(archive, () => true, 2_000)).toEqual(entries);
      }),
    );
  });
  it('is undefined for any bytes that are none, and never throws', () => {
    const archive = zipOf([{ path: 'a.xml', bytes: Buffer.from('<a/>'.repeat(50)) }]);
    fc.assert(
      fc.property(fc.nat(archive.length - 1), fc.nat(255), (at, byte) => {
        const damaged = Buffer.from(archive);
        damaged[at] = byte;
        expect(() => unzip(damaged, () => true, 1_000)).not.toThrow();
      }),
    );
    expect(unzip(deflateRawSync(archive), () => true, 1_000)).toBeUndefined();
  });
  it('is undefined when it inflates to one byte more than is wanted', () => {
    const archive = zipOf([{ path: 'a.xml', bytes: Buffer.alloc(1_000) }]);
    expect(unzip(archive, () => true, 1_000)).toHaveLength(1);
    expect(unzip(archive, () => true, 999)).toBeUndefined();
  });
});
