import { type PriceKind, priceImportContinued } from '../../shared/contracts/billing.ts';
import type { Row, RowReason } from '../../shared/kernel/csv.ts';
import { dayOf, optional, required } from '../../shared/kernel/csv-columns.ts';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { foldAccents } from '../../shared/kernel/text.ts';
import { type LocalDay, localDay } from '../../shared/kernel/time.ts';
import { type ComparedKind, refusedRow, type Verdict } from '../../shared/ports/importing.ts';
import type { Item } from '../../shared/ports/table.ts';
import { dayAfter } from './days.ts';
import { type Price, pricesOn } from './price.ts';
import { prices, putPrice, replacePrice } from './prices.ts';

const kinds: Readonly<Record<string, PriceKind>> = {
  exam: 'exam',
  kham: 'exam',
  lab: 'lab',
  'xet nghiem': 'lab',
  imaging: 'imaging',
  'chan doan hinh anh': 'imaging',
  cdha: 'imaging',
  drug: 'drug',
  thuoc: 'drug',
  procedure: 'procedure',
  'thu thuat': 'procedure',
  bed: 'bed',
  giuong: 'bed',
  'ngay giuong': 'bed',
  supply: 'supply',
  'vat tu': 'supply',
};

const longestName = 300;
const nameOf = (cell: string): string | undefined => (cell.length <= longestName ? cell : undefined);
const priceOf = (cell: string) => (/^(0|[1-9]\d{0,10})$/.test(cell) ? dong(Number(cell)) : undefined);
const rateOf = (cell: string): number | undefined => (/^(0|[1-9]\d?|100)$/.test(cell) ? Number(cell) : undefined);
const serviceOf = (cell: string): ServiceCode | undefined => {
  const read = ServiceCode.safeParse(cell);
  return read.success ? read.data : undefined;
};

/**
 * The columns of a price list. Prices are whole dong for one unit; `insurer_price` is what the insurer reckons with and
 * `rate_percent` how much of that is in scope; `until` is the last day, where one is known. The day before the first one
 * withdraws the code. `first_day` is written into every row by the door.
 */
export const priceColumns = {
  code: required(['ma', 'ma_dich_vu'], 'not-a-code', serviceOf),
  kind: required(['loai', 'nhom'], 'not-a-choice', (cell) => kinds[foldAccents(cell).toLowerCase()]),
  name_vi: required(['ten', 'ten_dich_vu', 'ten_tieng_viet'], 'too-long', nameOf),
  name_en: required(['ten_tieng_anh'], 'too-long', nameOf),
  price: required(['gia', 'don_gia'], 'not-a-price', priceOf),
  insurer_price: required(['gia_bh', 'gia_bhyt', 'don_gia_bh'], 'not-a-price', priceOf),
  rate_percent: required(['ty_le', 'ty_le_tt', 'ty_le_bhyt'], 'not-a-rate', rateOf),
  until: optional(['den_ngay'], 'not-a-date', dayOf),
  first_day: required([], 'not-a-date', dayOf),
};
type PriceColumns = typeof priceColumns;

/** What a row would do to the list: the line it makes, the line of that day before it, a version that it replaces. */
export interface PriceChange {
  readonly line: Price;
  readonly before?: Price;
  readonly replaces?: number;
}

/** A line that says from its first day on there is no price. */
export const isWithdrawal = ({ validFrom, validTo }: Price): boolean => validTo !== undefined && validTo < validFrom;

const lineOf = ({ cells }: Row<PriceColumns>): Price => ({
  code: cells.code,
  kind: cells.kind,
  vi: cells.name_vi,
  en: cells.name_en,
  price: cells.price,
  insurerPrice: cells.insurer_price,
  coverageRate: cells.rate_percent,
  validFrom: cells.first_day,
  ...(cells.until && { validTo: cells.until }),
});

const isSamePrice = (one: Price, other: Price): boolean =>
  one.kind === other.kind &&
  one.vi === other.vi &&
  one.en === other.en &&
  one.price === other.price &&
  one.insurerPrice === other.insurerPrice &&
  one.coverageRate === other.coverageRate &&
  one.validTo === other.validTo;

/** A price never changes for a day that has begun: something may have been charged at it. */
function judgePrice(
  row: Row<PriceColumns>,
  today: LocalDay,
  known: readonly Item<Price>[],
): Verdict<PriceColumns, PriceChange> {
  const refused = (column: keyof PriceColumns, reason: RowReason) => refusedRow(row, column, reason);
  const line = lineOf(row);
  const { code, validFrom, validTo } = line;
  if (validFrom < today) return refused('first_day', 'in-past');
  if (validTo !== undefined && validTo < dayAfter(validFrom, -1)) return refused('until', 'ends-too-early');
  const lines = known.map(({ value }) => value);
  const before = pricesOn(lines, validFrom).get(code);
  const facts: PriceChange = { line, ...(before && { before }) };
  const isSame = isWithdrawal(line) ? before === undefined : before !== undefined && isSamePrice(before, line);
  if (isSame) return { row, is: 'known', facts };
  if (validFrom === today && before) return refused('code', 'price-held');
  const replaces = known.find(({ value }) => value.validFrom === validFrom)?.version;
  return { row, is: 'new', facts: { ...facts, ...(replaces !== undefined && { replaces }) } };
}

/** A price list: each row that says something new is a line of its own with its first day; older lines stay. */
export const priceFile: ComparedKind<PriceColumns, PriceChange> = {
  columns: priceColumns,
  continued: priceImportContinued,
  asFound: true,
  async judge(rows, world) {
    const lines = await prices(world.table).linesOf(rows.map(({ cells }) => cells.code));
    const byCode = Map.groupBy(lines, ({ value }) => value.code);
    const seen = new Set<ServiceCode>();
    return rows.map((row) => {
      const { code } = row.cells;
      if (seen.has(code)) return refusedRow(row, 'code', 'code-twice');
      seen.add(code);
      return judgePrice(row, localDay(world.now), byCode.get(code) ?? []);
    });
  },
  async make(judged) {
    const put = judged.flatMap(({ is, facts: { line, replaces } }) => {
      if (is === 'known') return [];
      return [replaces === undefined ? putPrice(line) : replacePrice(line, replaces)];
    });
    return { put, emit: [] };
  },
};
