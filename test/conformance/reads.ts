import { expect, it } from 'vitest';
import type { Page, Query } from '../../shared/ports/table.ts';
import { ForeignCursor } from '../../shared/ports/table.ts';
import {
  aHospital,
  allPages,
  fill,
  key,
  numbered,
  type Opened,
  putOf,
  secondsAt,
  sks,
  startOfTests,
  writeOf,
} from './opened.ts';

const { pk } = key('');

export function promisesOfReads(store: () => Opened): void {
  const fresh = () => store().table(aHospital(), 'queue');
  const holding = async (...names: string[]) => {
    const table = fresh();
    await fill(
      table,
      names.map((sk) => putOf(key(sk), { sk })),
    );
    const read = async (query: Partial<Query>) => sks((await table.query({ pk, limit: 1000, ...query })).items);
    return { table, read };
  };

  it('answers nothing for what was never written', async () => {
    const table = fresh();
    expect(await table.get(key('a'))).toBeUndefined();
    expect(await table.query({ pk, limit: 10 })).toEqual({ items: [] });
    expect(await table.query({ index: 'index1', pk, limit: 10 })).toEqual({ items: [] });
  });

  it('orders by the UTF-8 bytes of the sort key, whatever the order of writing', async () => {
    const { read } = await holding('b', 'a', 'B', 'ab', '10', '9', 'đ', 'z', '\uffee', '🏥');
    const ordered = ['10', '9', 'B', 'a', 'ab', 'b', 'z', 'đ', '\uffee', '🏥'];
    expect(await read({})).toEqual(ordered);
    expect(await read({ descending: true })).toEqual(ordered.toReversed());
  });

  it('keeps to its partition', async () => {
    const table = fresh();
    await fill(table, [putOf(key('a', 'P'), {}), putOf(key('a', 'P#1'), {}), putOf(key('b', 'PP'), {})]);
    expect((await table.query({ pk: 'P', limit: 10 })).items.map((item) => item.key)).toEqual([key('a', 'P')]);
  });

  it('finds what begins with a prefix', async () => {
    const { read } = await holding('a', 'a#1', 'a#2', 'a#2#x', 'ab', 'a#\u{10fffd}', 'a$', 'b');
    expect(await read({ prefix: 'a#' })).toEqual(['a#1', 'a#2', 'a#2#x', 'a#\u{10fffd}']);
    expect(await read({ prefix: 'a#', descending: true, limit: 2 })).toEqual(['a#\u{10fffd}', 'a#2#x']);
    expect(await read({ prefix: 'c' })).toEqual([]);
    expect(await read({ prefix: '' })).toHaveLength(8);
  });

  it('finds what lies from a key up to, not including, another', async () => {
    const { read } = await holding('a', 'b', 'ba', 'c', 'd');
    expect(await read({ from: 'b', to: 'd' })).toEqual(['b', 'ba', 'c']);
    expect(await read({ from: 'b', to: 'd', descending: true })).toEqual(['c', 'ba', 'b']);
    expect(await read({ from: 'bb' })).toEqual(['c', 'd']);
    expect(await read({ to: 'b' })).toEqual(['a']);
    expect(await read({ to: 'a0' })).toEqual(['a']);
    expect(await read({ from: 'c', to: 'c' })).toEqual([]);
    expect(await read({ from: 'd', to: 'a' })).toEqual([]);
    expect(await read({ from: '', to: 'b' })).toEqual(['a']);
    expect(await read({ from: 'a', to: '' })).toEqual([]);
  });

  it('pages through a range without giving its upper end', async () => {
    const { table } = await holding('a', 'b', 'c', 'd');
    const pages = await allPages(table, { pk, from: 'a', to: 'd', limit: 1 });
    expect(pages.map((page) => sks(page.items))).toEqual([['a'], ['b'], ['c']]);
  });

  it('gives at most the limit, and a next exactly when there is more', async () => {
    const { table } = await holding('a', 'b', 'c');
    const first = await table.query({ pk, limit: 2 });
    expect(sks(first.items)).toEqual(['a', 'b']);
    if (first.next === undefined) throw new Error('there is more');
    expect(await table.query({ pk, limit: 2, after: first.next })).toEqual({
      items: [expect.objectContaining({ key: key('c') })],
    });
    expect((await table.query({ pk, limit: 3 })).next).toBeUndefined();
    expect((await table.query({ pk, limit: 4 })).next).toBeUndefined();
  });

  it('refuses a limit outside 1 to 1000', async () => {
    const table = fresh();
    for (const limit of [0, -1, 1001, 1.5, Number.NaN])
      await expect(table.query({ pk, limit })).rejects.toThrow(RangeError);
  });

  it('pages through 1,100 items in either direction, each once', { timeout: 60_000 }, async () => {
    const names = numbered(1_100);
    const { table } = await holding(...names);
    const up = await allPages(table, { pk, limit: 1000 });
    expect(up.map((page) => page.items.length)).toEqual([1000, 100]);
    expect(up.flatMap((page) => sks(page.items))).toEqual(names);
    const down = await allPages(table, { pk, limit: 150, descending: true });
    expect(down.flatMap((page) => sks(page.items))).toEqual(names.toReversed());
    expect(down.slice(0, -1).every((page) => page.items.length === 150)).toBe(true);
  });

  it('fills a page beyond the megabyte that one answer of the store may hold', { timeout: 60_000 }, async () => {
    const table = fresh();
    const names = numbered(30);
    for (const sk of names) await table.write(writeOf({ put: [putOf(key(sk), { scan: 'x'.repeat(100_000) })] }));
    expect(sks((await table.query({ pk, limit: 1000 })).items)).toEqual(names);
    const pages = await allPages(table, { pk, limit: 12 });
    expect(pages.map((page) => page.items.length)).toEqual([12, 12, 6]);
    expect(pages.flatMap((page) => sks(page.items))).toEqual(names);
  });

  it('still gives each remaining item once when others come and go between pages', async () => {
    const { table } = await holding('b', 'd', 'f', 'h');
    const first = await table.query({ pk, limit: 2 });
    await table.write(
      writeOf({ put: [putOf(key('a'), {}), putOf(key('e'), {})], remove: [{ key: key('d'), expect: 1 }] }),
    );
    if (first.next === undefined) throw new Error('there is more');
    expect(sks((await table.query({ pk, limit: 10, after: first.next })).items)).toEqual(['e', 'f', 'h']);
  });

  it('finds an item through either index, with its own key, version and value', async () => {
    const table = fresh();
    const index1 = { pk: 'PERSON#1', sk: '2026-11-24' };
    const index2 = { pk: 'OPEN', sk: 'a' };
    await fill(table, [
      putOf(key('a'), { n: 1 }, { index1, index2 }),
      putOf(key('b', 'X'), { n: 2 }, { index1: { pk: 'PERSON#1', sk: '2026-11-23' } }),
      putOf(key('c'), { n: 3 }),
    ]);
    const byPerson = await table.query({ index: 'index1', pk: 'PERSON#1', limit: 10 });
    expect(byPerson.items).toEqual([
      { key: key('b', 'X'), version: 1, value: { n: 2 } },
      { key: key('a'), version: 1, value: { n: 1 } },
    ]);
    expect(sks((await table.query({ index: 'index2', pk: 'OPEN', limit: 10 })).items)).toEqual(['a']);
    expect((await table.query({ index: 'index2', pk: 'PERSON#1', limit: 10 })).items).toEqual([]);
  });

  it('reads an index by prefix, range and direction, and pages through equal index keys', async () => {
    const table = fresh();
    const at = (sk: string, place: string) => putOf(key(sk), {}, { index1: { pk: 'DAY', sk: place } });
    await fill(table, [at('1', 'b'), at('2', 'a#1'), at('3', 'a#2'), at('4', 'c'), at('5', 'b'), at('6', 'b')]);
    const read = async (query: Partial<Query>) =>
      sks((await table.query({ index: 'index1', pk: 'DAY', limit: 10, ...query })).items);
    expect(await read({ prefix: 'a#' })).toEqual(['2', '3']);
    expect(await read({ from: 'a#2', to: 'b' })).toEqual(['3']);
    expect(await read({ from: 'b', to: 'c' })).toHaveLength(3);
    expect((await read({ descending: true }))[0]).toBe('4');
    const pages = await allPages(table, { index: 'index1', pk: 'DAY', limit: 1 });
    expect(pages.flatMap((page) => sks(page.items)).sort()).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('moves an item within an index, and out of it when the next version does not name it', async () => {
    const table = fresh();
    const place = (sk: string) => ({ index1: { pk: 'OPEN', sk } });
    await table.write(writeOf({ put: [putOf(key('a'), {}, place('1'))] }));
    await table.write(writeOf({ put: [putOf(key('a'), {}, { ...place('2'), expect: 1 })] }));
    const open = { index: 'index1' as const, pk: 'OPEN', limit: 10 };
    expect((await table.query({ ...open, prefix: '1' })).items).toEqual([]);
    expect((await table.query({ ...open, prefix: '2' })).items.map((item) => item.version)).toEqual([2]);
    await table.write(writeOf({ put: [putOf(key('a'), {}, { expect: 2 })] }));
    expect((await table.query(open)).items).toEqual([]);
    await table.write(writeOf({ put: [putOf(key('a'), {}, { ...place('3'), expect: 3 })] }));
    await table.write(writeOf({ remove: [{ key: key('a'), expect: 4 }] }));
    expect((await table.query(open)).items).toEqual([]);
  });

  it('leaves expired items out of get, query and index from their second on', async () => {
    const table = fresh();
    const expires = secondsAt(startOfTests) + 10;
    const index1 = { pk: 'OPEN', sk: 'a' };
    await fill(table, [putOf(key('a'), {}, { expires, index1 }), putOf(key('b'), {})]);
    const seen = async () => ({
      get: (await table.get(key('a'))) !== undefined,
      query: sks((await table.query({ pk, limit: 10 })).items),
      index: sks((await table.query({ index: 'index1', pk: 'OPEN', limit: 10 })).items),
    });
    store().setNow(new Date(startOfTests.getTime() + 9_999));
    expect(await seen()).toEqual({ get: true, query: ['a', 'b'], index: ['a'] });
    store().setNow(new Date(startOfTests.getTime() + 10_000));
    expect(await seen()).toEqual({ get: false, query: ['b'], index: [] });
  });

  it('neither loses nor repeats an item when expired ones lie between pages', async () => {
    const table = fresh();
    const names = numbered(60);
    const expires = secondsAt(startOfTests) + 10;
    const isShort = (at: number): boolean => at % 3 !== 0 || (at > 20 && at < 40);
    await fill(
      table,
      names.map((sk, at) => putOf(key(sk), {}, isShort(at) ? { expires } : {})),
    );
    store().setNow(new Date(startOfTests.getTime() + 10_000));
    const kept = names.filter((_, at) => !isShort(at));
    for (const limit of [1, 4, 7]) {
      const pages = await allPages(table, { pk, limit });
      expect(pages.flatMap((page) => sks(page.items))).toEqual(kept);
      expect(pages.slice(0, -1).every((page) => page.items.length === limit)).toBe(true);
    }
  });

  it('shows no hospital another one, and no context another one', async () => {
    const [here, there] = [aHospital(), aHospital()];
    const index1 = { pk: 'OPEN', sk: 'a' };
    const own = store().table(here, 'queue');
    await own.write(writeOf({ put: [putOf(key('a'), { of: here }, { index1 })] }));
    expect(await own.next(key('counter'))).toBe(1);
    for (const other of [store().table(there, 'queue'), store().table(here, 'billing')]) {
      expect(await other.get(key('a'))).toBeUndefined();
      expect((await other.query({ pk, limit: 10 })).items).toEqual([]);
      expect((await other.query({ index: 'index1', pk: 'OPEN', limit: 10 })).items).toEqual([]);
      expect(await other.next(key('counter'))).toBe(1);
      await other.write(writeOf({ put: [putOf(key('a'), { of: 'other' })] }));
    }
    expect((await own.get(key('a')))?.value).toEqual({ of: here });
  });

  it('gives a borrowed or forged cursor nothing of another hospital', async () => {
    const [here, there] = [aHospital(), aHospital()];
    const [own, other] = [store().table(here, 'queue'), store().table(there, 'queue')];
    const index1 = { pk: 'OPEN', sk: 'x' };
    for (const [table, of] of [
      [own, here],
      [other, there],
    ] as const) {
      await fill(
        table,
        ['a', 'b', 'c'].map((sk) => putOf(key(sk), { of }, { index1 })),
      );
    }
    for (const query of [
      { pk, limit: 1 },
      { index: 'index1' as const, pk: 'OPEN', limit: 1 },
    ]) {
      const borrowed = (await own.query(query)).next ?? '';
      const physical = { pk: `T#${here}#${pk}`, sk: 'a', i1pk: `T#${here}#OPEN`, i1sk: 'x' };
      const forged = [
        physical,
        [physical.pk, 'a'],
        ['a', physical.pk, 'a'],
        ['x', physical.pk, 'a'],
        [`../${here}`],
        { tenant: here },
        ['x', `OUT#${physical.pk}`, 'a'],
        ['OUT#1'],
      ].map((place) => Buffer.from(JSON.stringify(place)).toString('base64url'));
      for (const after of [borrowed, ...forged]) {
        const page = await other.query<{ of: string }>({ ...query, limit: 10, after }).catch((error: unknown) => error);
        if (page instanceof ForeignCursor) continue;
        // No other failure will do: a caller could tell from it what the store made of the cursor.
        if (page instanceof Error) throw page;
        expect((page as Page<{ of: string }>).items.every((item) => item.value.of === there)).toBe(true);
      }
    }
  });

  it('refuses a cursor that is none', async () => {
    const { table } = await holding('a');
    for (const after of ['', '%%%', 'bm9uZQ', Buffer.from('{}').toString('base64url')]) {
      await expect(table.query({ pk, limit: 1, after })).rejects.toThrow(ForeignCursor);
    }
  });
}
