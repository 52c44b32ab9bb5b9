import { expect, it } from 'vitest';
import { Conflict, type Key, type TenantTable } from '../../shared/ports/table.ts';
import { aHospital, anEvent, key, numbered, type Opened, putOf, secondsAt, startOfTests, writeOf } from './opened.ts';

const a = key('a');
const b = key('b');

async function conflictOf(work: Promise<unknown>): Promise<readonly Key[]> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Conflict);
  return error instanceof Conflict ? error.keys : [];
}

const put = (table: TenantTable, value: object, expected: 'absent' | number = 'absent', at: Key = a) =>
  table.write(writeOf({ put: [putOf(at, value, { expect: expected })] }));

export function promisesOfWrites(store: () => Opened): void {
  const fresh = (context = 'queue') => {
    const tenant = aHospital();
    return { tenant, table: store().table(tenant, context), outbox: () => store().outbox(tenant, context) };
  };

  it('creates an item as version 1 and replaces it one version at a time', async () => {
    const { table } = fresh();
    await put(table, { state: 'waiting', gone: 1 });
    expect(await table.get(a)).toEqual({ key: a, version: 1, value: { state: 'waiting', gone: 1 } });
    await put(table, { state: 'called' }, 1);
    expect(await table.get(a)).toEqual({ key: a, version: 2, value: { state: 'called' } });
  });

  it('refuses to create what is there and names its key', async () => {
    const { table } = fresh();
    await put(table, { n: 1 });
    expect(await conflictOf(put(table, { n: 2 }))).toEqual([a]);
    expect((await table.get(a))?.value).toEqual({ n: 1 });
  });

  it('refuses a stale, a future and a never written version', async () => {
    const { table } = fresh();
    await put(table, { n: 1 });
    await put(table, { n: 2 }, 1);
    expect(await conflictOf(put(table, { n: 3 }, 1))).toEqual([a]);
    expect(await conflictOf(put(table, { n: 3 }, 3))).toEqual([a]);
    expect(await conflictOf(put(table, { n: 3 }, 1, b))).toEqual([b]);
    expect((await table.get(a))?.version).toBe(2);
  });

  it('removes exactly the version that was read, after which the key is free again', async () => {
    const { table } = fresh();
    await put(table, { n: 1 });
    expect(await conflictOf(table.write(writeOf({ remove: [{ key: a, expect: 2 }] })))).toEqual([a]);
    await table.write(writeOf({ remove: [{ key: a, expect: 1 }] }));
    expect(await table.get(a)).toBeUndefined();
    expect(await conflictOf(table.write(writeOf({ remove: [{ key: a, expect: 1 }] })))).toEqual([a]);
    await put(table, { n: 9 });
    expect((await table.get(a))?.version).toBe(1);
  });

  it('holds conditions on items that it does not change', async () => {
    const { table } = fresh();
    await put(table, { n: 1 });
    const also = (expected: 'absent' | 'present' | number, at: Key, name: string) =>
      table.write(writeOf({ put: [putOf(key(name), {})], expect: [{ key: at, expect: expected }] }));
    await also('present', a, 'c1');
    await also('absent', b, 'c2');
    await also(1, a, 'c3');
    expect(await conflictOf(also('absent', a, 'c4'))).toEqual([a]);
    expect(await conflictOf(also('present', b, 'c5'))).toEqual([b]);
    expect(await conflictOf(also(2, a, 'c6'))).toEqual([a]);
    expect(await conflictOf(also(1, b, 'c7'))).toEqual([b]);
    expect(await table.get(a)).toEqual({ key: a, version: 1, value: { n: 1 } });
    expect(await table.get(b)).toBeUndefined();
    for (const name of ['c4', 'c5', 'c6', 'c7']) expect(await table.get(key(name))).toBeUndefined();
  });

  it('saves all of its items or none', async () => {
    const { table } = fresh();
    await put(table, { n: 1 }, 'absent', b);
    const mixed = writeOf({
      put: [putOf(a, { n: 1 }), putOf(key('c', 'OTHER'), { n: 1 })],
      remove: [{ key: b, expect: 7 }],
      expect: [{ key: key('d'), expect: 'absent' }],
    });
    expect(await conflictOf(table.write(mixed))).toEqual([b]);
    expect(await table.get(a)).toBeUndefined();
    expect(await table.get(key('c', 'OTHER'))).toBeUndefined();
    expect((await table.get(b))?.version).toBe(1);
    await table.write({ ...mixed, remove: [{ key: b, expect: 1 }] });
    expect((await table.get(a))?.version).toBe(1);
    expect((await table.get(key('c', 'OTHER')))?.version).toBe(1);
    expect(await table.get(b)).toBeUndefined();
  });

  it('names every key whose condition failed', async () => {
    const { table } = fresh();
    await put(table, {}, 'absent', a);
    await put(table, {}, 'absent', b);
    const keys = await conflictOf(table.write(writeOf({ put: [putOf(a, {}), putOf(key('c'), {}), putOf(b, {})] })));
    expect(keys.map(({ sk }) => sk).sort()).toEqual(['a', 'b']);
  });

  it('stores its events with it, whole', async () => {
    const { tenant, table, outbox } = fresh();
    const sent = [anEvent(tenant, { ticket: 'a-1', number: 7, names: ['x', null] }), anEvent(tenant)];
    await table.write(writeOf({ put: [putOf(a, {})], events: sent }));
    await table.write(writeOf({ events: [anEvent(tenant, { alone: true })] }));
    const stored = await outbox();
    expect(stored).toHaveLength(3);
    expect(stored).toEqual(expect.arrayContaining(sent));
  });

  it('leaves neither item nor event behind when it fails', async () => {
    const { tenant, table, outbox } = fresh();
    await put(table, {}, 'absent', b);
    await conflictOf(table.write(writeOf({ put: [putOf(a, {}), putOf(b, {})], events: [anEvent(tenant)] })));
    expect(await table.get(a)).toBeUndefined();
    expect(await outbox()).toEqual([]);
  });

  it('refuses an event that was published before, with all that came with it', async () => {
    const { tenant, table, outbox } = fresh();
    const event = anEvent(tenant);
    await table.write(writeOf({ events: [event] }));
    await expect(table.write(writeOf({ put: [putOf(a, {})], events: [event] }))).rejects.toThrow();
    expect(await table.get(a)).toBeUndefined();
    expect(await outbox()).toHaveLength(1);
  });

  it('does not show its events to readers of items', async () => {
    const { tenant, table } = fresh();
    await table.write(writeOf({ put: [putOf(a, {})], events: [anEvent(tenant)] }));
    expect((await table.query({ pk: a.pk, limit: 10 })).items).toHaveLength(1);
  });

  it('changes nothing when it is empty', async () => {
    const { table, outbox } = fresh();
    await table.write(writeOf({}));
    expect(await outbox()).toEqual([]);
  });

  it('takes 100 items, events and conditions included, and refuses 101 as a bug', async () => {
    const { tenant, table } = fresh();
    const puts = numbered(98).map((sk) => putOf(key(sk), {}));
    const checks = [{ key: key('x'), expect: 'absent' as const }];
    await table.write(writeOf({ put: puts, expect: checks, events: [anEvent(tenant)] }));
    expect((await table.query({ pk: a.pk, limit: 1000 })).items).toHaveLength(98);

    const other = fresh();
    const tooMany = other.table.write(
      writeOf({
        put: [...puts, putOf(key('y'), {})],
        expect: checks,
        events: [anEvent(other.tenant)],
      }),
    );
    await expect(tooMany).rejects.toThrow(/101/);
    await expect(tooMany).rejects.not.toBeInstanceOf(Conflict);
    expect((await other.table.query({ pk: a.pk, limit: 1000 })).items).toEqual([]);
  });

  it('refuses to name one item twice', async () => {
    const { table } = fresh();
    const twice = table.write(writeOf({ put: [putOf(a, {})], expect: [{ key: a, expect: 'absent' }] }));
    await expect(twice).rejects.toThrow(/twice/);
    expect(await table.get(a)).toBeUndefined();
  });

  it('keeps what JSON keeps: text of any script, whole numbers up to 2^53 - 1, fractions, null, empty things', async () => {
    const { table } = fresh();
    const value = {
      text: 'Đặng Thị Bưởi, 患者, 🏥, \u0000, "quoted"',
      empty: '',
      largest: Number.MAX_SAFE_INTEGER,
      smallest: Number.MIN_SAFE_INTEGER,
      zero: 0,
      fraction: 0.1,
      tiny: 1.5e-7,
      yes: true,
      no: false,
      nothing: null,
      list: [1, 'two', null, [], {}],
      nested: { deep: { deeper: ['x'] }, 'a.b': 1, tên: 'x', '': 'no name' },
    };
    await put(table, value);
    expect((await table.get(a))?.value).toStrictEqual(value);
    expect((await table.query({ pk: a.pk, limit: 1 })).items[0]?.value).toStrictEqual(value);
  });

  it('drops fields that are undefined, as JSON does', async () => {
    const { table } = fresh();
    await put(table, { kept: 1, gone: undefined, inner: { gone: undefined }, list: [undefined] });
    expect((await table.get(a))?.value).toStrictEqual({ kept: 1, inner: {}, list: [null] });
  });

  it('keeps the order of fields, so that a hash of what was read is a hash of what was written', async () => {
    const { table } = fresh();
    const value = { z: 1, a: { y: 1, b: 2 }, m: 3 };
    await put(table, value);
    expect(JSON.stringify((await table.get(a))?.value)).toBe(JSON.stringify(value));
  });

  it('keeps an item of 300 KB and forty levels', async () => {
    const { table } = fresh();
    let value: object = { text: 'ế'.repeat(100_000) };
    for (let level = 0; level < 40; level++) value = { value };
    await put(table, value);
    expect((await table.get(a))?.value).toEqual(value);
  });

  it('takes keys of any script', async () => {
    const { table } = fresh();
    const named = key('Số 1 🏥 # / %', 'Phòng#khám 患者');
    await put(table, { n: 1 }, 'absent', named);
    expect(await table.get(named)).toEqual({ key: named, version: 1, value: { n: 1 } });
  });

  it('counts an expired item as absent: it can be created again as version 1, and not replaced or removed', async () => {
    const { table } = fresh();
    const expires = secondsAt(startOfTests) + 60;
    for (const at of [a, b]) await table.write(writeOf({ put: [putOf(at, { n: 1 }, { expires })] }));
    await conflictOf(put(table, { n: 2 }));
    store().setNow(new Date(startOfTests.getTime() + 60_000));
    await conflictOf(put(table, { n: 2 }, 1));
    await conflictOf(table.write(writeOf({ remove: [{ key: a, expect: 1 }] })));
    await conflictOf(table.write(writeOf({ put: [putOf(key('c'), {})], expect: [{ key: a, expect: 'present' }] })));
    await conflictOf(table.write(writeOf({ put: [putOf(key('c'), {})], expect: [{ key: a, expect: 1 }] })));
    await table.write(writeOf({ put: [putOf(key('c'), {})], expect: [{ key: a, expect: 'absent' }] }));
    await put(table, { n: 2 });
    expect(await table.get(a)).toEqual({ key: a, version: 1, value: { n: 2 } });
    expect(await table.get(b)).toBeUndefined();
  });

  it('takes the expiry away when the next version has none', async () => {
    const { table } = fresh();
    await table.write(writeOf({ put: [putOf(a, {}, { expires: secondsAt(startOfTests) + 60 })] }));
    await put(table, { n: 2 }, 1);
    store().setNow(new Date(startOfTests.getTime() + 3_600_000));
    expect((await table.get(a))?.value).toEqual({ n: 2 });
  });
}
