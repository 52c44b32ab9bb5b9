import type { ServiceCode } from '../../shared/kernel/ids.ts';
import { inParts } from '../../shared/kernel/in-parts.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import type { Item, Key, Put, TableReads } from '../../shared/ports/table.ts';
import { type Price, pricesOn } from './price.ts';

const pk = 'PRICES';
const prefixOf = (code: string): string => `PRICE#${code}#`;
const keyOf = ({ code, validFrom }: Pick<Price, 'code' | 'validFrom'>): Key => ({
  pk,
  sk: `${prefixOf(code)}${validFrom}`,
});
/** Codes times changes of price: some ten thousand codes over years. */
const longestList = 100_000;
/** Changes of price of one code. */
const mostLines = 1000;
const pageSize = 1000;
const atOnce = 40;
/**
 * A code costs one read unit, a list of ten thousand lines some 750 (about 300 bytes each, 4 KB a unit): from here on
 * the whole list is read at once, as its pages come faster than that many single reads.
 */
const wholeListFrom = 500;

/**
 * The hospital's price list. A change of price is a new item with its first day. An order reads the lines of its own
 * codes only: the list of a big hospital would cost hundreds of read units each time.
 */
export const prices = (table: TableReads) => ({
  /** Every line of these codes with its version, oldest first. */
  async linesOf(codes: readonly ServiceCode[]): Promise<readonly Item<Price>[]> {
    const asked = new Set(codes);
    if (asked.size > wholeListFrom) {
      return (await itemsOf(table, '')).filter(({ value }) => asked.has(value.code));
    }
    const lines = await inParts([...asked], atOnce, async (code) => {
      const page = await table.query<Price>({ pk, prefix: prefixOf(code), limit: mostLines });
      return page.items;
    });
    return lines.flat();
  },
  /** The prices of these codes on a day; a code without one is left out. */
  async of(codes: readonly ServiceCode[], day: LocalDay): Promise<Map<ServiceCode, Price>> {
    return pricesOn(
      (await this.linesOf(codes)).map(({ value }) => value),
      day,
    );
  },
  /** The whole list of a day by code. */
  async on(day: LocalDay): Promise<Map<ServiceCode, Price>> {
    return pricesOn(
      (await itemsOf(table, '')).map(({ value }) => value),
      day,
    );
  },
  /** The list of a day in order of codes, from behind the code `after`; `next` is the last code of a page that is full. */
  async page(
    day: LocalDay,
    limit: number,
    after: string | undefined,
  ): Promise<{ items: Price[]; next: ServiceCode | undefined }> {
    const listOf = (lines: readonly Item<Price>[]): Price[] => [
      ...pricesOn(
        lines.map(({ value }) => value),
        day,
      ).values(),
    ];
    // The code that was read last may have more lines behind it; so one more than what tells of a next page.
    const list = listOf(await itemsOf(table, after ?? '', (lines) => listOf(lines).length > limit + 1));
    const items = list.slice(0, limit);
    return { items, next: list.length > limit ? items.at(-1)?.code : undefined };
  },
});

/** The lines behind those of the code `after`, in order: all of them, or pages until they are enough. */
async function itemsOf(
  table: TableReads,
  after: string,
  enough: (lines: readonly Item<Price>[]) => boolean = () => false,
): Promise<Item<Price>[]> {
  const items: Item<Price>[] = [];
  // All keys of the code lie between `code#` and `code$`.
  const range = { pk, from: after === '' ? 'PRICE#' : `PRICE#${after}$`, to: 'PRICE$', limit: pageSize };
  let next: string | undefined;
  do {
    const page = await table.query<Price>({ ...range, ...(next === undefined ? {} : { after: next }) });
    items.push(...page.items);
    if (items.length > longestList) throw new Error(`${pk} holds more than ${longestList} items`);
    next = page.next;
  } while (next !== undefined && !enough(items));
  return items;
}

export const putPrice = (price: Price): Put => ({ key: keyOf(price), value: price, expect: 'absent' });

/** Replaces a line that has not begun: nothing was charged at it. */
export const replacePrice = (price: Price, version: number): Put => ({ ...putPrice(price), expect: version });
