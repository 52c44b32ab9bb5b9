import { type Dong, dong } from '../../shared/kernel/money.ts';

/**
 * Part of what the insurer cut that the hospital had taken off the bill itself after it was claimed. That part is no
 * loss, as it was no longer owed, and it must not be taken off a later claim a second time: `into` asks for it back.
 */
export interface Netting {
  readonly bill: string;
  /** The month of which the insurer cut it. */
  readonly cut: string;
  /** The month whose entries took it off the bill. */
  readonly line: string;
  /** The month whose claim is less by that much less: `line`, or a later one when `line` had been claimed. */
  readonly into: string;
  /** Dong, more than zero. */
  readonly amount: Dong;
}

/** Dong of one bill in one month: cut by the insurer, or taken off by the hospital's own entries. More than zero. */
export interface OfMonth {
  readonly bill: string;
  readonly month: string;
  readonly amount: Dong;
}

const keyOf = (bill: string, month: string): string => `${bill} ${month}`;
const summed = (list: readonly (readonly [key: string, amount: number])[]): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const [key, amount] of list) sums.set(key, (sums.get(key) ?? 0) + amount);
  return sums;
};

/**
 * Which cuts and reductions are of the same dong, beyond those of `done`. A cut is met only by what was taken off in
 * later months. The latest cut chooses first and takes the earliest reduction, since that one serves the fewest others.
 */
export function nettingOf(
  cuts: readonly OfMonth[],
  reductions: readonly OfMonth[],
  done: readonly Netting[],
): Omit<Netting, 'into'>[] {
  const ofCut = summed(done.map(({ bill, cut, amount }) => [keyOf(bill, cut), amount]));
  const ofLine = summed(done.map(({ bill, line, amount }) => [keyOf(bill, line), amount]));
  const open = Map.groupBy(
    [...reductions]
      .sort((a, b) => (a.month < b.month ? -1 : 1))
      .map((one) => ({ ...one, left: one.amount - (ofLine.get(keyOf(one.bill, one.month)) ?? 0) })),
    ({ bill }) => bill,
  );
  const made: Omit<Netting, 'into'>[] = [];
  for (const { bill, month: cut, amount } of [...cuts].sort((a, b) => (a.month > b.month ? -1 : 1))) {
    let left = amount - (ofCut.get(keyOf(bill, cut)) ?? 0);
    for (const one of open.get(bill) ?? []) {
      const taken = Math.min(left, one.left);
      if (one.month <= cut || taken <= 0) continue;
      made.push({ bill, cut, line: one.month, amount: dong(taken) });
      one.left -= taken;
      left -= taken;
    }
  }
  return made;
}
