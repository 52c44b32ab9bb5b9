import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import { type Price, pricesOn } from './price.ts';

const pk = 'PRICES';
/** Codes times changes of price; a list of that size is one page. */
const longestList = 1000;

/** The hospital's price list. A change of price is a new item with its first day. */
export const prices = (table: TableReads) => ({
  async all(): Promise<Price[]> {
    const page = await table.query<Price>({ pk, limit: longestList });
    return page.items.map((item) => item.value);
  },
  /** The list of a day by code. */
  async on(day: LocalDay) {
    return pricesOn(await this.all(), day);
  },
});

export const putPrice = (price: Price): Put => ({
  key: { pk, sk: `PRICE#${price.code}#${price.validFrom}` },
  value: price,
  expect: 'absent',
});
