import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  Conflict,
  type Indexes,
  type Key,
  type Put,
  type Query,
  type TenantTable,
  type Write,
} from '../../shared/ports/table.ts';
import { aHospital, allPages, type Opened, secondsAt, startOfTests } from './opened.ts';

/** The table port in the shortest way to write it down: a map, and rules. */
class Model {
  readonly items = new Map<string, Put & { version: number }>();
  seconds = secondsAt(startOfTests);

  alive(): (Put & { version: number })[] {
    return [...this.items.values()].filter((item) => item.expires === undefined || item.expires > this.seconds);
  }
  versionOf(key: Key): number {
    return this.alive().find((item) => nameOf(item.key) === nameOf(key))?.version ?? 0;
  }
  failing(write: Write): string[] {
    return [...write.put, ...write.remove, ...write.expect]
      .filter(({ key, expect: wanted }) => {
        const version = this.versionOf(key);
        if (wanted === 'absent') return version !== 0;
        return wanted === 'present' ? version === 0 : version !== wanted || version === 0;
      })
      .map(({ key }) => nameOf(key));
  }
  apply(write: Write): void {
    for (const put of write.put) {
      this.items.set(nameOf(put.key), { ...put, version: put.expect === 'absent' ? 1 : put.expect + 1 });
    }
    for (const { key } of write.remove) this.items.delete(nameOf(key));
  }
  /** The places (sort keys) and items that a query should give, to the end. */
  answer(query: Query): { place: string; item: Put & { version: number } }[] {
    const sign = query.descending ? -1 : 1;
    return this.alive()
      .flatMap((item) => {
        const place = query.index ? item[query.index] : item.key;
        return place?.pk === query.pk ? [{ place: place.sk, item }] : [];
      })
      .filter(({ place }) => place.startsWith(query.prefix ?? ''))
      .filter(({ place }) => query.from === undefined || bytes(place, query.from) >= 0)
      .filter(({ place }) => query.to === undefined || bytes(place, query.to) < 0)
      .sort((a, b) => sign * bytes(a.place, b.place));
  }
}

const nameOf = (key: Key): string => JSON.stringify([key.pk, key.sk]);
const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const pks = ['P', 'Q'];
const places = ['a', 'a#1', 'a#2', 'b', 'đ', '\uffee', '🏥'];
const aKey = fc.record({ pk: fc.constantFrom(...pks), sk: fc.constantFrom(...places) });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const aValue = fc.record({
  text: fc.string({ unit: 'binary', maxLength: 8 }),
  number: fc.maxSafeInteger(),
  list: fc.array(fc.oneof(fc.boolean(), fc.constant(null), fc.integer(), fc.string({ maxLength: 3 })), {
    maxLength: 3,
  }),
  nested: fc.dictionary(fc.string({ maxLength: 3 }), fc.constantFrom('', 'x'), { maxKeys: 2 }),
});

/** Versions are chosen near the true one, or nearly every write would fail. */
const nearby = fc.constantFrom('right', 'right', 'right', 'right', 'stale', 'absent', 'present');
type Nearby = 'right' | 'stale' | 'absent' | 'present';
const aChange = fc.record({
  key: aKey,
  act: fc.constantFrom('put', 'put', 'put', 'remove', 'check'),
  expect: nearby as fc.Arbitrary<Nearby>,
  value: aValue,
  index1: maybe(aKey),
  index2: maybe(aKey),
  lives: maybe(fc.integer({ min: -1, max: 3 })),
});
type Change = typeof aChange extends fc.Arbitrary<infer T> ? T : never;

const aStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      changes: fc.array(aChange, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('get' as const), key: aKey }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('query' as const),
      index: maybe(fc.constantFrom('index1' as const, 'index2' as const)),
      pk: fc.constantFrom(...pks),
      range: fc.oneof(
        fc.record({ prefix: fc.constantFrom('', 'a', 'a#', 'đ', '🏥') }),
        fc.record({ from: fc.constantFrom(...places), to: fc.constantFrom(...places) }, { requiredKeys: [] }),
      ),
      descending: fc.boolean(),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 3 }) }) },
);
type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

function writeFor(model: Model, changes: readonly Change[]): Write {
  const write = {
    put: [] as Put[],
    remove: [] as Write['remove'][number][],
    expect: [] as Write['expect'][number][],
    events: [],
  };
  const touched = new Set<string>();
  for (const change of changes) {
    if (touched.has(nameOf(change.key))) continue;
    touched.add(nameOf(change.key));
    const version = model.versionOf(change.key);
    const right = version === 0 ? 'absent' : version;
    const wanted = change.expect === 'right' ? right : change.expect === 'stale' ? version + 1 : change.expect;
    const numbered = typeof wanted === 'number' ? wanted : Math.max(version, 1);
    if (change.act === 'remove') write.remove.push({ key: change.key, expect: numbered });
    else if (change.act === 'check') write.expect.push({ key: change.key, expect: wanted });
    else {
      const indexes: Indexes = {
        ...(change.index1 ? { index1: change.index1 } : {}),
        ...(change.index2 ? { index2: change.index2 } : {}),
      };
      const expires = change.lives === undefined ? {} : { expires: model.seconds + change.lives };
      write.put.push({
        key: change.key,
        value: change.value,
        expect: wanted === 'present' ? numbered : wanted,
        ...indexes,
        ...expires,
      });
    }
  }
  return write;
}

async function follow(step: Step, model: Model, table: TenantTable, wait: (seconds: number) => void): Promise<void> {
  switch (step.kind) {
    case 'wait':
      wait(step.seconds);
      break;
    case 'get': {
      const item = await table.get(step.key);
      const known = model.alive().find((one) => nameOf(one.key) === nameOf(step.key));
      expect(item).toEqual(known && { key: known.key, version: known.version, value: known.value });
      break;
    }
    case 'write': {
      const write = writeFor(model, step.changes);
      const failing = model.failing(write);
      const error: unknown = await table.write(write).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (failing.length === 0) {
        expect(error).toBeUndefined();
        model.apply(write);
      } else {
        expect(error).toBeInstanceOf(Conflict);
        expect(failing).toEqual(expect.arrayContaining((error as Conflict).keys.map(nameOf)));
      }
      break;
    }
    case 'query': {
      const { index, pk, range, descending, limit } = step;
      const query: Query = { pk, descending, limit, ...range, ...(index ? { index } : {}) };
      const wanted = model.answer(query);
      const pages = await allPages(table, query);
      const found = pages.flatMap((page) => page.items);
      expect(pages.slice(0, -1).every((page) => page.items.length === limit)).toBe(true);
      // Items with equal index keys may come in any order among themselves.
      const named = (place: string, key: Key, version: number) => JSON.stringify([place, key.pk, key.sk, version]);
      const placeOf = new Map(wanted.map(({ place, item }) => [nameOf(item.key), place]));
      const got = found.map((item) => ({ place: placeOf.get(nameOf(item.key)) ?? 'unexpected', item }));
      expect(got.map(({ place }) => place)).toEqual(wanted.map(({ place }) => place));
      expect(got.map(({ place, item }) => named(place, item.key, item.version)).sort()).toEqual(
        wanted.map(({ place, item }) => named(place, item.key, item.version)).sort(),
      );
      break;
    }
  }
}

export function modelMatches(store: () => Opened, runs: number): void {
  it(`answers as a simple model does, in ${runs} random histories`, { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 40 }), async (steps) => {
        const table = store().table(aHospital(), 'queue');
        const model = new Model();
        store().setNow(startOfTests);
        const wait = (seconds: number): void => {
          model.seconds += seconds;
          store().setNow(new Date(model.seconds * 1000));
        };
        for (const step of steps) await follow(step, model, table, wait);
      }),
      { numRuns: runs },
    );
  });
}
