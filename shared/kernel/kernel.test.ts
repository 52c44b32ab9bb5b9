import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidential } from './confidential.ts';
import { dong, sumDong } from './money.ts';
import { isRefusal, refusals, refuse } from './refusal.ts';
import { escapeHtml, foldAccents } from './text.ts';
import { ageYears, fromLocalText, LocalDay, localDay, startOfDay } from './time.ts';

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

describe('the age of a person', () => {
  it.each([
    ['2026-11-24', '1980-11-24', 46],
    ['2026-11-24', '1980-11-25', 45],
    ['2026-11-24', '2026-11-24', 0],
    ['2025-02-28', '2024-02-29', 0],
    ['2025-03-01', '2024-02-29', 1],
    ['2026-12-30', '2020-12-31', 5],
    ['2026-12-31', '2020-12-31', 6],
  ])('on %s of somebody born on %s is %i', (day, birth, age) => {
    expect(ageYears(birth, LocalDay.parse(day))).toBe(age);
  });
  it('never falls as days go by', () => {
    const days = fc
      .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
      .map((date) => LocalDay.parse(date.toISOString().slice(0, 10)));
    fc.assert(
      fc.property(days, days, days, (birth, one, other) => {
        const [early, late] = one < other ? [one, other] : [other, one];
        expect(ageYears(birth, early)).toBeLessThanOrEqual(ageYears(birth, late));
      }),
    );
  });
});

describe('a refusal', () => {
  it('is known from a value that merely looks like one', () => {
    expect(isRefusal(refuse('line-empty'))).toBe(true);
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

describe('text on a page', () => {
  it('cannot open a tag, end an attribute or begin a reference', () => {
    expect(escapeHtml(`<b title="a" lang='b'>&`)).toBe('&#60;b title=&#34;a&#34; lang=&#39;b&#39;&#62;&#38;');
  });
});

describe('accents', () => {
  it('fold to plain letters, whichever way they were typed', () => {
    expect(foldAccents('Đặng Thị Bưởi')).toBe('Dang Thi Buoi');
    expect(foldAccents('Đặng Thị Bưởi'.normalize('NFD'))).toBe('Dang Thi Buoi');
  });
});
