import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { dayAfter } from './days.ts';
import { explainedBy, isSameTransfer, type Seen } from './reference.ts';

const day = LocalDay.parse('2026-11-24');
const money = { account: '0121', direction: 'in' as const, amount: dong(100) };
const seen: Seen = { ...money, bankTime: '2026-11-24T01:00:00.000Z' };
const at = new Date('2026-11-24T01:00:00.000Z');
const line = (by: number, amount = 100) => ({ ...money, amount: dong(amount), day: dayAfter(day, by) });

describe('a bank reference that comes again', () => {
  it('is the same transfer when account, amount and direction are, up to two days away', () => {
    expect(isSameTransfer(seen, { ...money, at })).toBe(true);
    expect(isSameTransfer(seen, { ...money, at: new Date('2026-11-26T16:59:59.000Z') })).toBe(true);
    expect(isSameTransfer(seen, { ...money, at: new Date('2026-11-26T17:00:00.000Z') })).toBe(false);
    expect(isSameTransfer(seen, { ...money, at: new Date('2026-11-21T16:59:59.000Z') })).toBe(false);
  });
  it('is another transfer with other amount, account or direction', () => {
    expect(isSameTransfer(seen, { ...money, at, amount: dong(101) })).toBe(false);
    expect(isSameTransfer(seen, { ...money, at, account: '0122' })).toBe(false);
    expect(isSameTransfer(seen, { ...money, at, direction: 'out' })).toBe(false);
  });
  it('explains the line that says the same before one that differs, then the nearest, and none far away', () => {
    const days = (lines: ReturnType<typeof line>[]) => explainedBy([seen], lines).map((pair) => pair.line);
    expect(days([line(0, 11), line(1)])).toEqual([line(1)]);
    expect(days([line(2), line(-1)])).toEqual([line(-1)]);
    expect(days([line(0, 11)])).toEqual([line(0, 11)]);
    expect(days([line(3)])).toEqual([]);
  });
  it('explains at most one line for each transfer, and no line twice', () => {
    const lines = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.constantFrom(100, 11)), { maxLength: 6 });
    const times = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(lines, times, (stated, moved) => {
        const posted = moved.map((by) => ({ ...seen, bankTime: `${dayAfter(day, by)}T05:00:00.000Z` }));
        const all = stated.map(([by, amount]) => line(by, amount));
        const pairs = explainedBy(posted, all);
        expect(new Set(pairs.map((pair) => pair.line)).size).toBe(pairs.length);
        expect(new Set(pairs.map((pair) => pair.transfer)).size).toBe(pairs.length);
      }),
    );
  });
});
