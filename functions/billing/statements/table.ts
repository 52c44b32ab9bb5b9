import { type Dong, dong } from '../../../shared/kernel/money.ts';
import { foldAccents } from '../../../shared/kernel/text.ts';
import { LocalDay } from '../../../shared/kernel/time.ts';
import type { ReadStatements, Statement, StatementFlaw, StatementLine } from './line.ts';

/**
 * What banks' exports call their columns, in lower case without accents, Vietnamese and English; a header that begins
 * with one of these words means the column. No bank publishes its form: a new word is added here.
 */
const names = {
  reference: [
    'so tham chieu',
    'ma giao dich',
    'so giao dich',
    'so but toan',
    'so ct',
    'so chung tu',
    'ma tham chieu',
    'reference',
    'ref',
    'transaction id',
    'transaction no',
    'transaction number',
    'doc no',
  ],
  day: ['ngay', 'thoi gian', 'tnx date', 'date', 'transaction date', 'posting date', 'value date', 'time'],
  out: ['so tien ghi no', 'phat sinh no', 'ghi no', 'debit', 'withdrawal', 'tien ra', 'rut'],
  in: ['so tien ghi co', 'phat sinh co', 'ghi co', 'credit', 'deposit', 'tien vao', 'gui'],
  balance: ['so du', 'balance', 'running balance'],
  content: ['noi dung', 'dien giai', 'mo ta', 'description', 'details', 'transaction detail', 'content', 'remark'],
  amount: ['so tien', 'amount', 'gia tri'],
} as const satisfies Record<string, readonly string[]>;
type Column = keyof typeof names;
type Places = Partial<Record<Column, number>>;

/** No header of a bank comes later: before it stand the bank, the account and the period. */
const latestHeader = 40;

const wordOf = (cell: string): string =>
  foldAccents(cell)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const begins = (word: string, name: string): boolean => word === name || word.startsWith(`${name} `);

function columnOf(cell: string): Column | undefined {
  // Without their accents these two are English words: a column `No.` counts rows.
  const accented = cell.normalize('NFC').trim().toLowerCase();
  if (accented === 'nợ') return 'out';
  if (accented === 'có') return 'in';
  const word = wordOf(cell);
  const columns: readonly Column[] = ['reference', 'day', 'out', 'in', 'balance', 'content', 'amount'];
  return columns.find((column) => names[column].some((name) => begins(word, name)));
}

/** The columns of a header, or undefined where it is none: the first of each kind counts. */
function placesOf(cells: readonly string[]): Places | undefined {
  const places: Places = {};
  for (const [place, cell] of cells.entries()) {
    const column = columnOf(cell);
    if (column !== undefined) places[column] ??= place;
  }
  const moves = places.amount !== undefined || (places.in !== undefined && places.out !== undefined);
  return places.day !== undefined && places.reference !== undefined && moves ? places : undefined;
}

/**
 * Dong as banks write them: `1250000`, `1,250,000`, `1.250.000,00`, `-1 250 000 VND`. A sign between groups of three parts
 * thousands, as the dong has no decimals; decimals that are no zeros are no amount. Undefined when it is none.
 */
export function readAmount(text: string): number | undefined {
  const bare = text.replace(/\s*(VND|VNĐ|đ|₫)$/i, '').trim();
  const [, sign, whole = ''] =
    /^([+-]?)(\d{1,15}|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ \u00A0\u202F]\d{3})+)(?:[.,]0{1,2})?$/.exec(
      bare,
    ) ?? [];
  if (whole === '') return undefined;
  const amount = Number(whole.replace(/\D/g, ''));
  return Number.isSafeInteger(amount) ? (sign === '-' ? 0 - amount : amount) : undefined;
}

/** `24/11/2026`, `24-11-2026 07:15:00` or `2026-11-24`; never the month before the day. */
export function readDay(text: string): LocalDay | undefined {
  const local = /^(\d{2})[/.-](\d{2})[/.-](\d{4})(?:[ T].*)?$/.exec(text);
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[ T].*)?$/.exec(text);
  const day = LocalDay.safeParse(local ? `${local[3]}-${local[2]}-${local[1]}` : iso?.[1]);
  return day.success ? day.data : undefined;
}

/** Digits of an account, perhaps in groups with blanks between; no part of a date or of an amount. */
const numberForm = /(?<!\d|\d[/.,-])\d(?:[ \u00A0]{0,2}\d){5,18}(?!\d|[/.,:-]\d)/;
const accountWord = /tai khoan|account|stk|so tk/;
const balanceWord = /(so du|balance)[a-z ]*(tai khoan|account)/;
const accountColumns = ['so tai khoan', 'tai khoan', 'stk', 'so tk', 'account', 'account number', 'account no'];

const isSameAccount = (one: string, other: string): boolean => one.replace(/^0+/, '') === other.replace(/^0+/, '');

/** Numbers of accounts that the rows above the header name: in each the first behind the word. */
function accountsAbove(above: readonly (readonly string[])[]): string[] {
  return above.flatMap((cells) => {
    if (balanceWord.test(wordOf(cells.join(' ')))) return [];
    const from = cells.findIndex((cell) => accountWord.test(wordOf(cell)));
    if (from < 0) return [];
    const found = cells.slice(from).map((cell) => numberForm.exec(cell)?.[0]);
    return found.filter((number) => number !== undefined).slice(0, 1);
  });
}

/** Numbers of accounts in a column of its own; the account on the other side of a movement is none. */
function accountsBelow(rows: readonly (readonly string[])[], header: number): string[] {
  const place = (rows[header] ?? []).findIndex((cell) => accountColumns.includes(wordOf(cell)));
  if (place < 0) return [];
  return rows.slice(header + 1).flatMap((cells) => numberForm.exec(cells[place] ?? '')?.[0] ?? []);
}

/** Whose statement it is: `own` only when every number says so, another's by the first number that does not. */
function ownerOf(rows: readonly (readonly string[])[], header: number, own: string): string | undefined {
  const numbers = [...accountsAbove(rows.slice(0, header)), ...accountsBelow(rows, header)].map((number) =>
    number.replace(/\D/g, ''),
  );
  return numbers.find((number) => !isSameAccount(number, own)) ?? (numbers.length > 0 ? own : undefined);
}

interface Moved {
  readonly line: StatementLine;
  readonly balance: number | undefined;
  readonly at: number;
}
type Flawed = StatementFlaw['reason'];

function movedOf(cells: readonly string[], places: Places, account: string, at: number): Moved | Flawed {
  const cell = (column: Column): string => (cells[places[column] ?? -1] ?? '').trim();
  const day = readDay(cell('day'));
  if (day === undefined) return 'bad-date';
  const reference = cell('reference');
  if (reference === '') return 'reference-missing';
  if (!/^[\x21-\x7e]([\x20-\x7e]{0,98}[\x21-\x7e])?$/.test(reference)) return 'not-understood';
  const amountOf = (column: Column): number | undefined => (cell(column) === '' ? 0 : readAmount(cell(column)));
  const [into, out] = [amountOf('in'), amountOf('out')];
  const signed = places.in === undefined || places.out === undefined ? amountOf('amount') : undefined;
  // Some banks write what left with a minus in its own column.
  const change = signed ?? (into === undefined || out === undefined ? undefined : into - Math.abs(out));
  const isBoth = signed === undefined && into !== 0 && out !== 0;
  if (change === undefined || change === 0 || isBoth || (into ?? 0) < 0) return 'bad-amount';
  const balance = readAmount(cell('balance'));
  if (balance === undefined && /\d/.test(cell('balance'))) return 'bad-amount';
  const direction = change > 0 ? 'in' : 'out';
  const content = cell('content');
  const line = { reference, account, day, amount: dong(Math.abs(change)), direction, content } as const;
  return { line, balance, at };
}

const changeOf = ({ line }: Moved): number => (line.direction === 'in' ? line.amount : -line.amount);

/** Where stated balances do not lead from one to the next, however far apart, or opening and closing; oldest first. */
function ledOn(moved: readonly Moved[]): { opening: Dong; closing: Dong } | { broken: number } | undefined {
  let stated: number | undefined;
  let since = 0;
  for (const one of moved) {
    since += changeOf(one);
    if (one.balance === undefined) continue;
    if (stated !== undefined && stated + since !== one.balance) return { broken: one.at };
    stated = one.balance;
    since = 0;
  }
  const [first] = moved;
  const last = moved.at(-1);
  if (first?.balance === undefined || last?.balance === undefined) return undefined;
  return { opening: dong(first.balance - changeOf(first)), closing: dong(last.balance) };
}

/**
 * Reads the rows of a table as a bank exports it, whatever stands above and below: the header is found by its words. A
 * row with neither day nor reference is a heading or a sum and is passed over; any other row must be understood, or the
 * whole statement is refused. Balances that are stated must lead on, oldest or newest first.
 * @param account whose statement it should be: the answer names another where the table does, and says when it names none
 */
export function readStatementTable(rows: readonly (readonly string[])[], account: string): ReadStatements {
  const flaw = (reason: Flawed, line: number): ReadStatements => ({ ok: false, flaw: { reason, line } });
  if (rows.length === 0) return flaw('empty', 1);
  const header = rows.slice(0, latestHeader).findIndex((cells) => placesOf(cells) !== undefined);
  const places = placesOf(rows[header] ?? []);
  if (!places) return flaw('not-understood', 1);
  const named = ownerOf(rows, header, account);
  const owner = named ?? account;
  const moved: Moved[] = [];
  for (const [at, cells] of rows.entries()) {
    const isMovement = [places.day, places.reference].some((place) => /\d/.test(cells[place ?? -1] ?? ''));
    if (at <= header || !isMovement) continue;
    const read = movedOf(cells, places, owner, at + 1);
    if (typeof read === 'string') return flaw(read, at + 1);
    moved.push(read);
  }
  const forward = ledOn(moved);
  const balances = forward && 'broken' in forward ? ledOn(moved.toReversed()) : forward;
  if (balances && 'broken' in balances)
    return flaw('balance-differs', forward && 'broken' in forward ? forward.broken : 1);
  const statement: Statement = {
    account: owner,
    ...(named === undefined && { isUnnamed: true }),
    lines: moved.map(({ line }) => line),
    ...balances,
  };
  return { ok: true, statements: [statement] };
}
