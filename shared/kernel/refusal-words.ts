import { type Refusal, type RefusalCode, refusals } from './refusal.ts';

interface Words {
  readonly vi: string;
  readonly en: string;
}

/** What is wrong with a line of a bank's statement, behind the number of the line. */
const lineFlaws: Readonly<Record<string, Words>> = {
  empty: { vi: 'tệp không có dòng nào', en: 'the file has no lines' },
  'not-understood': { vi: 'không hiểu được bố cục của tệp', en: 'the layout of the file is not understood' },
  'account-missing': { vi: 'không có số tài khoản', en: 'the account number is missing' },
  'bad-date': { vi: 'ngày không đúng', en: 'the date is not right' },
  'bad-amount': { vi: 'số tiền không đúng', en: 'the amount is not right' },
  'bad-direction': { vi: 'không rõ tiền vào hay tiền ra', en: 'it is not clear whether money came or left' },
  'reference-missing': { vi: 'thiếu số tham chiếu', en: 'the reference is missing' },
  'other-currency': { vi: 'không phải đồng Việt Nam', en: 'the currency is not Vietnamese dong' },
  'balance-differs': {
    vi: 'số dư không khớp với các dòng',
    en: 'the balance does not follow from the lines',
  },
};

const grouped = (digits: string, sign: string): string => digits.replace(/\B(?=(\d{3})+$)/g, sign);

/** How the short reasons of files are told to a person; the first that fits. */
const reasons: readonly [RegExp, (found: string) => Words][] = [
  [/^line-(\d+)$/, (line) => ({ vi: `Dòng ${line}`, en: `Line ${line}` })],
  [/^no-csv$/, () => ({ vi: 'Tệp không phải bảng CSV', en: 'The file is no table' })],
  [/^no-rows$/, () => ({ vi: 'Tệp không có dòng dữ liệu nào', en: 'The file has no rows' })],
  [/^most-(\d+)$/, (most) => ({ vi: `Tối đa ${grouped(most, '.')} dòng`, en: `At most ${grouped(most, ',')} rows` })],
  [/^rows-(\d+)$/, (rows) => ({ vi: `${rows} dòng bị từ chối`, en: `${rows} rows are not taken` })],
  [
    /^unknown-column-(\d+)$/,
    (place) => ({ vi: `Không biết cột thứ ${place}`, en: `The header of column ${place} is not known` }),
  ],
  [/^twice-([a-z0-9_]+)$/, (name) => ({ vi: `Cột “${name}” lặp lại`, en: `The column “${name}” comes twice` })],
  [/^sheet-row-(\d+)$/, (row) => ({ vi: `Hàng ${row}`, en: `Row ${row}` })],
  [/^sheet-column-([A-Z]+)$/, (column) => ({ vi: `Không biết cột ${column}`, en: `Column ${column} is not known` })],
  [/^sheet-empty$/, () => ({ vi: 'Trang tính không có hàng dữ liệu nào', en: 'The sheet has no rows' })],
  [/^missing-([a-z0-9_]+)$/, (name) => ({ vi: `Thiếu cột “${name}”`, en: `The column “${name}” is missing` })],
];

/** Refusals of files: their reason names a place in the file, which a person must find. */
const ofFiles: readonly RefusalCode[] = [
  'csv-unreadable',
  'csv-header',
  'csv-too-long',
  'import-has-errors',
  'statement-unreadable',
  'workbook-header',
  'workbook-unreadable',
];

function placeOf(because: string): Words | undefined {
  const flawed = /^([a-z-]+)-line-(\d+)$/.exec(because);
  const flaw = flawed?.[1] === undefined ? undefined : lineFlaws[flawed[1]];
  if (flaw) return { vi: `Dòng ${flawed?.[2]}: ${flaw.vi}`, en: `Line ${flawed?.[2]}: ${flaw.en}` };
  for (const [pattern, words] of reasons) {
    const found = pattern.exec(because);
    if (found) return words(found[1] ?? '');
  }
  return undefined;
}

/** What a person reads of a refusal; of a file with the place in it and what is wrong there. `because` stays for programs. */
export function detailOf({ refused, because }: Refusal, language: keyof Words): string {
  const sentence = refusals[refused][language];
  const place = because !== undefined && ofFiles.includes(refused) ? placeOf(because) : undefined;
  return place ? `${sentence}. ${place[language]}.` : sentence;
}
