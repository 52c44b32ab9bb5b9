import type { LocalDay } from '../../shared/kernel/time.ts';
import refunds from './refund-limits.json' with { type: 'json' };
import tills from './till-limits.json' with { type: 'json' };

/** The row that holds on a day: the last one whose first day is not after it. @throws Error before the first row */
function ruleOn<R extends { readonly from: string }>(rows: readonly R[], day: LocalDay): R {
  const rule = rows
    .filter(({ from }) => from <= day)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .at(-1);
  if (!rule) throw new Error(`no rule for cash on ${day}`);
  return rule;
}

/** Dong by which a drawer may differ, and all of a cashier's of one day may be short, without another's confirmation. */
export const differenceLimit = (day: LocalDay): number => ruleOn(tills.differences, day).most;

/** The most dong with which a drawer is opened. */
export const floatLimit = (day: LocalDay): number => ruleOn(tills.floats, day).most;

interface RefundLimits {
  /** The most that a cashier may ask for, in dong. */
  readonly cashierAsks: number;
  /** The most that one administrator approves alone, in dong. */
  readonly oneAdministrator: number;
}

export const refundLimits = (day: LocalDay): RefundLimits => ruleOn(refunds.limits, day);
