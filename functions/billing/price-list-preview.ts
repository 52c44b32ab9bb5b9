import * as z from 'zod';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import type { ComparedKind, Verdict } from '../../shared/ports/importing.ts';
import { Price } from './price.ts';
import { isWithdrawal, type PriceChange, type priceColumns } from './price-list-file.ts';

const mostShown = 200;

/** What a list changes. `unchanged` rows say what holds on that day already. */
export const Differences = z.object({
  added: z.int(),
  changed: z.int(),
  /** Codes without a price from the first day of the list on. */
  withdrawn: z.int(),
  unchanged: z.int(),
  /** The first 200 changes, in the order of the file: the line of that day before and the line that takes its place. */
  differences: z.array(
    z.object({
      code: ServiceCode,
      is: z.enum(['added', 'changed', 'withdrawn']),
      before: Price.optional(),
      after: Price.optional(),
    }),
  ),
});
type Differences = z.infer<typeof Differences>;
type Kind = ComparedKind<typeof priceColumns, PriceChange>;
type Judged = Verdict<typeof priceColumns, PriceChange>;

/** The kind of file, and what it will have said of the rows once it was asked. */
export function recording(kind: Kind): { kind: Kind; judged(): readonly Judged[] } {
  let said: readonly Judged[] = [];
  return {
    kind: {
      ...kind,
      async judge(rows, world) {
        said = await kind.judge(rows, world);
        return said;
      },
    },
    judged: () => said,
  };
}

const isOf = ({ line, before }: PriceChange): 'added' | 'changed' | 'withdrawn' => {
  if (isWithdrawal(line)) return 'withdrawn';
  return before ? 'changed' : 'added';
};

export function differencesOf(judged: readonly Judged[]): Differences {
  const changes = judged.flatMap((verdict) => (verdict.is === 'new' ? [verdict.facts] : []));
  const count = (is: ReturnType<typeof isOf>): number => changes.filter((change) => isOf(change) === is).length;
  return {
    added: count('added'),
    changed: count('changed'),
    withdrawn: count('withdrawn'),
    unchanged: judged.filter(({ is }) => is === 'known').length,
    differences: changes.slice(0, mostShown).map((change) => ({
      code: change.line.code,
      is: isOf(change),
      ...(change.before && { before: change.before }),
      ...(!isWithdrawal(change.line) && { after: change.line }),
    })),
  };
}
