import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBillingStage } from '../../test/billing-stage.ts';
import { deskStage } from '../../test/desk-stage.ts';

/** What may happen at two tills with two patients; amounts in thousands of dong, so that notes can be counted. */
const whats = ['pay', 'deposit', 'drop', 'refund-deposit', 'refund-bill', 'transfer', 'close'] as const;
interface Act {
  readonly what: (typeof whats)[number];
  readonly desk: number;
  readonly bill: number;
  readonly amount: number;
}
const act: fc.Arbitrary<Act> = fc.record({
  what: fc.constantFrom(...whats),
  desk: fc.nat(1),
  bill: fc.nat(1),
  amount: fc.integer({ min: 1, max: 120 }),
});

describe('the books of two tills', () => {
  it('agree with the drawers, the deposits and the bills after whatever happened there, two things at a time', async () => {
    const pairs = fc.array(fc.tuple(act, act), { minLength: 3, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(pairs, async (steps) => {
        const stage = await openBillingStage();
        const desk = deskStage(stage);
        const channel = await stage.sepay();
        const cashiers = ['cashier-1', 'cashier-2'];
        const sessions: string[] = [];
        const opened = async (n: number): Promise<void> => {
          const { body } = await desk.openTill(`T${n}`, 50_000, cashiers[n]);
          if (body.session) sessions[n] = body.session;
        };
        await opened(0);
        await opened(1);
        const bills = [await stage.billed('v-0'), await stage.billed('v-1')];
        let transferred = 0;
        const run = async ({ what, desk: n, bill: b, amount }: Act): Promise<void> => {
          const [cashier, till, dong, { bill, code }] = [cashiers[n], `T${n}`, amount * 1_000, bills[b]];
          const person = `person-of-v-${b}`;
          const refund = async (from: object) => {
            const asked = (await desk.refund(from, dong, {}, cashier)).body.refund;
            if (!asked) return;
            await desk.decide(asked);
            await desk.payOut(asked, cashier, till);
          };
          if (what === 'pay') await desk.payCash(bill, dong, dong, cashier, till);
          else if (what === 'deposit') await desk.depositCash(person, dong, cashier, till);
          else if (what === 'drop') await desk.drop(dong, cashier, till);
          else if (what === 'refund-deposit') await refund({ kind: 'deposit', person });
          else if (what === 'refund-bill') await refund({ kind: 'bill', bill });
          else if (what === 'transfer') {
            transferred += dong;
            await stage.pay(channel, { amount: dong, content: code });
          } else {
            await desk.close(sessions[n] ?? '', { '1000': amount }, cashier);
            await desk.decideClosing(sessions[n] ?? '', amount % 2 === 0);
            await opened(n);
          }
        };
        for (const [one, other] of steps) await Promise.all([run(one), run(other)]);

        const { balances, total } = await stage.books();
        expect(total).toBe(0);
        for (const n of [0, 1]) {
          const { body } = await desk.readSession(sessions[n] ?? '', 'admin-1');
          expect(balances[`cash:T${n}`] ?? 0).toBe(body.state === 'closed' ? 0 : body.expected);
          expect(body.expected).toBeGreaterThanOrEqual(0);
        }
        let due = 0;
        for (const [b, { bill }] of bills.entries()) {
          const now = await stage.bill(bill);
          due += now.due;
          const sum = (all: { amount?: number; applied?: number }[]) =>
            all.reduce((whole, one) => whole + (one.applied ?? one.amount ?? 0), 0);
          expect(now.paid).toBe(sum(now.payments));
          expect(sum(now.refunds ?? [])).toBeLessThanOrEqual(now.paid);
          expect(now.due === 0 || now.refunds === undefined).toBe(true);
          const held = stage.stored('billing').find(({ pk }) => pk === `DEPOSIT#person-of-v-${b}`);
          const balance = held === undefined ? 0 : JSON.parse(held.value).balance;
          expect(balance).toBe(0 - (balances[`deposit:person-of-v-${b}`] ?? 0));
          expect(balance).toBeGreaterThanOrEqual(0);
        }
        expect(balances['receivable:patient']).toBe(due);
        expect(Object.entries(balances).find(([account]) => account.startsWith('bank:'))?.[1] ?? 0).toBe(transferred);
        // What is set aside is what is approved and not yet paid.
        const waiting = (await desk.ask('cashier-1', 'GET /v1/refunds', { state: 'approved', limit: 100 })).body.items;
        const reserved = waiting.reduce((whole: number, { amount }: { amount: number }) => whole + amount, 0);
        expect(0 - (balances['refund:payable'] ?? 0)).toBe(reserved);
        const numbers = stage
          .stored('billing')
          .filter(({ pk }) => /^RECEIPT#T[MC]/.test(pk))
          .map(({ pk }) => pk.slice(8));
        for (const series of ['TMT0', 'TMT1', 'TCT0', 'TCT1']) {
          const own = numbers.filter((number) => number.startsWith(`${series}-`)).toSorted();
          expect(own).toEqual(own.map((_, nth) => `${series}-2026-${String(nth + 1).padStart(6, '0')}`));
        }
        await stage.close();
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
