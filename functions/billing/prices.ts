import type { LocalDay } from '../../shared/kernel/time.ts';
import { readAll } from '../../shared/ports/read-all.ts';
import type { Put, TableReads } from '../../shared/ports/table.ts';
import { type Price, pricesOn } from './price.ts';

const pk = 'PRICES';
/** Codes times changes of price: some ten thousand codes over years. */
const longestList = 100_000;

/** The hospital's price list. A change of price is a new item with its first day. */
export const prices = (table: TableReads) => ({
  all: (): Promise<readonly Price[]> => readAll(table, { pk }, longestList),
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
