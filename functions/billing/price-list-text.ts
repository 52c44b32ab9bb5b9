import { delimiterOf, mostRows, placesOf, readCsvTable } from '../../shared/kernel/csv.ts';
import { isRefusal, type Refusal, type RefusalCode, refuse } from '../../shared/kernel/refusal.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { columnName, fileBytes, readWorkbook } from '../../shared/kernel/workbook.ts';
import { dayAfter } from './days.ts';
import type { Price } from './price.ts';
import { priceColumns } from './price-list-file.ts';

/** The file as it came: a CSV text, or an .xlsx workbook in base64. */
interface PriceListContent {
  readonly layout: 'csv' | 'xlsx';
  readonly content: string;
}

/** The cells of the file, row by row as they stand in it. */
export async function tableOf({
  layout,
  content,
}: PriceListContent): Promise<string[][] | Refusal<'csv-unreadable' | 'workbook-unreadable'>> {
  if (layout === 'xlsx') {
    const bytes = fileBytes(content);
    return (bytes && (await workbookTable(bytes))) ?? refuse('workbook-unreadable');
  }
  const read = await readCsvTable(content, delimiterOf(content));
  return read.ok ? read.rows : refuse('csv-unreadable', `line-${read.line}`);
}

/** With room for a title, the header and some empty rows. */
const lastRow = mostRows + 100;

/** The cells of a workbook as texts: numbers in digits, dates as YYYY-MM-DD; undefined when it can't be read. */
export async function workbookTable(bytes: Buffer): Promise<string[][] | undefined> {
  const texts = (await readWorkbook(bytes, lastRow))?.map((row) => row.map(textOf));
  // Cells behind the last title may have a colour and no text.
  const width = (texts?.[0] ?? []).findLastIndex((text) => text !== '') + 1;
  const isInside = (row: readonly string[]): boolean => row.slice(width).every((text) => text === '');
  return texts?.map((row) => (isInside(row) ? row.slice(0, width) : row));
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell).replace(/\s+/g, ' ').trim();
}

const isEmpty = (row: readonly string[]): boolean => row.every((cell) => cell.trim() === '');
const quoted = (row: readonly string[]): string => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');

/**
 * The list in the one form in which it waits: every row at its line with the first day of the list in it, and behind
 * them a withdrawal for each line of `known` whose code the file does not have.
 * @param known the lines that the file replaces as a whole; none when it only adds to them
 */
export function priceListCsv(
  table: readonly string[][],
  validFrom: LocalDay,
  known: Iterable<Price>,
): string | Refusal<'csv-unreadable' | 'csv-header' | 'csv-not-utf8' | 'csv-too-long'> {
  const [titles, ...rows] = table;
  if (!titles) return refuse('csv-unreadable', 'no-rows');
  const first = placesOf([...titles, 'first_day'], priceColumns);
  if (isRefusal(first)) return first;
  // A list without the column is given it, for withdrawals.
  const hasEnd = (first[Object.keys(priceColumns).indexOf('until')] ?? -1) >= 0;
  const more = hasEnd ? ['first_day'] : ['until', 'first_day'];
  const header = [...titles, ...more];
  const places = placesOf(header, priceColumns);
  if (isRefusal(places)) return places;
  const codeAt = places[0] ?? 0;
  const codes = new Set(rows.map((row) => row[codeAt]?.trim()));
  const added = more.map((title) => (title === 'first_day' ? validFrom : ''));
  const withdrawn = [...known]
    .filter(({ code }) => !codes.has(code))
    .map((line) => {
      const { code, kind, vi, en, price, insurerPrice, coverageRate } = line;
      const cells = [code, kind, vi, en, price, insurerPrice, coverageRate, dayAfter(validFrom, -1), validFrom];
      return header.map((_, place) => String(cells[places.indexOf(place)] ?? ''));
    });
  const lines = rows.map((row) => (isEmpty(row) ? '' : quoted([...row, ...added])));
  return [quoted(header), ...lines, ...withdrawn.map(quoted)].join('\n');
}

/** The same refusal for somebody who sent a workbook, who sees rows and columns with letters and no lines of a text. */
export function inSheetWords<R extends RefusalCode>(
  refusal: Refusal<R>,
): Refusal<R | 'workbook-unreadable' | 'workbook-header' | 'workbook-garbled'> {
  const { refused, because = '' } = refusal;
  const number = /\d+$/.exec(because)?.[0];
  if (refused === 'csv-not-utf8') return refuse('workbook-garbled');
  if (refused === 'csv-unreadable') {
    const place = number === undefined ? undefined : `sheet-row-${number}`;
    return refuse('workbook-unreadable', because === 'no-rows' ? 'sheet-empty' : place);
  }
  if (refused === 'csv-header')
    return refuse(
      'workbook-header',
      because.startsWith('unknown-column-') ? `sheet-column-${columnName(Number(number))}` : because,
    );
  return refusal;
}
