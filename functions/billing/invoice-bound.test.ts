import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { type InvoiceStage, openInvoiceStage } from '../../test/invoice-stage.ts';
import { withinBound } from './invoice-bound.ts';

const first = '1C26TAA-00000001';
const second = '1C26TAA-00000002';

describe('what an invoice may say at most', () => {
  let stage: InvoiceStage;
  let bill: string;
  beforeEach(async () => {
    stage = await openInvoiceStage();
    bill = await stage.paid('e-1');
    stage.setClock({ minutes: 1 });
  });
  afterEach(() => stage.close());
  const approved = async (kind: 'adjustment' | 'replacement', invoice: string, amount: number) =>
    stage.decideChange(String((await stage.change(kind, invoice, amount)).body.change));
  const beyond = { code: 'more-than-paid' };

  it('is what its patient paid: nobody can ask for a dong more, by an adjustment or a replacement', async () => {
    await stage.ask(bill);
    expect((await stage.change('adjustment', first, 1)).body).toMatchObject({ ...beyond, because: '110000' });
    expect((await stage.change('replacement', first, 110_001)).body).toMatchObject({ ...beyond, because: '110000' });
    expect((await approved('replacement', first, 90_000)).status).toBe(201);
    expect((await stage.change('adjustment', second, 20_001)).body).toMatchObject(beyond);
    expect((await approved('adjustment', second, 20_000)).status).toBe(201);
    expect(await stage.invoice(second)).toMatchObject({ net: 110_000 });
  });
  it('is less by what was given back between the request and the decision', async () => {
    await stage.ask(bill);
    const { change } = (await stage.change('replacement', first, 110_000)).body;
    await stage.refundBill(bill, 30_000);
    expect((await stage.decideChange(change)).body).toMatchObject({ ...beyond, because: '80000' });
    expect(await stage.invoice(first)).toMatchObject({ state: 'issued', net: 110_000 });
    await stage.decideChange(change, false);
    expect((await approved('replacement', first, 80_000)).status).toBe(201);
  });
  it('is reached once for a refund: what people took from the invoice already, the night does not take again', async () => {
    await stage.ask(bill);
    await stage.refundBill(bill, 30_000);
    expect((await approved('adjustment', first, -30_000)).status).toBe(201);
    await stage.night(3);
    expect(await stage.invoice(first)).toMatchObject({ net: 80_000 });
    expect((await stage.books()).items.filter(({ kind }) => kind === 'invoice-adjustment-due')).toEqual([]);
  });
  it('is kept though a refund is approved in the same moment', async () => {
    await stage.ask(bill);
    const { change } = (await stage.change('replacement', first, 110_000)).body;
    const { refund } = (await stage.desk.refund({ kind: 'bill', bill }, 30_000)).body;
    await Promise.all([stage.decideChange(change), stage.desk.decide(String(refund))]);
    await stage.night(6);
    const held = (await stage.all()).filter(({ kind, state }) => kind !== 'adjustment' && state !== 'replaced');
    const left = held.reduce((sum, { net }) => sum + net, 0);
    const due = (await stage.books()).items.filter(({ kind }) => kind === 'invoice-adjustment-due');
    expect(left - due.reduce((sum, { amount }) => sum + Number(amount), 0)).toBeLessThanOrEqual(80_000);
  });
  it('is for a day what is left of its receipts, without those whose patients took an own invoice', async () => {
    const other = await stage.paid('e-2');
    await stage.night();
    expect((await stage.change('adjustment', first, 1)).body).toMatchObject({ ...beyond, because: '220000' });
    stage.setClock({ minutes: 1 });
    await stage.refundBill(other, 10_000);
    await stage.decideChange((await stage.ask(bill)).body.change);
    expect((await stage.change('adjustment', first, 1)).body).toMatchObject({ ...beyond, because: '100000' });
    await stage.night();
    expect(await stage.invoice(first)).toMatchObject({ net: 100_000 });
  });
  it('holds for each service that the bill names', async () => {
    await stage.ask(bill);
    const { lines } = await stage.invoice(first);
    const [{ text = '', amount = 0 } = {}, ...others] = lines as { text: string; amount: number }[];
    const replaced = (more: number) => {
      const taken = [{ text: 'Khác', quantity: 1, amount: 110_000 - amount - more }];
      const input = { invoice: first, reason: 'Ghi sai', lines: [{ text, quantity: 1, amount: amount + more }] };
      return stage.desk.ask('cashier-1', 'POST /v1/invoices/{invoice}/replacement', {
        ...input,
        lines: [...input.lines, ...taken.filter((line) => line.amount > 0)],
      });
    };
    if (others.length > 0) expect((await replaced(1)).body).toMatchObject({ ...beyond, because: `${text}: ${amount}` });
    expect((await replaced(0)).status).toBe(201);
  });
  it('is not passed by lines that cancel each other out', () => {
    const line = (text: string, amount: number) => ({ text, quantity: 1, amount: dong(amount) });
    const bound = { most: dong(100), lines: new Map([['A', dong(60)]]), relies: [] };
    const held = [line('A', 60), line('B', 40)];
    expect(withinBound([line('X', 1_000), line('Y', -1_000)], held, bound)).toMatchObject({
      refused: 'more-than-invoiced',
    });
    expect(withinBound([line('X', 40), line('B', -40)], held, bound)).toBeUndefined();
    expect(withinBound([line('A', 10), line('B', -40)], held, bound)).toMatchObject({ refused: 'more-than-paid' });
  });
  it('is never passed by a change that is let through, whatever the lines', () => {
    const lines = fc.array(
      fc.record({
        text: fc.constantFrom('A', 'B', 'C'),
        quantity: fc.constant(1),
        amount: fc.integer({ min: -150, max: 150 }).map(dong),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(lines, fc.nat(200), fc.nat(200), (asked, net, most) => {
        const held = [{ text: 'A', quantity: 1, amount: dong(net) }];
        const refused = withinBound(asked, held, { most: dong(most), lines: new Map(), relies: [] });
        if (isRefusal(refused)) return;
        const after = net + asked.reduce((sum, { amount }) => sum + amount, 0);
        expect(after).toBeGreaterThanOrEqual(0);
        expect(after).toBeLessThanOrEqual(asked.some(({ amount }) => amount > 0) ? most : Math.max(net, most));
      }),
    );
  });
  it('holds in any order of payments, refunds, adjustments, replacements and nights', async () => {
    const act = fc.record({
      what: fc.constantFrom('pay', 'ask', 'refund', 'adjustment', 'adjustment', 'replacement', 'replacement', 'night'),
      which: fc.nat(2),
      amount: fc.integer({ min: -120_000, max: 120_000 }),
    });
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 18 }), async (acts) => {
        const own = await openInvoiceStage();
        const bills = [await own.paid('v-0')];
        await own.ask(bills[0] ?? '');
        const kept = async () => {
          const found = await Promise.all(bills.map((id) => own.bill(id)));
          const back = (refunds: { amount: number }[] = []) => refunds.reduce((sum, { amount }) => sum + amount, 0);
          return found.reduce((sum, { paid, refunds }) => sum + Number(paid) - back(refunds), 0);
        };
        const inForce = async () => {
          const all = (await own.all()).filter(({ kind }) => kind !== 'adjustment');
          for (const { net } of all) expect(net).toBeGreaterThanOrEqual(0);
          return all.reduce((sum, { net }) => sum + net, 0);
        };
        for (const { what, which, amount } of acts) {
          own.setClock({ minutes: 1 });
          const one = bills[which % bills.length] ?? '';
          if (what === 'pay') bills.push(await own.paid(`v-${bills.length}`));
          else if (what === 'ask') await own.ask(one);
          else if (what === 'refund') await own.refundBill(one, Math.abs(amount) + 1);
          else if (what === 'night') await own.night(5);
          else if (what === 'adjustment' || what === 'replacement') {
            const of = (await own.all()).filter(({ kind }) => kind !== 'adjustment');
            const invoice = of[which % of.length]?.invoice ?? first;
            const sum = what === 'replacement' ? Math.abs(amount) + 1 : amount || 1;
            const { change } = (await own.change(what, invoice, sum)).body;
            if (change && (await own.decideChange(String(change))).status === 201) changes++;
            else if (change) await own.decideChange(String(change), false);
          }
        }
        await own.night(8);
        await own.night(8);
        expect(await inForce()).toBeLessThanOrEqual(await kept());
        await own.close();
      }),
      { numRuns: 80 },
    );
    expect(changes).toBeGreaterThan(5);
  }, 60_000);
});

describe("a provider's number", () => {
  let stage: InvoiceStage;
  beforeEach(async () => {
    stage = await openInvoiceStage();
    for (let n = 0; n < 10; n++) await stage.ask(await stage.paid(`e-${n}`));
    await stage.settle();
  });
  afterEach(() => stage.close());
  const register = (n: number, providerNumber: string) => {
    const invoice = `1C26TAA-${String(n).padStart(8, '0')}`;
    const answer = { outcome: 'registered', at: '2026-11-24T01:05:00.000Z', providerNumber };
    return stage.desk.ask('admin-1', 'POST /v1/invoices/{invoice}/registration', { invoice, answer });
  };
  it('is registered on one invoice only, and answers as the first time for that one', async () => {
    expect((await register(1, 'NCC-1')).status).toBe(201);
    expect((await register(2, 'NCC-1')).body).toMatchObject({ code: 'invoice-number-used', because: first });
    expect((await register(1, 'NCC-1')).body.handOver).toMatchObject({ state: 'registered', providerNumber: 'NCC-1' });
    expect((await register(2, 'NCC-2')).status).toBe(201);
  });
  it('goes to one of ten invoices that are registered with it at once', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => register(n + 1, 'NCC-1')));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['invoice-number-used']),
    );
  });
});

describe('an account that a refund is to be sent to', () => {
  it('is refused at a bank that nobody knows, that is gone, or that is not known to receive', async () => {
    const stage = await openInvoiceStage();
    const bill = await stage.paid('e-1');
    const to = (bin: string) => {
      const way = { kind: 'transfer', bin, account: '0903000111', name: 'Nguyễn Văn Thử' };
      return stage.desk.refund({ kind: 'bill', bill }, 1_000, { way });
    };
    expect((await to('999999')).body).toMatchObject({ code: 'bank-unknown', because: '999999' });
    expect((await to('970414')).body).toMatchObject({ code: 'bank-takes-no-transfers', because: 'Ocean Bank' });
    expect((await to('970464')).body.code).toBe('bank-takes-no-transfers');
    expect((await to('970458')).status).toBe(201);
    await stage.close();
  });
});

describe('whom an invoice names', () => {
  it('is refused when the name cannot be seen or turns what is printed', async () => {
    const stage = await openInvoiceStage();
    const bill = await stage.paid('e-1');
    for (const name of ['\u200b\u200d', '\u202eTrần', '\u3164'])
      expect((await stage.ask(bill, { buyer: { name } })).status, JSON.stringify(name)).toBe(400);
    expect((await stage.ask(bill, { buyer: { name: 'Trần', address: '\u2066' } })).status).toBe(400);
    expect((await stage.ask(bill)).status).toBe(201);
    await stage.close();
  });
});
