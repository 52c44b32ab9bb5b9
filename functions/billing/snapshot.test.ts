import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay, startOfDay } from '../../shared/kernel/time.ts';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { dayAfter } from './days.ts';
import { putEntry } from './journals.ts';
import { credit, debit, type Entry, entryOf } from './ledger.ts';
import { snapshotAfter } from './snapshot.ts';
import { partOf, rowsPerPart } from './snapshots.ts';

const first = LocalDay.parse('2026-11-20');
let count = 0;
const anEntry = (from: string, to: string, amount: number, day = first): Entry => {
  const at = new Date(startOfDay(day).getTime() + ++count).toISOString();
  const postings = [debit(to, dong(amount)), credit(from, dong(amount))];
  return entryOf({
    id: `00000000-0000-7000-8000-${String(count).padStart(12, '0')}`,
    at,
    day,
    kind: 'transfer',
    postings,
  });
};
const names = [
  'receivable:patient',
  'bank:970436:0121000456789',
  'deposit:p-1',
  'deposit:p-2',
  'revenue:exam',
  'cash:t',
];
const name = fc.constantFrom(...names);
const ledger = fc.array(fc.array(fc.tuple(name, name, fc.integer({ min: 1, max: 1_000_000_000 })), { maxLength: 12 }), {
  minLength: 1,
  maxLength: 8,
});

describe('a snapshot', () => {
  it('is the sum of all entries up to its day, whatever was posted', () => {
    fc.assert(
      fc.property(ledger, (days) => {
        const entries = days.map((day) => day.map(([from, to, amount]) => anEntry(from, to, amount)));
        let rows = snapshotAfter([], []);
        for (const [n, day] of entries.entries()) {
          rows = snapshotAfter(rows, day);
          const balances = new Map<string, number>();
          for (const { postings } of entries.slice(0, n + 1).flat())
            for (const { account, amount } of postings) balances.set(account, (balances.get(account) ?? 0) + amount);
          const told = Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
          for (const account of names) expect(told[account] ?? 0).toBe(balances.get(account) ?? 0);
          expect(rows.reduce((sum, { balance }) => sum + Number(balance), 0)).toBe(0);
          expect(rows.reduce((sum, row) => sum + Number(row.debit) - Number(row.credit), 0)).toBe(0);
        }
      }),
    );
  });
  it('names the one part in which an account stands', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^(bank|deposit):[a-z]{1,3}$/), { minLength: 1 }), (accounts) => {
        const rows = snapshotAfter(
          [],
          accounts.map((account) => anEntry('opening:balance', account, 1)),
        );
        const firsts = rows.filter((_, n) => n % 3 === 0).map(({ account }) => account);
        for (const [n, { account }] of rows.entries()) expect(partOf(account, firsts)).toBe(Math.floor(n / 3));
      }),
    );
  });
});

describe('the books of a hospital', () => {
  let stage: BillingStage;
  beforeEach(async () => {
    stage = await openBillingStage({ now: '2026-11-20T03:00:00.000Z' });
  });
  afterEach(() => stage.close());
  const close = () => stage.runSchedule('billing.closeBooks');
  const post = async (...entries: Entry[]) => {
    const { table } = await stage.embedded.ports(stage.hospital, 'billing');
    for (const entry of entries) await table.write({ put: [putEntry(entry)], remove: [], expect: [], events: [] });
  };
  const statement = async (account: string, more: object = {}) =>
    (
      await stage.request(
        'GET /v1/accounts/{account}/statement',
        { account, from: first, to: first, ...more },
        { as: 'admin' },
      )
    ).body;
  const chart = async (day: string) => (await stage.request('GET /v1/accounts', { day }, { as: 'admin' })).body;
  const heads = () => stage.stored('billing').flatMap(({ pk, value }) => (pk === 'BOOKS' ? [JSON.parse(value)] : []));

  it('are summed up half an hour after midnight and not before, and days that were missed follow', async () => {
    await post(anEntry('revenue:exam', 'receivable:patient', 90_000));
    stage.setClock(new Date(startOfDay(dayAfter(first)).getTime() + 29 * 60_000).toISOString());
    await close();
    expect(heads().map(({ day }) => day)).not.toContain(first);
    stage.setClock({ minutes: 1 + 3 * 1_440 });
    for (let run = 0; run < 8; run++) await close();
    const days = heads().map(({ day }) => day);
    expect(days.at(-1)).toBe(dayAfter(first, 3));
    expect(new Set(days).size).toBe(days.length);
    expect(days).toContain(first);
    expect((await chart(dayAfter(first, 3))).accounts).toMatchObject([
      { account: 'receivable:patient', debit: 0, balance: 90_000 },
      { account: 'revenue:exam', credit: 0, balance: -90_000 },
    ]);
  });
  it('are the same with and without snapshots', async () => {
    const entries = Array.from({ length: 60 }, (_, n) =>
      anEntry(names[n % 6] ?? '', names[(n * 5 + 1) % 6] ?? '', 1_000 * (n + 1), dayAfter(first, n % 4)),
    ).filter(({ postings }) => new Set(postings.map(({ account }) => account)).size === 2);
    await post(...entries);
    stage.setClock(new Date(startOfDay(dayAfter(first, 6)).getTime() + 60 * 60_000).toISOString());
    const asked = { from: dayAfter(first, 1), to: dayAfter(first, 3) };
    const before = [await chart(asked.to), ...(await Promise.all(names.map((account) => statement(account, asked))))];
    for (let run = 0; run < 10; run++) await close();
    expect(heads().length).toBe(6);
    const after = [await chart(asked.to), ...(await Promise.all(names.map((account) => statement(account, asked))))];
    expect(after).toEqual(before);
    expect(before[0].total).toBe(0);
    for (const one of before.slice(1)) {
      const moved = one.movements.reduce(
        (sum: number, m: { debit: number; credit: number }) => sum + m.debit - m.credit,
        0,
      );
      expect(one.opening + moved).toBe(one.closing);
    }
  });
  it('tell page by page what they tell at once', async () => {
    await post(
      ...Array.from({ length: 23 }, (_, n) => anEntry('revenue:exam', 'cash:t', n + 1, dayAfter(first, n % 3))),
    );
    stage.setClock(new Date(startOfDay(dayAfter(first, 3)).getTime()).toISOString());
    const asked = { from: first, to: dayAfter(first, 2) };
    const whole = await statement('cash:t', asked);
    expect(whole.movements).toHaveLength(23);
    const paged: object[] = [];
    let after: string | undefined;
    do {
      const page = await statement('cash:t', { ...asked, limit: 5, ...(after && { after }) });
      expect(page).toMatchObject({ opening: 0, closing: whole.closing });
      paged.push(...page.movements);
      after = page.next;
    } while (after);
    expect(paged).toEqual(whole.movements);
    const second = await statement('cash:t', { ...asked, after: `${dayAfter(first)}#` });
    expect(second.movements).toEqual(whole.movements.filter(({ day }: { day: string }) => day > first));
    const wrong = { ...asked, after: '2026-13-45#' };
    expect(
      (await stage.request('GET /v1/accounts/{account}/statement', { account: 'cash:t', ...wrong }, { as: 'admin' }))
        .status,
    ).toBe(422);
  });
  it('put an entry right that came after its day was summed up, once, and call a person', async () => {
    await post(anEntry('revenue:exam', 'cash:t', 10_000));
    stage.setClock(new Date(startOfDay(dayAfter(first)).getTime() + 60 * 60_000).toISOString());
    await close();
    await post(anEntry('revenue:exam', 'cash:t', 5_000));
    stage.setClock({ minutes: 1_440 });
    for (let run = 0; run < 4; run++) await close();
    expect(await statement('cash:t')).toMatchObject({ opening: 0, closing: 15_000 });
    expect((await stage.books()).work).toEqual(['entry-after-snapshot']);
    expect(heads().map(({ day, entries }) => [day, entries])).toEqual([
      [first, 2],
      [dayAfter(first), 0],
    ]);
  });
  it('keep very many deposits in parts that fit the store, over several runs, and tell them as a sum', async () => {
    const { table } = await stage.embedded.ports(stage.hospital, 'billing');
    const accounts = rowsPerPart * 12 + 5;
    for (let at = 0; at < accounts; at += 500) {
      const postings = Array.from({ length: Math.min(500, accounts - at) }, (_, n) =>
        credit(`deposit:00000000-0000-7000-8000-${String(at + n).padStart(12, '0')}`, dong(1)),
      );
      const entry = anEntry('x', 'y', 1);
      const balanced = entryOf({ ...entry, postings: [...postings, debit('cash:t', dong(postings.length))] });
      await table.write({ put: [putEntry(balanced)], remove: [], expect: [], events: [] });
    }
    stage.setClock(new Date(startOfDay(dayAfter(first)).getTime() + 60 * 60_000).toISOString());
    await close();
    expect(heads().at(-1)).toMatchObject({ isComplete: false, written: 12 });
    await close();
    expect(heads().at(-1)).toMatchObject({ isComplete: true, written: 13, accounts: accounts + 1 });
    for (const { pk, value } of stage.stored('billing'))
      if (pk.startsWith('SNAPSHOT#')) expect(value.length).toBeLessThan(300_000);
    const told = await chart(first);
    expect(told).toMatchObject({
      accounts: [{ account: 'cash:t', balance: accounts }],
      deposits: { accounts, balance: -accounts },
      total: 0,
    });
    const last = `deposit:00000000-0000-7000-8000-${String(accounts - 1).padStart(12, '0')}`;
    expect(await statement(last)).toMatchObject({ closing: -1 });
  });
  it('refuse a period that is turned round, lies ahead or is longer than a month', async () => {
    const codes = await Promise.all(
      [
        { from: dayAfter(first, -1), to: dayAfter(first, -2) },
        { from: first, to: dayAfter(first, 1) },
        { from: dayAfter(first, -31), to: first },
      ].map(async (asked) => (await statement('cash:t', asked)).code),
    );
    expect(codes).toEqual(['period-not-right', 'period-not-right', 'period-too-long']);
  });
});
