import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';

let stage: BillingStage;
afterEach(() => stage.close());

describe('the books of a day', () => {
  it('hold the entries of that Vietnamese day only, and of that hospital', async () => {
    stage = await openBillingStage({ now: '2026-11-24T16:59:00.000Z' });
    const channel = await stage.sepay();
    await stage.pay(channel, { amount: 1_000, content: 'x', reference: 'FT-a' });
    stage.setClock('2026-11-24T17:00:00.000Z');
    await stage.pay(channel, { amount: 2_000, content: 'x', reference: 'FT-b' });
    const of = async (day: string) =>
      (await stage.request('GET /v1/ledger/bank-entries', { day }, { as: 'admin' })).body.entries.map(
        (entry: { reference: string }) => entry.reference,
      );
    expect(await of('2026-11-24')).toEqual(['FT-a']);
    expect(await of('2026-11-25')).toEqual(['FT-b']);
    expect(await stage.books('thong-nhat')).toMatchObject({ total: 0, balances: {}, bank: [], work: [] });
  });
  it('are read page by page, in the order of posting, each entry once', async () => {
    stage = await openBillingStage();
    const channel = await stage.sepay();
    const references = Array.from({ length: 9 }, (_, n) => `FT-${n}`);
    for (const reference of references) {
      await stage.pay(channel, { amount: 1_000, content: 'x', reference });
      if (reference > 'FT-4') stage.setClock({ minutes: 1 });
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const input = { limit: 2, ...(after && { after }) };
      const { body } = await stage.request('GET /v1/ledger/bank-entries', input, { as: 'cashier' });
      expect(body.entries.length).toBeLessThanOrEqual(2);
      seen.push(...body.entries.map((entry: { reference: string }) => entry.reference));
      after = body.next;
    } while (after);
    expect(seen.toSorted()).toEqual(references);
    expect(seen.slice(-3)).toEqual(['FT-6', 'FT-7', 'FT-8']);
  });
  it('are not for a doctor', async () => {
    stage = await openBillingStage();
    for (const route of ['GET /v1/ledger/trial-balance', 'GET /v1/ledger/bank-entries', 'GET /v1/work-items'])
      expect((await stage.request(route, {}, { as: 'doctor' })).status).toBe(403);
  });
});

describe('the list of work', () => {
  it('is read page by page, newest first', async () => {
    stage = await openBillingStage();
    const channel = await stage.sepay();
    for (const reference of ['FT-1', 'FT-2', 'FT-3', 'FT-4', 'FT-5']) {
      await stage.pay(channel, { amount: 1_000, content: 'x', reference });
      stage.setClock({ minutes: 1 });
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const input = { limit: 2, ...(after && { after }) };
      const { body } = await stage.request('GET /v1/work-items', input, { as: 'cashier' });
      seen.push(...body.items.map((item: { reference: string }) => item.reference));
      after = body.next;
    } while (after);
    expect(seen).toEqual(['FT-5', 'FT-4', 'FT-3', 'FT-2', 'FT-1']);
    const bad = await stage.request('GET /v1/work-items', { after: 'XYZ' }, { as: 'cashier' });
    expect(bad.status).toBe(400);
  });
});

describe('a case that needs a person', () => {
  const path = 'POST /v1/work-items/{item}/resolution';
  const resolve = (item: string, more: object = {}, as: 'cashier' | 'admin' | 'doctor' = 'cashier') =>
    stage.request(path, { item, outcome: 'kept-as-deposit', note: 'Người bệnh để lại tạm ứng', ...more }, { as });
  const aCase = async (): Promise<string> => {
    stage = await openBillingStage();
    const { code } = await stage.billed('v-1');
    await stage.pay(await stage.sepay(), { amount: 111_000, content: code, reference: 'FT-1' });
    return String((await stage.books()).items[0]?.['id']);
  };

  it('leaves the list when a cashier says how it ended; the item, who said it and why stay', async () => {
    const item = await aCase();
    stage.setClock({ minutes: 5 });
    expect(await resolve(item)).toMatchObject({
      status: 201,
      body: { item, outcome: 'kept-as-deposit', at: '2026-11-24T01:05:00.000Z', by: 'cashier-1' },
    });
    expect((await stage.books()).work).toEqual([]);
    const kept = stage.stored('billing').filter(({ pk }) => pk === `WORK#${item}`);
    expect(kept.map(({ sk, value }) => [sk, JSON.parse(value)])).toMatchObject([
      ['ITEM', { id: item, kind: 'surplus', amount: 1_000 }],
      ['RESOLUTION', { outcome: 'kept-as-deposit', note: 'Người bệnh để lại tạm ứng', by: 'cashier-1' }],
    ]);
  });
  it('ends once, though two cashiers end it at once', async () => {
    const item = await aCase();
    const replies = await Promise.all([resolve(item), resolve(item, { outcome: 'no-action-needed' })]);
    expect(replies.map((reply) => reply.status).toSorted()).toEqual([201, 409]);
    expect((await resolve(item, {}, 'admin')).body.code).toBe('work-item-resolved');
  });
  it('is not found under an id that none has, and not ended without a reason or by a doctor', async () => {
    const item = await aCase();
    expect((await resolve('0190-none')).status).toBe(400);
    expect((await resolve('0190')).body.code).toBe('not-found');
    expect((await resolve(item, { note: ' ' })).status).toBe(400);
    expect((await resolve(item, { note: 'x'.repeat(501) })).status).toBe(400);
    expect((await resolve(item, { outcome: 'forgotten' })).status).toBe(400);
    expect((await resolve(item, {}, 'doctor')).status).toBe(403);
    expect((await stage.books()).work).toEqual(['surplus']);
  });
});

describe('any interleaving of parts, duplicates, ends and strangers, from two providers at once', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        pay: fc.integer({ min: 1, max: 90_000 }),
        visit: fc.constantFrom(0, 1),
        times: fc.integer({ min: 1, max: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ stranger: fc.integer({ min: 1, max: 50_000 }), out: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constant({ sweep: true as const }) },
    { weight: 1, arbitrary: fc.constant({ forge: true as const }) },
  );
  it('leaves the ledger at zero, the bank as the bank has it, and each bill with what came for it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { maxLength: 4 }), async (rounds) => {
        stage = await openBillingStage();
        const sepay = await stage.sepay();
        const vietqr = await stage.vietqr();
        const bills = [await stage.billed('e-0'), await stage.billed('e-1')];
        const log: { reference: string; amount: number; visit?: number }[] = [];
        for (const round of rounds) {
          const calls = round.flatMap((one, n): (() => Promise<unknown>)[] => {
            const reference = `R${log.length}-${n}`;
            if ('sweep' in one) {
              stage.setClock({ minutes: 25 * 60 });
              return [() => stage.runSchedule('billing.expireIntents')];
            }
            if ('forge' in one)
              return [
                () => stage.call(sepay, stage.bodyOf({ amount: 1, content: bills[0].code }), 'a-forged-secret-16'),
              ];
            if ('stranger' in one) {
              log.push({ reference, amount: one.out ? -one.stranger : one.stranger });
              const transfer = { amount: one.stranger, content: 'khong ma', out: one.out, reference };
              return [() => stage.pay(sepay, transfer)];
            }
            log.push({ reference, amount: one.pay, visit: one.visit });
            const transfer = { amount: one.pay, content: bills[one.visit].code, reference };
            return Array.from(
              { length: one.times },
              (_, copy) => () => (copy % 2 === 0 ? stage.pay(sepay, transfer) : stage.sync(vietqr, transfer)),
            );
          });
          await Promise.all(calls.map((call) => call()));
        }
        const entries: { amount: number; reference: string }[] = [];
        let total = 0;
        let receivable = 0;
        for (let day = 24; day <= 30 + 14; day++) {
          const date = day <= 30 ? `2026-11-${day}` : `2026-12-${String(day - 30).padStart(2, '0')}`;
          const bank = await stage.request('GET /v1/ledger/bank-entries', { day: date }, { as: 'cashier' });
          entries.push(...bank.body.entries);
          const trial = (await stage.request('GET /v1/ledger/trial-balance', { day: date }, { as: 'cashier' })).body;
          total += trial.total;
          const owed = trial.accounts.find((one: { account: string }) => one.account === 'receivable:patient');
          receivable += owed?.balance ?? 0;
        }
        expect(total).toBe(0);
        const known = (all: { amount: number; reference: string }[]) =>
          all.map(({ amount, reference }) => `${reference} ${amount}`).sort();
        expect(known(entries)).toEqual(known(log));
        let open = 0;
        for (const [visit, { bill }] of bills.entries()) {
          const came = log.filter((one) => one.visit === visit).reduce((sum, one) => sum + one.amount, 0);
          const after = await stage.bill(bill);
          expect(after.paid).toBe(Math.min(came, 110_000));
          open += after.due;
        }
        expect(receivable).toBe(open);
        await stage.close();
      }),
      { numRuns: 12 },
    );
    stage = await openBillingStage();
  }, 60_000);
});
