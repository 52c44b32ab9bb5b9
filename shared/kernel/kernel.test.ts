import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidential } from './confidential.ts';
import { dong, sumDong } from './money.ts';
import { isRefusal, refusals, refuse } from './refusal.ts';
import { foldAccents } from './text.ts';
import { fromLocalText, localDay, startOfDay } from './time.ts';

describe('a confidential value', () => {
  const secret = confidential('099200000001');
  it.each([
    ['JSON', JSON.stringify({ secret })],
    ['text', `${secret}`],
    ['inspect', inspect({ secret })],
    ['an error', String(new Error(String(secret)))],
  ])('prints as [redacted] in %s', (_, text) => {
    expect(text).toContain('[redacted]');
    expect(text).not.toContain('099200000001');
  });
  it('is told only to who asks for it', () => {
    expect(secret.reveal()).toBe('099200000001');
  });
});

describe('money', () => {
  it('refuses a fraction of a dong and a number too large to be exact', () => {
    expect(() => dong(0.5)).toThrow(RangeError);
    expect(() => dong(2 ** 53)).toThrow(RangeError);
  });
  it('adds without loss', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { maxLength: 50 }), (amounts) => {
        expect(sumDong(amounts.map(dong))).toBe(Number(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n)));
      }),
    );
  });
});

describe('the Vietnamese day', () => {
  it('begins at 17:00 UTC of the day before', () => {
    expect(localDay(new Date('2026-11-24T16:59:59.999Z'))).toBe('2026-11-24');
    expect(localDay(new Date('2026-11-24T17:00:00.000Z'))).toBe('2026-11-25');
  });
  it('contains its own beginning and nothing earlier', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (at) => {
        const start = startOfDay(localDay(at));
        expect(start.getTime()).toBeLessThanOrEqual(at.getTime());
        expect(at.getTime() - start.getTime()).toBeLessThan(86_400_000);
      }),
    );
  });
  it('reads a local text time as UTC+7 and refuses what is none', () => {
    expect(fromLocalText('2026-11-24 08:01:02')?.toISOString()).toBe('2026-11-24T01:01:02.000Z');
    expect(fromLocalText('2026-13-24 08:01:02')).toBeUndefined();
    expect(fromLocalText('24/11/2026')).toBeUndefined();
    expect(fromLocalText('2026-02-30 08:01:02')).toBeUndefined();
  });
});

describe('a refusal', () => {
  it('is known from a value that merely looks like one', () => {
    expect(isRefusal(refuse('clinic-closed'))).toBe(true);
    expect(isRefusal({ refused: 'no such code' })).toBe(false);
    expect(isRefusal(null)).toBe(false);
  });
  it('has words in both languages and a status of its own class', () => {
    for (const [code, { status, vi, en }] of Object.entries(refusals)) {
      expect(vi.length, code).toBeGreaterThan(3);
      expect(en.length, code).toBeGreaterThan(3);
      expect(vi, code).not.toBe(en);
      expect(status, code).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('accents', () => {
  it('fold to plain letters, whichever way they were typed', () => {
    expect(foldAccents('Đặng Thị Bưởi')).toBe('Dang Thi Buoi');
    expect(foldAccents('Đặng Thị Bưởi'.normalize('NFD'))).toBe('Dang Thi Buoi');
  });
});
