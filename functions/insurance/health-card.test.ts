import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalDay } from '../../shared/kernel/time.ts';
import { benefitOn, parseHealthCard } from './health-card.ts';

const reasonOf = (text: string): string => {
  const read = parseHealthCard(text);
  return read.ok ? 'accepted' : read.reason;
};
const day = (text: string): LocalDay => LocalDay.parse(text);

describe('a health insurance card number', () => {
  it('gives its group and the share printed on it', () => {
    expect(parseHealthCard('HT3990000000001')).toEqual({
      ok: true,
      card: { number: 'HT3990000000001', group: 'HT', printedBenefit: '3' },
    });
  });
  it('is read as typed in groups and in small letters', () => {
    expect(parseHealthCard(' ht 3 99 000-000.0001 ')).toEqual(parseHealthCard('HT3990000000001'));
  });
  it.each([
    ['   ', 'empty'],
    ['9900000001', 'ten_digits_only'],
    ['HT39900000000', 'wrong_length'],
    ['HT39900000000011', 'wrong_length'],
    ['H13990000000001', 'bad_group'],
    ['ĐT3990000000001', 'bad_group'],
    ['HT0990000000001', 'bad_benefit'],
    ['HT6990000000001', 'bad_benefit'],
    ['HT399000000000A', 'bad_digits'],
    ['HT3٩90000000001', 'bad_digits'],
  ])('%j is answered with %s', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
  it('is accepted exactly when it has the form of Decision 1351', () => {
    const near = fc
      .tuple(
        fc.constantFrom('HT', 'TE', 'C', 'C1'),
        fc.integer({ min: 0, max: 9 }),
        fc.stringMatching(/^[0-9]{11,13}$/),
      )
      .map(([group, digit, rest]) => `${group}${digit}${rest}`);
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        const bare = text.replace(/[\s.-]/g, '').toUpperCase();
        expect(reasonOf(text) === 'accepted').toBe(/^[A-Z]{2}[1-5][0-9]{12}$/.test(bare));
      }),
    );
  });
});

describe('the share that counts', () => {
  it.each([
    ['CN', '3', '2025-12-31', '3'],
    ['CN', '3', '2026-01-01', '2'],
    ['LH', '4', '2025-12-31', '4'],
    ['LH', '4', '2026-01-01', '2'],
    ['CN', '4', '2026-11-24', '4'],
    ['HT', '3', '2026-11-24', '3'],
  ] as const)('for a card of %s printed %s on %s is %s', (group, printedBenefit, on, counts) => {
    expect(benefitOn({ group, printedBenefit }, day(on))).toBe(counts);
  });
});
