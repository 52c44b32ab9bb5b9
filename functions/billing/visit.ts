import type { PriceKind } from '../../shared/contracts/billing.ts';
import type { EncounterId, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Price } from './price.ts';

/** A visit as billing knows it. Its day decides prices of the examination and the insurance rules. */
export interface Visit {
  readonly encounter: EncounterId;
  readonly person: PersonId;
  readonly day: LocalDay;
}

/** One priced service or drug, with the price of the day it was ordered. `source` names the order line. */
export interface Charge {
  readonly source: string;
  readonly code: ServiceCode;
  readonly kind: PriceKind;
  readonly vi: string;
  readonly en: string;
  readonly quantity: number;
  readonly price: Dong;
  readonly insurerPrice: Dong;
  readonly coverageRate: number;
  readonly day: LocalDay;
}

export interface Ordered {
  readonly source: string;
  readonly code: ServiceCode;
  readonly quantity: number;
}

/** The source of a visit's examination: there is one for each encounter. */
export const examinationSource = 'examination';

/**
 * Charges for what was ordered, at the prices of that day.
 * @throws Error when a code has no price: orders are checked against the list, so it must be on its way or is a bug.
 */
export const chargesOf = (
  ordered: readonly Ordered[],
  prices: ReadonlyMap<ServiceCode, Price>,
  day: LocalDay,
): Charge[] =>
  ordered.map(({ source, code, quantity }) => {
    const price = prices.get(code);
    if (!price) throw new Error(`no price for ${code} on ${day}`);
    const { kind, vi, en, insurerPrice, coverageRate } = price;
    return { source, code, kind, vi, en, quantity, price: price.price, insurerPrice, coverageRate, day };
  });
