import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersonId } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import type { Bill } from './bill.ts';
import { leftOf, reductionsOf, sharesOf } from './receipt-shares.ts';
import type { Receipt } from './receipts.ts';

/** Sums above nothing were paid by a receipt, sums below it went back by a correction; then what was refunded. */
function billOf(sums: readonly number[], refunded: readonly number[] = []) {
  const payments = sums.map((sum, n): Bill['payments'][number] => ({
    // Money may have come long before it was placed on the bill.
    ...{ payment: `payment-${n}`, at: `2026-11-24T01:${59 - n}:00.000Z`, provider: 'cash', reference: `${n}` },
    ...{ amount: dong(sum), applied: dong(sum), deposited: dong(0), arrival: 'exact' },
  }));
  const at = '2026-11-25T01:00:00.000Z';
  const refunds = refunded.map((amount, n) => ({ refund: `refund-${n}`, at, amount: dong(amount), parts: [] }));
  const none = { deposited: dong(0), total: dong(0), fundPays: dong(0), patientPays: dong(0), settled: true };
  const day = LocalDay.parse('2026-11-24');
  const receipts = payments
    .filter(({ applied }) => applied > 0)
    .map((one, n): Receipt => {
      const { payment, applied: amount } = one;
      return { ...none, receipt: `QR1-2026-${n}`, person: PersonId.parse('p-1'), at: one.at, day, amount, payment };
    });
  return { bill: { payments, refunds }, receipts };
}
const shares = (...asked: Parameters<typeof billOf>) => {
  const { bill, receipts } = billOf(...asked);
  return sharesOf(bill, receipts);
};
const lefts = (...asked: Parameters<typeof billOf>) => shares(...asked).map((share) => leftOf(share));

describe('what goes back of a bill', () => {
  it('is taken from the latest receipt before it, then from the one before', () => {
    expect(lefts([60, 50, -20, 30])).toEqual([60, 30, 30]);
    expect(lefts([60, 50, -70, 30])).toEqual([40, 0, 30]);
    expect(lefts([60, 50, -70, 30], [10, 30])).toEqual([30, 0, 0]);
  });
  it('is what the bill says of corrections and refunds, by day', () => {
    expect(reductionsOf(billOf([60, -20], [10]).bill)).toMatchObject([
      { id: 'payment-1', amount: 20, day: '2026-11-24' },
      { id: 'refund-0', amount: 10, day: '2026-11-25' },
    ]);
  });
  it('is found on the receipts to the dong, and what comes later changes nothing of it', () => {
    const step = fc.integer({ min: -300, max: 500 });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(500), (steps, refund) => {
        const sums: number[] = [];
        let held = 0;
        for (const asked of steps) {
          const sum = Math.max(asked, -held);
          if (sum === 0) continue;
          const before = shares(sums);
          sums.push(sum);
          held += sum;
          const after = shares(sums);
          expect(after.reduce((all, share) => all + leftOf(share), 0)).toBe(held);
          expect(after.every((share) => leftOf(share) >= 0)).toBe(true);
          for (const [at, { taken }] of before.entries())
            expect(after[at]?.taken.slice(0, taken.length)).toEqual(taken);
        }
        const back = Math.min(refund, held);
        expect(lefts(sums, [back]).reduce((all, left) => all + left, 0)).toBe(held - back);
      }),
    );
  });
});
