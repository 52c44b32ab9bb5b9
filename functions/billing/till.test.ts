import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { differenceLimit, refundLimits } from './cash-rules.ts';
import { entryOf } from './ledger.ts';
import {
  byKind,
  countedOf,
  differencePostings,
  dropPostings,
  expectedOf,
  isWithin,
  NoteCount,
  TillCode,
} from './till.ts';

const day = LocalDay.parse('2026-11-24');
const amount = fc.integer({ min: 1, max: 50_000_000 }).map(dong);

describe('a drawer', () => {
  it('is expected to hold its float, and what came in, less what went out', () => {
    fc.assert(
      fc.property(amount, fc.array(amount), fc.array(amount), (float, into, out) => {
        const movements = [...into.map((one) => ({ amount: one })), ...out.map((one) => ({ amount: dong(-one) }))];
        const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
        expect(expectedOf(float, movements)).toBe(float + sum(into) - sum(out));
      }),
    );
  });
  it('is counted by notes: each note times its pieces, and a note that is not named is not there', () => {
    expect(countedOf(NoteCount.parse({ '500000': 2, '1000': 3, '200': 1 }))).toBe(1_003_200);
    expect(countedOf(NoteCount.parse({}))).toBe(0);
    expect(NoteCount.safeParse({ '300000': 1 }).success).toBe(false);
    expect(NoteCount.safeParse({ '1000': -1 }).success).toBe(false);
    expect(NoteCount.safeParse({ '1000': 1.5 }).success).toBe(false);
  });
  it('is empty in the ledger after any session, whatever was counted: float, movements, difference and drop cancel out', () => {
    fc.assert(
      fc.property(
        amount,
        fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }).map(dong)),
        fc.nat(9_000_000),
        (float, moved, pieces) => {
          const counted = dong(pieces);
          const difference = dong(
            counted -
              expectedOf(
                float,
                moved.map((one) => ({ amount: one })),
              ),
          );
          const entry = { id: 'e', at: '2026-11-24T01:00:00.000Z', day };
          const postings = [
            ...entryOf({ ...entry, kind: 'float-issued', postings: dropPostings('T01', dong(-float)) }).postings,
            ...moved.map((one) => ({ account: 'cash:T01', amount: one })),
            ...entryOf({ ...entry, kind: 'till-closed', postings: differencePostings('T01', difference) }).postings,
            ...entryOf({ ...entry, kind: 'cash-dropped', postings: dropPostings('T01', counted) }).postings,
          ];
          const left = postings
            .filter(({ account }) => account === 'cash:T01')
            .reduce((sum, one) => sum + one.amount, 0);
          expect(left).toBe(0);
        },
      ),
    );
  });
  it('tells its movements by kind', () => {
    const one = { movement: 'm', at: '2026-11-24T01:00:00.000Z' };
    const movements = [
      { ...one, kind: 'drop' as const, amount: dong(-50) },
      { ...one, kind: 'payment' as const, amount: dong(70) },
      { ...one, kind: 'payment' as const, amount: dong(30) },
    ];
    expect(byKind(movements)).toEqual([
      { kind: 'payment', count: 2, amount: 100 },
      { kind: 'drop', count: 1, amount: -50 },
    ]);
  });
  it('has a short code of capitals and digits', () => {
    expect(['T01', 'A', '12345678'].every((code) => TillCode.safeParse(code).success)).toBe(true);
    expect(['', 't01', 'T-1', '123456789'].some((code) => TillCode.safeParse(code).success)).toBe(false);
  });
});

describe('rules of cash', () => {
  it('are dated: a difference up to the limit is closed by its cashier, either way', () => {
    const limit = differenceLimit(day);
    expect([limit, -limit].every((difference) => isWithin(dong(difference), dong(0), limit))).toBe(true);
    expect([limit + 1, -limit - 1].some((difference) => isWithin(dong(difference), dong(0), limit))).toBe(false);
    expect(refundLimits(day).cashierAsks).toBeLessThan(refundLimits(day).oneAdministrator);
    expect(() => differenceLimit(LocalDay.parse('2000-01-01'))).toThrow('no rule');
  });
});
