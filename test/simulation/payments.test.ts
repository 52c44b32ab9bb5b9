import { describe, expect, it } from 'vitest';
import type { Invariant, Violation } from './invariants.ts';
import { simulatePayments } from './payments.ts';
import { planted } from './planted.ts';

const seeds = (many: number): number[] => Array.from({ length: many }, (_, at) => at + 1);

describe('payments through storm, fault and death', () => {
  it('lose nothing, double nothing and keep every promise', async () => {
    const courses: Awaited<ReturnType<typeof simulatePayments>>[] = [];
    for (const seed of seeds(20)) courses.push(await simulatePayments(seed));
    expect(courses.flatMap(({ violations }) => violations)).toEqual([]);
    const sum = (of: 'movements' | 'calls' | 'refused' | 'faults'): number =>
      courses.reduce((total, course) => total + course[of], 0);
    // A simulation in which nothing happens proves nothing.
    expect(sum('movements')).toBeGreaterThan(200);
    expect(sum('calls')).toBeGreaterThan(sum('movements'));
    expect(sum('refused')).toBeGreaterThan(20);
    expect(sum('faults')).toBeGreaterThan(100);
    const kinds = new Set(courses.flatMap(({ entries }) => [...entries.keys()]));
    for (const kind of [
      'cash-taken',
      'deposit-taken',
      'deposit-used',
      'refund-approved',
      'refund-paid',
      'till-closed',
      'bill-corrected',
    ])
      expect(kinds).toContain(kind);
  }, 60_000);
  it('are the same course for the same seed', async () => {
    const [one, again] = [await simulatePayments(7, { steps: 15 }), await simulatePayments(7, { steps: 15 })];
    expect([again.movements, again.steps]).toEqual([one.movements, one.steps]);
  });
});

describe('the simulator', () => {
  it.each(Object.entries(planted) as [Invariant, (typeof planted)[Invariant]][])(
    'finds what breaks "%s"',
    async (invariant, { bug, falsify }) => {
      const found: Violation[] = [];
      for (const seed of seeds(12)) {
        const { violations } = await simulatePayments(seed, { falsify, faultPercent: 5 }).catch(() => ({
          violations: [],
        }));
        found.push(...violations);
        if (found.some((violation) => violation.invariant === invariant)) break;
      }
      expect(
        found.map((violation) => violation.invariant),
        bug,
      ).toContain(invariant);
    },
    60_000,
  );
});
