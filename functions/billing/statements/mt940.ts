import { type Dong, dong } from '../../../shared/kernel/money.ts';
import { LocalDay } from '../../../shared/kernel/time.ts';
import { daysBetween } from '../days.ts';
import { isComplete, type ReadStatements, type Statement, type StatementFlaw, type StatementLine } from './line.ts';

interface Field {
  readonly tag: string;
  readonly text: string;
  readonly line: number;
}

class Flawed extends Error {
  readonly flaw: StatementFlaw;
  constructor(reason: StatementFlaw['reason'], line: number) {
    super(reason);
    this.flaw = { reason, line };
  }
}

/** A lone `-` ends a message; in SWIFT's envelope a brace and perhaps its trailer follow. */
const endForm = /^-(\}(\{.*)?)?$/;

/** Fields begin with `:tag:` at the start of a line; other lines go on with the field before, until the message ends. */
function fieldsOf(text: string): Field[] {
  const fields: Field[] = [];
  let isInside = false;
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const [, tag, rest] = /^:(\d{2}[A-Z]?):(.*)$/.exec(line) ?? [];
    const last = fields.at(-1);
    if (tag !== undefined) {
      fields.push({ tag, text: rest ?? '', line: at + 1 });
      isInside = true;
    } else if (endForm.test(line.trimEnd())) isInside = false;
    else if (last && isInside) fields[fields.length - 1] = { ...last, text: `${last.text}\n${line}` };
  }
  return fields;
}

/** `YYMMDD`; no bank of today sends a statement of another century. */
function dayOf(text: string, line: number): LocalDay {
  const day = LocalDay.safeParse(`20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`);
  if (!day.success) throw new Flawed('bad-date', line);
  return day.data;
}

/**
 * The day of the entry, `MMDD`, in the year that brings it nearest to the value date: about New Year the two differ. The
 * bank books, and calls, on the day of the entry; the value date says from when interest counts.
 */
function entryDayOf(text: string, value: LocalDay, line: number): LocalDay {
  const year = Number(value.slice(0, 4));
  const days = [year - 1, year, year + 1].flatMap((one) => {
    const day = LocalDay.safeParse(`${one}-${text.slice(0, 2)}-${text.slice(2, 4)}`);
    return day.success ? [day.data] : [];
  });
  const away = (day: LocalDay): number => Math.abs(daysBetween(value, day));
  const [nearest] = days.toSorted((a, b) => away(a) - away(b));
  if (nearest === undefined) throw new Flawed('bad-date', line);
  return nearest;
}

/** `1250000,` or `1250000,00`: a comma, and for the dong nothing behind it. */
function amountOf(text: string, line: number): Dong {
  if (!/^\d{1,13},(00?)?$/.test(text)) throw new Flawed('bad-amount', line);
  return dong(Number(text.split(',')[0]));
}

/** `C261124VND25000000,` */
function balanceOf({ text, line }: Field): Dong {
  const [, side, , currency, amount] = /^([CD])(\d{6})([A-Z]{3})([\d,]+)$/.exec(text.trim()) ?? [];
  if (side === undefined || amount === undefined) throw new Flawed('not-understood', line);
  if (currency !== 'VND') throw new Flawed('other-currency', line);
  const whole = amountOf(amount, line);
  return side === 'C' ? whole : dong(-whole);
}

/** Value date, entry date, side (R for a reversal), funds code, amount, type, our reference, the bank's own. */
const entryForm =
  /^(\d{6})(\d{4})?(R?[CD])([A-Z])?([\d,]+)([A-Z][A-Z0-9]{3})([^\n/]{0,16}(?:\/(?!\/)[^\n/]*)*)(?:\/\/([^\n]{1,34}))?(?:\n[\s\S]*)?$/;

function lineOf({ text, line }: Field, account: string, content: string): StatementLine {
  const [, value = '', entry, side = '', , amount = '', , own = '', bank] = entryForm.exec(text) ?? [];
  if (side === '') throw new Flawed('not-understood', line);
  const reference = (bank ?? own).trim();
  if (reference === '' || reference === 'NONREF') throw new Flawed('reference-missing', line);
  const whole = amountOf(amount, line);
  if (whole === 0) throw new Flawed('bad-amount', line);
  // A reversed credit is money that left, a reversed debit money that came back.
  const direction = side === 'C' || side === 'RD' ? 'in' : 'out';
  const valueDay = dayOf(value, line);
  const day = entry === undefined ? valueDay : entryDayOf(entry, valueDay, line);
  return { reference, account, day, amount: whole, direction, content };
}

/**
 * Reads customer statements as banks send them (SWIFT MT940): one or several messages, each with account (25), opening
 * and closing balance (60, 62) and entries (61) with their text (86). A statement in several parts goes on where the part
 * before ended (60M is its 62M). Amounts are whole dong; a statement in another currency is refused, and so is one whose entries
 * do not lead from its opening to its closing balance: a line would be missing.
 */
export function readMt940(text: string): ReadStatements {
  try {
    const fields = fieldsOf(text);
    if (fields.length === 0) return { ok: false, flaw: { reason: 'empty', line: 1 } };
    return { ok: true, statements: statementsOf(fields) };
  } catch (error) {
    if (error instanceof Flawed) return { ok: false, flaw: error.flaw };
    throw error;
  }
}

function statementsOf(fields: readonly Field[]): Statement[] {
  const statements: Statement[] = [];
  let open: { account: string; lines: StatementLine[]; opening?: Dong; line: number } | undefined;
  /** Of each account whose statement goes on. */
  const carried = new Map<string, Dong>();
  for (const [at, field] of fields.entries()) {
    switch (field.tag) {
      case '20':
        // The message before never said where it ended: lines of it may be lost.
        if (open) throw new Flawed('not-understood', open.line);
        open = { account: '', lines: [], line: field.line };
        break;
      case '25':
        if (open) open.account = accountOf(field);
        break;
      case '60F':
      case '60M': {
        if (!open) break;
        open.opening = balanceOf(field);
        const before = carried.get(open.account);
        const isNext = field.tag === '60F' ? before === undefined : (before ?? open.opening) === open.opening;
        if (!isNext) throw new Flawed('balance-differs', field.line);
        break;
      }
      case '61': {
        if (!open || open.account === '') throw new Flawed('account-missing', field.line);
        const next = fields[at + 1];
        open.lines.push(lineOf(field, open.account, next?.tag === '86' ? next.text.replaceAll('\n', ' ').trim() : ''));
        break;
      }
      case '62F':
      case '62M': {
        if (!open || open.account === '') throw new Flawed('account-missing', field.line);
        const { account, lines, opening } = open;
        const closed: Statement = {
          account,
          lines,
          closing: balanceOf(field),
          ...(opening !== undefined && { opening }),
        };
        if (opening === undefined || !isComplete(closed)) throw new Flawed('balance-differs', field.line);
        statements.push(closed);
        if (field.tag === '62M' && closed.closing !== undefined) carried.set(account, closed.closing);
        else carried.delete(account);
        open = undefined;
      }
    }
  }
  if (open) throw new Flawed('not-understood', open.line);
  return statements;
}

/** The number alone, or behind the bank's code and a slash, with the currency behind it at some banks. */
function accountOf({ text, line }: Field): string {
  const account = text
    .trim()
    .replace(/^.*\//, '')
    .replace(/\s*VND$/, '');
  if (!/^[A-Za-z0-9]{1,34}$/.test(account)) throw new Flawed('account-missing', line);
  return account;
}
