import { createHash } from 'node:crypto';
import * as z from 'zod';
import { rowReasons } from '../../shared/kernel/csv.ts';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import type { World } from '../../shared/ports/world.ts';
import { readAnswer } from './insurer-month.ts';
import { insurerMonths } from './insurer-months.ts';
import { linesOf } from './nettings.ts';

const mostShown = 200;

/** What a file of the insurer says in sum, and which rows can't be taken. Dong. */
export const CheckedAnswer = z.object({
  bills: z.int(),
  claimed: Dong,
  accepted: Dong,
  cut: Dong,
  refusedRows: z.int(),
  /** The first 200, by line and column. */
  refused: z.array(z.object({ line: z.int(), column: z.string(), vi: z.string(), en: z.string() })),
  digest: z.string(),
});

/** Checks a file against what was claimed for the month and not answered yet. */
export async function checkAnswer(month: string, csv: string, { table, keys }: Pick<World, 'table' | 'keys'>) {
  const answered = new Set((await insurerMonths(table).answered(month)).map(({ bill }) => bill));
  const read = await readAnswer(csv, (await linesOf(month, table)).bills, answered);
  if (isRefusal(read)) return read;
  const { answers, misfits } = read;
  const claimed = sumDong(answers.map((one) => one.claimed));
  const accepted = sumDong(answers.map((one) => one.accepted));
  const checked: z.infer<typeof CheckedAnswer> = {
    bills: answers.length,
    claimed,
    accepted,
    cut: dong(claimed - accepted),
    refusedRows: misfits.length,
    refused: misfits.slice(0, mostShown).map(({ line, column, reason }) => ({ line, column, ...rowReasons[reason] })),
    digest: await keys.digest('insurer-answer', createHash('sha256').update(csv).digest('hex')),
  };
  return { checked, answers };
}
