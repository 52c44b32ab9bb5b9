import * as z from 'zod';
import { PriceKind } from '../../shared/contracts/billing.ts';
import type { HospitalTemplate } from '../../shared/contracts/tenants.ts';
import { ServiceCode } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import children from './price-list-children.json' with { type: 'json' };
import district from './price-list-district.json' with { type: 'json' };
import general from './price-list-general.json' with { type: 'json' };

/** One line of a hospital's price list, valid from a day until the next line of the same code. */
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
});
export type Price = z.infer<typeof Price>;

const PriceList = z
  .object({ validFrom: LocalDay, prices: z.array(Price.omit({ validFrom: true })) })
  .transform(({ validFrom, prices }): Price[] => prices.map((price) => ({ ...price, validFrom })));

const lists = { general, children, district };

/** The price list that a hospital of this template starts with. */
export const templatePrices = (template: HospitalTemplate): Price[] => PriceList.parse(lists[template]);

/** The lines that hold on this day, one for each code. */
export function pricesOn(prices: readonly Price[], day: LocalDay): Map<ServiceCode, Price> {
  const valid = new Map<ServiceCode, Price>();
  for (const price of prices) {
    const known = valid.get(price.code);
    if (price.validFrom <= day && (!known || known.validFrom < price.validFrom)) valid.set(price.code, price);
  }
  return valid;
}
