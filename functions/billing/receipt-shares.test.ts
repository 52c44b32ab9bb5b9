import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersonId } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { localDay } from '../../shared/kernel/time.ts';
import { leftOf, type Reduction, sharesOf } from './receipt-shares.ts';
import type { Receipt } from './receipts.ts';

const minute = (n: number): string => new Date(Date.UTC(2026, 10, 24, 1, n)).toISOString();
function receipt(n: number, amount: number): Receipt {
  const at = minute(n);
  const none = { deposited: dong(0), total: dong(0), fundPays: dong(0), patientPays: dong(0), settled: true };
  const person = PersonId.parse('person-1');
  return { ...none, receipt: `QR1-2026-${n}`, person, at, day: localDay(new Date(at)), amount: dong(amount) };
}
const back = (n: number, amount: number): Reduction => {
  const at = minute(n);
  return { id: `back-${n}`, at, day: localDay(new Date(at)), amount: dong(amount) };
};
const lefts = (receipts: Receipt[], reductions: Reduction[]) =>
  sharesOf(receipts, reductions).map((share) => leftOf(share));

describe('what is given back of a bill', () => {
  it('is taken from the latest receipt before it, then from the one before', () => {
    const receipts = [receipt(1, 60), receipt(2, 50), receipt(9, 30)];
    expect(lefts(receipts, [back(5, 20)])).toEqual([60, 30, 30]);
    expect(lefts(receipts, [back(5, 70)])).toEqual([40, 0, 30]);
    expect(lefts(receipts, [back(5, 70), back(10, 40)])).toEqual([30, 0, 0]);
  });
  it('is found on the receipts to the dong, and what comes later changes nothing of it', () => {
    const step = fc.record({ isBack: fc.boolean(), amount: fc.integer({ min: 1, max: 500 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const receipts: Receipt[] = [];
        const reductions: Reduction[] = [];
        let held = 0;
        for (const [n, { isBack, amount }] of steps.entries()) {
          const before = sharesOf(receipts, reductions);
          const part = isBack ? Math.min(amount, held) : amount;
          if (part === 0) continue;
          if (isBack) reductions.push(back(n, part));
          else receipts.push(receipt(n, part));
          held += isBack ? -part : part;
          const after = sharesOf(receipts, reductions);
          expect(after.reduce((sum, share) => sum + leftOf(share), 0)).toBe(held);
          expect(after.every((share) => leftOf(share) >= 0)).toBe(true);
          for (const [at, { taken }] of before.entries())
            expect(after[at]?.taken.slice(0, taken.length)).toEqual(taken);
        }
      }),
    );
  });
});
