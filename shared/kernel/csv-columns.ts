import type { Column, RowReason } from './csv.ts';
import { type Dong, dong } from './money.ts';
import { LocalDay } from './time.ts';

/** A column that every row fills. */
export const required = <T>(
  synonyms: readonly string[],
  reason: RowReason,
  read: (cell: string) => T | undefined,
): Column<T, true> => ({ synonyms, required: true, reason, read });

/** A column that a file or a row may leave out. */
export const optional = <T>(
  synonyms: readonly string[],
  reason: RowReason,
  read: (cell: string) => T | undefined,
): Column<T, false> => ({ synonyms, required: false, reason, read });

/** A code of the hospital's old system: a patient number, a reference. 1 to 40 letters, digits and `. _ / -`. */
export const codeOf = (cell: string): string | undefined =>
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/.test(cell) ? cell : undefined;

/** `31/12/2026` or `2026-12-31`; undefined when there is no such day. Never month before day: nobody here writes so. */
export function dayOf(cell: string): LocalDay | undefined {
  const local = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(cell);
  const read = LocalDay.safeParse(local ? `${local[3]}-${local[2]}-${local[1]}` : cell);
  return read.success ? read.data : undefined;
}

/** `07:30`, Vietnamese time. */
export const timeOf = (cell: string): string | undefined => (/^([01]\d|2[0-3]):[0-5]\d$/.test(cell) ? cell : undefined);

/** Whole dong above 0, digits only, below 100 billion: a point may part thousands or decimals, and nobody can tell which. */
export const amountOf = (cell: string): Dong | undefined =>
  /^[1-9]\d{0,10}$/.test(cell) ? dong(Number(cell)) : undefined;

/** `+84 912 345 678` and `0912.345.678` are one number: `0912345678`. */
export function phoneOf(cell: string): string | undefined {
  const digits = cell.replace(/[ .()-]/g, '').replace(/^\+84/, '0');
  return /^0\d{9,10}$/.test(digits) ? digits : undefined;
}
