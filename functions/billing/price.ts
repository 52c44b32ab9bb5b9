import * as z from 'zod';
import { PriceKind } from '../../shared/contracts/billing.ts';
import type { HospitalTemplate } from '../../shared/contracts/tenants.ts';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import children from './price-list-children.json' with { type: 'json' };
import district from './price-list-district.json' with { type: 'json' };
import general from './price-list-general.json' with { type: 'json' };

/** One line of a hospital's price list, valid from a day until its own end or the next line of the same code. */
export const Price = z.object({
  code: ServiceCode,
  kind: PriceKind,
  vi: z.string(),
  en: z.string(),
  /** Dong for one unit. */
  price: Dong,
  /** Dong for one unit that the insurer reckons with. */
  insurerPrice: Dong,
  /** Whole percent of the insurer's price that is in scope. */
  coverageRate: z.int().min(0).max(100),
  validFrom: LocalDay,
  /** The last day on which it holds. The day before `validFrom` withdraws the code from `validFrom` on. */
  validTo: LocalDay.optional(),
});
export type Price = z.infer<typeof Price>;

const PriceList = z
  .object({ validFrom: LocalDay, prices: z.array(Price.omit({ validFrom: true, validTo: true })) })
  .transform(({ validFrom, prices }): Price[] => prices.map((price) => ({ ...price, validFrom })));

const lists = { general, children, district };

/** The price list that a hospital of this template starts with. */
export const templatePrices = (template: HospitalTemplate): Price[] => PriceList.parse(lists[template]);

/** The lines that hold on this day, one for each code; the latest line of a code decides, also that it has ended. */
export function pricesOn(prices: readonly Price[], day: LocalDay): Map<ServiceCode, Price> {
  const latest = new Map<ServiceCode, Price>();
  for (const price of prices) {
    const known = latest.get(price.code);
    if (price.validFrom <= day && (!known || known.validFrom < price.validFrom)) latest.set(price.code, price);
  }
  return new Map([...latest].filter(([, { validTo }]) => validTo === undefined || validTo >= day));
}
