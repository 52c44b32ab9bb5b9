import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvFile, mostRows, readCsv } from './csv.ts';
import { amountOf, codeOf, dayOf, optional, required, timeOf } from './csv-columns.ts';
import { isRefusal } from './refusal.ts';

const columns = {
  source_id: required(['ma_benh_nhan'], 'not-a-code', codeOf),
  full_name: required(['ho_ten'], 'not-a-name', (cell) => cell),
  birth_date: required(['ngay_sinh'], 'not-a-date', dayOf),
  amount: optional(['so_tien'], 'not-an-amount', amountOf),
};
async function fileOf(text: string): Promise<CsvFile<typeof columns>> {
  const read = await readCsv(text, columns);
  if (isRefusal(read)) throw new Error(`${read.refused} ${read.because}`);
  return read;
}
const cellsOf = async (text: string) => (await fileOf(text)).rows.map(({ cells }) => cells);
const header = 'source_id,full_name,birth_date';
const one = { source_id: 'BN1', full_name: 'Lê Thử', birth_date: '1990-12-31', amount: undefined };

describe('a file of a hospital', () => {
  it.each([
    ['commas', `${header}\nBN1,Lê Thử,1990-12-31\n`],
    [
      'semicolons, as a spreadsheet in Vietnamese writes',
      'source_id;full_name;birth_date\r\nBN1;Lê Thử;31/12/1990\r\n',
    ],
    ['tabs', 'source_id\tfull_name\tbirth_date\nBN1\tLê Thử\t31/12/1990'],
    ['a byte order mark', `\uFEFF${header}\nBN1,Lê Thử,1990-12-31\n`],
    ['quotes', `"source_id","full_name","birth_date"\n"BN1","Lê Thử","1990-12-31"\n`],
    ['columns in another order', 'birth_date,source_id,full_name\n31/12/1990,BN1,Lê Thử'],
    ['Vietnamese headers', 'Mã bệnh nhân;Họ tên;NGÀY SINH\nBN1;Lê Thử;31/12/1990'],
    ['accents as separate signs', `${header}\nBN1,${'Lê Thử'.normalize('NFD')},1990-12-31`],
    ['empty rows', `${header}\n\nBN1,Lê Thử,1990-12-31\n,,\n\n`],
    ['blanks around its cells', `${header}\n BN1 ,  Lê   Thử,1990-12-31 `],
  ])('is read with %s', async (_, text) => {
    expect(await cellsOf(text)).toEqual([one]);
  });
  it('keeps signs of the parser that stand in quotes', async () => {
    const [row] = await cellsOf(`${header}\nBN1,"Lê, ""Thử"";",1990-12-31`);
    expect(row?.full_name).toBe('Lê, "Thử";');
  });
  it('leaves a column out that it need not have, or leaves its cells empty', async () => {
    expect(await cellsOf(`${header},amount\nBN1,Lê Thử,1990-12-31,\nBN2,Lê Thử,1990-12-31,5000`)).toEqual([
      one,
      { ...one, source_id: 'BN2', amount: 5_000 },
    ]);
  });
});

describe('a file is refused as a whole', () => {
  it.each([
    ['when it was UTF-16', `${header}\nB\0N\0`, 'csv-not-utf8', undefined],
    [
      'when it was in an old Vietnamese code page',
      `${header}\nBN1,L\uFFFD Th\uFFFD,1990-12-31`,
      'csv-not-utf8',
      undefined,
    ],
    ['when UTF-8 was taken for a Western code page', `${header}\nBN1,Nguyá»…n,1990-12-31`, 'csv-not-utf8', undefined],
    [
      'when a column is one that nobody knows',
      'source_id,full_name,birth_date,blood\nBN1,A,1990-12-31,O',
      'csv-header',
      'unknown-column-4',
    ],
    [
      'when a column stands there twice, under two names',
      'source_id,full_name,ho_ten,birth_date\nBN1,A,A,1990-12-31',
      'csv-header',
      'twice-full_name',
    ],
    ['when a column is missing', 'source_id,birth_date\nBN1,1990-12-31', 'csv-header', 'missing-full_name'],
    [
      'when it has no header but begins with a person',
      'BN1,Lê Thử,1990-12-31\nBN2,Lê Thử,1990-12-31',
      'csv-header',
      'unknown-column-1',
    ],
    ['when it has a header only', header, 'csv-unreadable', 'no-rows'],
    ['when it is empty', '', 'csv-unreadable', 'no-rows'],
    ['when a quote is never closed', `${header}\nBN1,"Lê Thử,1990-12-31\n`, 'csv-unreadable', 'line-2'],
    [
      'when it has too many rows',
      `${header}\n${'B,A,1990-12-31\n'.repeat(mostRows + 1)}`,
      'csv-too-long',
      `most-${mostRows}`,
    ],
  ])('%s', async (_, text, refused, because) => {
    expect(await readCsv(text, columns)).toEqual(because === undefined ? { refused } : { refused, because });
  });
});

describe('a row is refused by line, column and reason, and never repeats its value', () => {
  it.each([
    ['BN1,,1990-12-31', 'full_name', 'missing'],
    ['BN1,Lê Thử,31/02/1990', 'birth_date', 'not-a-date'],
    ['BN1,Lê Thử,12/31/1990', 'birth_date', 'not-a-date'],
    ['BN1,Lê Thử,1/2/1990', 'birth_date', 'not-a-date'],
    ['BN 1,Lê Thử,1990-12-31', 'source_id', 'not-a-code'],
    ['=BN1,Lê Thử,1990-12-31', 'source_id', 'not-a-code'],
    ['BN1,"Lê\nThử",1990-12-31', 'full_name', 'bad-characters'],
    ['BN1,Lê\u202EThử,1990-12-31', 'full_name', 'bad-characters'],
    [`BN1,${'a'.repeat(501)},1990-12-31`, 'full_name', 'too-long'],
    ['BN1,Lê Thử', 'row', 'wrong-cell-count'],
    ['BN1,Lê Thử,1990-12-31,extra', 'row', 'wrong-cell-count'],
  ])('%j', async (row, column, reason) => {
    const { rows, misfits } = await fileOf(`${header}\nBN0,Lê Thử,1990-12-31\n${row}\nBN2,Lê Thử,1990-12-31\n`);
    expect(rows.map(({ cells }) => cells.source_id)).toEqual(['BN0', 'BN2']);
    expect(misfits).toEqual([{ line: 3, column, reason }]);
  });
  it('counts lines as an editor does, also behind a row that goes over two', async () => {
    const { misfits } = await fileOf(`${header}\n\nBN1,"Lê\nThử",1990-12-31\nBN2,,1990-12-31\n`);
    expect(misfits.map(({ line }) => line)).toEqual([3, 5]);
  });
});

describe('cells', () => {
  it('take an amount in digits only, since a point may part thousands or decimals', () => {
    expect(['120000', '1', '99999999999'].map(amountOf)).toEqual([120_000, 1, 99_999_999_999]);
    for (const bad of ['0', '-5', '120.000', '120,000', '1e5', '007', '123456789012', '١٢'])
      expect(amountOf(bad), bad).toBeUndefined();
  });
  it('take times of a day only', () => {
    expect(['00:00', '07:30', '23:59'].map(timeOf)).toEqual(['00:00', '07:30', '23:59']);
    for (const bad of ['24:00', '7:30', '07:60', '07:30:00']) expect(timeOf(bad), bad).toBeUndefined();
  });
  it('read the day that both ways of writing mean', () => {
    const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year, month, day] = iso.split('-');
        expect([dayOf(iso), dayOf(`${day}/${month}/${year}`)]).toEqual([iso, iso]);
      }),
    );
  });
});

describe('whatever is written as CSV', () => {
  it('is read back as it was, by every delimiter', async () => {
    const word = fc
      .stringMatching(/^[A-Za-zĐđáêữ ,;"'\t-]{1,30}$/u)
      .map((text) => text.replaceAll('\t', ' ').normalize('NFC').trim().replace(/ {2,}/g, ' '));
    const rows = fc.array(
      word.filter((text) => text !== ''),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        async (names, delimiter, end) => {
          const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
          const text = [header.split(','), ...names.map((name, n) => [`B${n}`, name, '1990-12-31'])]
            .map((cells) => cells.map(quoted).join(delimiter))
            .join(end);
          expect((await cellsOf(text)).map(({ full_name }) => full_name)).toEqual(names);
        },
      ),
    );
  });
});
