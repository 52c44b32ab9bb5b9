import { type Refusal, refuse } from './refusal.ts';
import { foldAccents } from './text.ts';

/** Why a row of a file is not taken. The value itself is never repeated: it may be a name or a number of a person. */
export const rowReasons = {
  'wrong-cell-count': {
    vi: 'Số ô của dòng khác với dòng tiêu đề',
    en: 'The row has more or fewer cells than the header',
  },
  missing: { vi: 'Ô bắt buộc bị trống', en: 'A required cell is empty' },
  'too-long': { vi: 'Ô quá dài', en: 'The cell is too long' },
  'bad-characters': {
    vi: 'Ô có ký tự điều khiển hoặc xuống dòng',
    en: 'The cell has control characters or a line break',
  },
  'not-a-code': { vi: 'Mã chỉ gồm chữ, số và . _ / -', en: 'A code has letters, digits and . _ / - only' },
  'not-a-name': { vi: 'Không phải họ tên', en: 'This is no name of a person' },
  'not-a-date': { vi: 'Ngày phải là dd/mm/yyyy hoặc yyyy-mm-dd', en: 'A date is dd/mm/yyyy or yyyy-mm-dd' },
  'not-a-time': { vi: 'Giờ phải là HH:MM, từ 00:00 đến 23:59', en: 'A time is HH:MM, from 00:00 to 23:59' },
  'not-a-choice': { vi: 'Không phải một giá trị được phép', en: 'The cell holds none of the allowed words' },
  'not-an-amount': {
    vi: 'Số tiền phải là số nguyên đồng lớn hơn 0, không có dấu chấm, phẩy',
    en: 'An amount is a whole number of dong above 0, without points or commas',
  },
  'not-a-citizen-number': {
    vi: 'Số định danh phải có 12 chữ số (Excel thường làm mất số 0 ở đầu)',
    en: 'A citizen number has 12 digits (spreadsheets drop the leading zero)',
  },
  'not-a-phone': { vi: 'Không phải số điện thoại Việt Nam', en: 'This is no Vietnamese telephone number' },
  'not-a-price': {
    vi: 'Giá phải là số nguyên đồng, từ 0 trở lên, không có dấu chấm, phẩy',
    en: 'A price is a whole number of dong, 0 or more, without points or commas',
  },
  'not-a-rate': { vi: 'Tỷ lệ phải là số nguyên từ 0 đến 100', en: 'A rate is a whole number from 0 to 100' },
  'code-twice': { vi: 'Mã này đã có ở dòng trước của tệp', en: 'An earlier row of the file has this code' },
  'ends-too-early': {
    vi: 'Ngày hết hiệu lực sớm hơn ngày liền trước ngày bắt đầu',
    en: 'The last day lies before the day that precedes the first one',
  },
  'price-held': {
    vi: 'Mã này đã có giá trong hôm nay; giá mới chỉ áp dụng từ ngày mai',
    en: 'This code has a price today; a new one can begin tomorrow at the earliest',
  },
  'before-opening': {
    vi: 'Ngày quá sớm: trước khi bệnh viện dùng hệ thống',
    en: 'The date is too early: before the hospital came in',
  },
  'not-approved': {
    vi: 'Sổ chưa biết khoản tiền này khi sao kê được duyệt: nhập lại sao kê, người thứ hai duyệt',
    en: 'The books know no such money and nobody else let it: bring the statement again, for another person to decide',
  },
  'in-future': { vi: 'Ngày ở tương lai', en: 'The date lies in the future' },
  'in-past': { vi: 'Thời điểm đã qua', en: 'The time has passed' },
  'too-far': { vi: 'Ngày quá xa', en: 'The date is too far away' },
  'patient-differs': {
    vi: 'Mã người bệnh đã dùng cho người có năm sinh hoặc giới tính khác',
    en: 'This patient code belongs to a person of another birth year or sex',
  },
  'number-differs': {
    vi: 'Số định danh đã có ở người có năm sinh, giới tính hoặc mã khác',
    en: 'This citizen number belongs to a person of another birth year, sex or patient code',
  },
  'patient-unknown': {
    vi: 'Chưa có người bệnh với mã này, hãy nhập tệp người bệnh trước',
    en: 'No patient has this code; bring the file of patients first',
  },
  'reference-differs': {
    vi: 'Mã tham chiếu đã được nhập với nội dung khác',
    en: 'This reference was brought before with other content',
  },
  'not-a-login': {
    vi: 'Tên đăng nhập gồm 3 đến 40 chữ thường, số và . _ -, bắt đầu bằng chữ',
    en: 'A login has 3 to 40 lower-case letters, digits and . _ -, a letter first',
  },
  'not-a-certificate': {
    vi: 'Số giấy phép hành nghề gồm 3 đến 40 chữ hoa, số và . / -',
    en: 'The number of a licence to practise has 3 to 40 capitals, digits and . / -',
  },
  'login-differs': {
    vi: 'Tên đăng nhập đã thuộc về nhân viên có mã khác',
    en: 'This login belongs to somebody with another staff number',
  },
  'clinic-unknown': { vi: 'Bệnh viện không có phòng khám này', en: 'The hospital has no such clinic' },
  'claim-unknown': {
    vi: 'Tháng này không đề nghị quỹ thanh toán cho bảng kê này',
    en: 'Nothing was claimed for this bill in this month',
  },
  'claim-answered': { vi: 'Bảng kê này đã có kết quả giám định', en: 'This bill has been answered already' },
  'deposit-too-large': {
    vi: 'Số dư tạm ứng của người bệnh sẽ quá lớn, không ghi chính xác được',
    en: "The patient's deposit would be more than can be counted exactly",
  },
  'claim-differs': {
    vi: 'Số tiền đề nghị khác với số bệnh viện đã đề nghị',
    en: 'The amount differs from what the hospital claimed',
  },
  'more-than-claimed': {
    vi: 'Số tiền chấp nhận lớn hơn số đã đề nghị',
    en: 'More is accepted than was claimed',
  },
} as const satisfies Record<string, { vi: string; en: string }>;
export type RowReason = keyof typeof rowReasons;

/** One column of a kind of file: how it may be called, whether a row must fill it, and how its cells are read. */
export interface Column<T, R extends boolean = boolean> {
  /** Other headers that mean it, in lower case without accents, words joined by `_`. */
  readonly synonyms: readonly string[];
  readonly required: R;
  /** Why a cell is refused that `read` does not understand. */
  readonly reason: RowReason;
  /** The value of a cell that is not empty; undefined when it is none. */
  read(cell: string): T | undefined;
}
export type Columns = Readonly<Record<string, Column<unknown>>>;

type Cells<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends Column<infer T, infer R> ? (R extends true ? T : T | undefined) : never;
};

/** A row whose cells are all understood. */
export interface Row<C extends Columns> {
  /** Its line in the file, the header being line 1. */
  readonly line: number;
  readonly cells: Cells<C>;
  /** The cells as they stood, in the order of the columns' definition. */
  readonly texts: readonly string[];
}

/** A row that is not taken, and where it fails. */
export interface Misfit {
  readonly line: number;
  readonly column: string;
  readonly reason: RowReason;
}

export interface CsvFile<C extends Columns> {
  readonly rows: readonly Row<C>[];
  readonly misfits: readonly Misfit[];
}
type CsvRefusal = Refusal<'csv-not-utf8' | 'csv-unreadable' | 'csv-header' | 'csv-too-long'>;

/** Rows of one file; more are sent in parts. */
export const mostRows = 20_000;
const longestCell = 500;
const longestLine = 20_000;
/** Where a misfit concerns no column but the whole row. */
const wholeRow = 'row';

/**
 * Reads a file that a spreadsheet or an old system wrote (RFC 4180): with or without a byte order mark, cells parted by
 * commas, semicolons (a spreadsheet in Vietnamese) or tabs, quoted or not. The first line names the columns, each by
 * its own name or a synonym, in any order; a column that nobody knows refuses the file, because data would be lost
 * without a word. Empty rows are skipped. No reason ever repeats what the file says.
 */
export async function readCsv<C extends Columns>(text: string, columns: C): Promise<CsvFile<C> | CsvRefusal> {
  if (!isProperText(text)) return refuse('csv-not-utf8');
  const lines = await linesOf(text);
  if (!Array.isArray(lines)) return lines;
  const [header, ...body] = lines;
  if (header === undefined || body.length === 0) return refuse('csv-unreadable', 'no-rows');
  if (body.length > mostRows) return refuse('csv-too-long', `most-${mostRows}`);
  const places = placesOf(header.cells, columns);
  if (!Array.isArray(places)) return places;
  const rows: Row<C>[] = [];
  const misfits: Misfit[] = [];
  for (const { line, cells } of body) {
    const texts = places.map((place) => tidy(place < 0 ? '' : (cells[place] ?? '')));
    const read =
      cells.length === header.cells.length
        ? readRow(line, texts, columns)
        : { line, column: wholeRow, reason: 'wrong-cell-count' as const };
    if ('reason' in read) misfits.push(read);
    else rows.push(read);
  }
  return { rows, misfits };
}

/** Reads the cells of one row, which stand in the order of the columns' definition. */
export function readRow<C extends Columns>(line: number, texts: readonly string[], columns: C): Row<C> | Misfit {
  const cells: Record<string, unknown> = {};
  for (const [index, [column, { required, reason, read }]] of Object.entries(columns).entries()) {
    const text = texts[index] ?? '';
    if (text === '' && required) return { line, column, reason: 'missing' };
    if (text.length > longestCell) return { line, column, reason: 'too-long' };
    if (/[\p{Cc}\p{Cf}]/u.test(text)) return { line, column, reason: 'bad-characters' };
    const value = text === '' ? undefined : read(text);
    if (text !== '' && value === undefined) return { line, column, reason };
    cells[column] = value;
  }
  // Every column was read just now, and a required one has a value.
  return { line, cells: cells as Cells<C>, texts };
}

/**
 * False for text that was not UTF-8 when somebody took it for that: replacement characters, NULs of UTF-16, and the
 * pairs of signs that the bytes of Vietnamese letters become in the old Western code page.
 */
const isProperText = (text: string): boolean =>
  text.isWellFormed() && !text.includes('\0') && !/\uFFFD|á»|áº|Ä‘|Æ°|Æ¡/.test(text);

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

async function linesOf(text: string): Promise<Line[] | CsvRefusal> {
  // Loaded when a file has come and not before: no other door of a function pays for it.
  const { CsvError, parse } = await import('csv-parse/sync');
  try {
    const records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: longestLine,
      // The line goes before the cells. The parser counts to where the row ends.
      on_record: (cells: string[], { lines }) => [String(lines - cells.reduce(breaksIn, 0)), ...cells],
    });
    return records.map(([line, ...cells]) => ({ line: Number(line), cells }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error['lines'];
    return refuse('csv-unreadable', typeof line === 'number' ? `line-${line}` : 'no-csv');
  }
}

/**
 * The cells of a table in which the header is not the first line, as a bank or an authority exports it; empty lines
 * keep their place. `line` is where it stopped being a table.
 */
export async function readCsvTable(
  text: string,
  delimiter: string,
): Promise<{ readonly ok: true; readonly rows: string[][] } | { readonly ok: false; readonly line: number }> {
  const { CsvError, parse } = await import('csv-parse/sync');
  try {
    const rows = parse(text, {
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: longestLine,
    });
    return { ok: true, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error['lines'];
    return { ok: false, line: typeof line === 'number' ? line : 1 };
  }
}

const breaksIn = (sum: number, cell: string): number => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0);

/** Of the three, the sign that the header has most of. */
export function delimiterOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const [most = ','] = [',', ';', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length);
  return most;
}

/** For each column of the definition the place of its cells in the file, -1 when the file does not have it. */
export function placesOf(header: readonly string[], columns: Columns): number[] | CsvRefusal {
  const names = new Map(
    Object.entries(columns).flatMap(([name, { synonyms }]) => [name, ...synonyms].map((word) => [word, name] as const)),
  );
  const found = header.map((cell) => names.get(wordOf(cell)));
  const unknown = found.indexOf(undefined);
  if (unknown >= 0) return refuse('csv-header', `unknown-column-${unknown + 1}`);
  const twice = found.find((name, place) => found.indexOf(name) !== place);
  if (twice !== undefined) return refuse('csv-header', `twice-${twice}`);
  const missing = Object.entries(columns).find(([name, { required }]) => required && !found.includes(name));
  if (missing) return refuse('csv-header', `missing-${missing[0]}`);
  return Object.keys(columns).map((name) => found.indexOf(name));
}

/** `Họ tên` and `ho_ten` are one header. */
const wordOf = (cell: string): string => foldAccents(tidy(cell)).toLowerCase().replace(/[ -]+/g, '_');

const tidy = (cell: string): string => cell.normalize('NFC').trim().replace(/ {2,}/g, ' ');
