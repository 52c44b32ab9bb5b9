import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import rules from './benefit-rules.json' with { type: 'json' };

/** What the hospital knows of a patient's insurance on the day of the visit. */
export interface Coverage {
  readonly benefit?: '1' | '2' | '3' | '4' | '5' | undefined;
  readonly validFrom?: LocalDay | undefined;
  readonly validTo?: LocalDay | undefined;
  readonly route: 'registered' | 'own-choice';
  readonly state: 'stated' | 'confirmed' | 'none';
  /** The day on which five years of insurance without a gap were complete, by the card or the insurer's portal. */
  readonly fiveYearsFrom?: LocalDay | undefined;
}

/** One priced line. Prices are dong per unit; `coverageRate` is the percentage of the insurer's price in scope. */
export interface PricedLine {
  readonly quantity: number;
  readonly price: Dong;
  readonly insurerPrice: Dong;
  readonly coverageRate: number;
}

/** Who pays a line: fundPays + coPayment + ownPayment = total, in dong. */
interface Shares {
  readonly total: Dong;
  readonly inScope: Dong;
  readonly fundPays: Dong;
  /** The patient's part of what is in scope (T_BNCCT of the claim files). */
  readonly coPayment: Dong;
  /** What is out of scope (T_BNTT). */
  readonly ownPayment: Dong;
}

type BenefitReason =
  | 'no-insurance'
  | 'card-not-valid'
  | 'card-share'
  | 'small-visit'
  | 'yearly-ceiling'
  | 'initial-level'
  | 'own-choice'
  | 'own-choice-not-covered';

/** Which share of what is in scope the fund pays for the whole visit, and why. */
interface Benefit {
  /** Hundredths of a percent: 10,000 is all of it. */
  readonly share: number;
  readonly reason: BenefitReason;
}

interface Split {
  readonly benefit: Benefit;
  /** In the order of the lines. */
  readonly lines: readonly Shares[];
  readonly sum: Shares;
}

interface VisitFacts {
  readonly day: LocalDay;
  readonly level: 'initial' | 'basic' | 'specialised';
  readonly coverage: Coverage | undefined;
  /** Dong that the patient co-paid here in the year of the visit, this visit left out; nothing when not given. */
  readonly coPaid?: Dong | undefined;
}

const wholeShare = 10_000;

/** The row that holds on this day: the last one whose first day is not after it. */
const validOn = <R extends { readonly from: string }>(rows: readonly R[], day: string): R | undefined =>
  rows.filter((row) => row.from <= day).reduce<R | undefined>((a, b) => (a && a.from > b.from ? a : b), undefined);

/** amount x numerator / denominator, half a dong rounded up. Exact for any safe amount. */
function portion(amount: number, numerator: number, denominator: number): Dong {
  const twice = BigInt(amount) * BigInt(numerator) * 2n + BigInt(denominator);
  return dong(Number(twice / (BigInt(denominator) * 2n)));
}

/** Below this cost of one visit, in dong, the fund pays all that is in scope; undefined before the first row. */
export function smallVisitLimit(day: LocalDay): number | undefined {
  const salary = validOn(rules.baseSalary, day);
  const rule = validOn(rules.smallVisit, day);
  return salary && rule ? (salary.amount * rule.percentOfBaseSalary) / 100 : undefined;
}

/**
 * Above these co-payments of one year, in dong, the fund pays all that is in scope for somebody insured for five years
 * without a gap; undefined before the first row.
 */
function yearlyCeiling(day: LocalDay): number | undefined {
  const salary = validOn(rules.baseSalary, day);
  const rule = validOn(rules.yearlyCeiling, day);
  return salary && rule ? salary.amount * rule.monthsOfBaseSalary : undefined;
}

/**
 * The co-payments of the year are above the ceiling before this visit. The rule asks for co-payments that are over the
 * line, so the visit that crosses it keeps its card's share as a whole.
 */
function isOverCeiling({ day, coverage, coPaid }: VisitFacts): boolean {
  const ceiling = yearlyCeiling(day);
  const insured = coverage?.fiveYearsFrom;
  if (ceiling === undefined || coPaid === undefined || insured === undefined) return false;
  return coverage?.route === 'registered' && insured <= day && coPaid > ceiling;
}

/**
 * The share of a visit by Health Insurance Law art. 22 and Law 51/2024/QH15 on the day the visit began. `cost` is the
 * price of the whole visit: under 15 % of the base salary nothing is co-paid. A free choice of hospital lowers whatever
 * share the card has.
 */
export function benefitOf(visit: VisitFacts, cost: Dong): Benefit {
  const { day, level, coverage } = visit;
  if (!coverage?.benefit || coverage.state === 'none') return { share: 0, reason: 'no-insurance' };
  if ((coverage.validFrom && day < coverage.validFrom) || (coverage.validTo && day > coverage.validTo)) {
    return { share: 0, reason: 'card-not-valid' };
  }
  const card = validOn(rules.cardShare, day)?.percent[coverage.benefit] ?? 0;
  const limit = smallVisitLimit(day);
  const full = validOn(rules.fullShareLevels, day)?.levels.includes(level) ?? false;
  const small = limit !== undefined && cost < limit;
  const ceiling = isOverCeiling(visit);
  const percent = full || small || ceiling ? 100 : card;
  if (coverage.route === 'own-choice') {
    const rows = rules.ownChoiceOutpatient.filter((row) => row.level === level);
    const ofShare = validOn(rows, day)?.percentOfShare ?? 0;
    if (ofShare === 0) return { share: 0, reason: 'own-choice-not-covered' };
    if (ofShare < 100) return { share: percent * ofShare, reason: 'own-choice' };
  }
  if (full) return { share: percent * 100, reason: 'initial-level' };
  if (small) return { share: percent * 100, reason: 'small-visit' };
  // Who has all of it by the card needs no ceiling.
  return { share: percent * 100, reason: ceiling && card < 100 ? 'yearly-ceiling' : 'card-share' };
}

/**
 * Splits one line: in scope is quantity x the lower of both prices x the line's rate; the fund pays its share of that,
 * each rounded half up; the rest of what is in scope is the co-payment, so the parts always add up.
 */
export function sharesOf(line: PricedLine, share: number): Shares {
  const total = dong(line.quantity * line.price);
  const unit = Math.min(line.price, line.insurerPrice);
  const inScope = share === 0 ? dong(0) : portion(line.quantity * unit, line.coverageRate, 100);
  const fundPays = portion(inScope, share, wholeShare);
  return {
    total,
    inScope,
    fundPays,
    coPayment: dong(inScope - fundPays),
    ownPayment: dong(total - inScope),
  };
}

/** Splits a whole visit between fund and patient, line by line. */
export function splitVisit(visit: VisitFacts, lines: readonly PricedLine[]): Split {
  const cost = dong(lines.reduce((sum, line) => sum + line.quantity * line.price, 0));
  const benefit = benefitOf(visit, cost);
  const shares = lines.map((line) => sharesOf(line, benefit.share));
  const add = (part: keyof Shares): Dong => dong(shares.reduce((sum, one) => sum + one[part], 0));
  return {
    benefit,
    lines: shares,
    sum: {
      total: add('total'),
      inScope: add('inScope'),
      fundPays: add('fundPays'),
      coPayment: add('coPayment'),
      ownPayment: add('ownPayment'),
    },
  };
}
