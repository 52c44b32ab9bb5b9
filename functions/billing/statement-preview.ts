import * as z from 'zod';
import { inParts } from '../../shared/kernel/in-parts.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import type { World } from '../../shared/ports/world.ts';
import { missedOf, type NamedLine } from './statement-file.ts';
import { type LineName, lineId, statementLines } from './statement-lines.ts';
import type { Statement } from './statements/line.ts';

const atOnce = 40;

/** What a statement says in sum, and what of it would be new to us. */
export const StatementPreview = z.object({
  /** Dong that came and dong that left, by the statement. */
  moneyIn: Dong,
  moneyOut: Dong,
  /** The balances by the bank, to which the lines were found to lead; absent when the statement has none. */
  opening: Dong.optional(),
  closing: Dong.optional(),
  from: LocalDay.optional(),
  to: LocalDay.optional(),
  /** New lines that name a reference which another line names too, of that day or another. */
  differing: z.int(),
  /** New lines of which the ledger knows nothing; they are settled when this is applied. */
  missed: z.int(),
  /** Those of them by which money came or left, and their dong: with any, a second person decides. */
  missedIn: z.int(),
  missedMoneyIn: Dong,
  missedOut: z.int(),
  missedMoneyOut: Dong,
});
export type Preview = z.output<typeof StatementPreview> & {
  /** Those of `missed`. */
  readonly settles: readonly NamedLine[];
};

const isIn = ({ direction }: LineName): boolean => direction === 'in';
const totalOf = (lines: readonly LineName[]): Dong => dong(lines.reduce((sum, { amount }) => sum + amount, 0));
const referenceOf = ({ reference }: LineName): string => reference.toUpperCase();

/** New lines whose reference is known already: from lines kept before, of whatever day, or from an earlier line of this file. */
async function differingOf(fresh: readonly LineName[], { table }: Pick<World, 'table'>): Promise<number> {
  const names = [...new Map(fresh.map((line) => [referenceOf(line), line])).values()];
  const kept = await inParts(names, atOnce, (line) => statementLines(table).named(line.account, line.reference));
  const named = new Set(kept.flat().map(referenceOf));
  let differing = 0;
  for (const line of fresh) {
    if (named.has(referenceOf(line))) differing++;
    named.add(referenceOf(line));
  }
  return differing;
}

/** What a statement says in sum, and what of it would be new to us. Sums that can't be told exactly are refused. */
export async function previewOf(
  statements: readonly Statement[],
  lines: readonly NamedLine[],
  world: Pick<World, 'table'>,
): Promise<Preview | Refusal<'amount-too-large'>> {
  const sumOf = (direction: 'in' | 'out'): number =>
    lines.reduce((sum, line) => sum + (line.direction === direction ? line.amount : 0), 0);
  const [moneyIn, moneyOut] = [sumOf('in'), sumOf('out')];
  if (!Number.isSafeInteger(moneyIn) || !Number.isSafeInteger(moneyOut)) return refuse('amount-too-large');
  const account = lines[0]?.account ?? '';
  const days = [...new Set(lines.map(({ day }) => day))].sort();
  const kept: LineName[] = [];
  for (const day of days) kept.push(...(await statementLines(world.table).of(account, day)));
  const nameOf = (line: LineName): string => `${line.day}#${lineId(line)}`;
  const known = new Set(kept.map(nameOf));
  const fresh = lines.filter((line) => !known.has(nameOf(line)));
  const [from, to] = [days[0], days.at(-1)];
  // Of several statements, the balance before the first and behind the last.
  const [opening, closing] = [statements[0]?.opening, statements.at(-1)?.closing];
  const settles = (await missedOf(fresh, world)).map(({ line }) => line);
  const [inward, outward] = [settles.filter(isIn), settles.filter((line) => !isIn(line))];
  return {
    moneyIn: dong(moneyIn),
    moneyOut: dong(moneyOut),
    ...(opening !== undefined && { opening }),
    ...(closing !== undefined && { closing }),
    ...(from && { from }),
    ...(to && { to }),
    differing: await differingOf(fresh, world),
    missed: settles.length,
    missedIn: inward.length,
    missedMoneyIn: totalOf(inward),
    missedOut: outward.length,
    missedMoneyOut: totalOf(outward),
    settles,
  };
}
