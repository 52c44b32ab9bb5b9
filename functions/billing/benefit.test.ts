import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { benefitOf, type Coverage, type PricedLine, sharesOf, smallVisitLimit, splitVisit } from './benefit.ts';

const day = (text: string): LocalDay => LocalDay.parse(text);
const card = (benefit: Coverage['benefit'], more: Partial<Coverage> = {}): Coverage => ({
  benefit,
  route: 'registered',
  state: 'confirmed',
  ...more,
});
const aLine = (price: number, more: Partial<PricedLine> = {}): PricedLine => ({
  quantity: 1,
  price: dong(price),
  insurerPrice: dong(price),
  coverageRate: 100,
  ...more,
});
const now = day('2026-11-24');
const large = dong(1_000_000);

describe('the share of a visit', () => {
  it.each([
    ['1', 10_000],
    ['2', 10_000],
    ['3', 9_500],
    ['4', 8_000],
    ['5', 10_000],
  ] as const)('is by the card digit %s %i hundredths of a percent at the specialised level', (digit, share) => {
    expect(benefitOf({ day: now, level: 'specialised', coverage: card(digit) }, large)).toEqual({
      share,
      reason: 'card-share',
    });
  });
  it.each([
    ['2026-06-30', 350_999, 10_000],
    ['2026-06-30', 351_000, 8_000],
    ['2026-06-30', 379_499, 8_000],
    ['2026-07-01', 379_499, 10_000],
    ['2026-07-01', 379_500, 8_000],
  ])('on %s for a visit of %i dong is %i: all of it under 15 percent of the base salary', (on, cost, share) => {
    expect(benefitOf({ day: day(on), level: 'basic', coverage: card('4') }, dong(cost)).share).toBe(share);
  });
  it('knows the limit of the day', () => {
    expect(smallVisitLimit(day('2026-06-30'))).toBe(351_000);
    expect(smallVisitLimit(day('2026-07-01'))).toBe(379_500);
  });
  it('is all of it at the initial level, whatever the digit and the route', () => {
    for (const route of ['registered', 'own-choice'] as const) {
      expect(benefitOf({ day: now, level: 'initial', coverage: card('4', { route }) }, large)).toEqual({
        share: 10_000,
        reason: 'initial-level',
      });
    }
  });
  it.each([
    ['specialised', '2026-06-30', 0, 'own-choice-not-covered'],
    ['specialised', '2026-07-01', 4_000, 'own-choice'],
    ['basic', '2026-11-24', 8_000, 'card-share'],
  ] as const)('of an own choice at the %s level on %s is %i', (level, on, share, reason) => {
    expect(benefitOf({ day: day(on), level, coverage: card('4', { route: 'own-choice' }) }, large)).toEqual({
      share,
      reason,
    });
  });
  it('is nothing outside the days of the card, first and last day included', () => {
    const coverage = card('4', { validFrom: day('2026-01-01'), validTo: day('2026-11-24') });
    const on = (text: string) => benefitOf({ day: day(text), level: 'basic', coverage }, large);
    expect(on('2025-12-31')).toEqual({ share: 0, reason: 'card-not-valid' });
    expect(on('2026-01-01').share).toBe(8_000);
    expect(on('2026-11-24').share).toBe(8_000);
    expect(on('2026-11-25')).toEqual({ share: 0, reason: 'card-not-valid' });
  });
  it('is nothing without insurance, or when the person declines to use it', () => {
    for (const coverage of [undefined, card(undefined), card('4', { state: 'none' })]) {
      expect(benefitOf({ day: now, level: 'basic', coverage }, large)).toEqual({ share: 0, reason: 'no-insurance' });
    }
  });
});

describe('the split of a line', () => {
  it('leaves what is above the insurer price to the patient as own payment', () => {
    const line = aLine(100_000, { insurerPrice: dong(80_000), quantity: 2 });
    expect(sharesOf(line, 8_000)).toEqual({
      total: 200_000,
      inScope: 160_000,
      fundPays: 128_000,
      coPayment: 32_000,
      ownPayment: 40_000,
    });
  });
  it('rounds half a dong up in the fund and leaves the rest to the co-payment', () => {
    // 95 % of 10 dong is 9.5
    expect(sharesOf(aLine(10), 9_500)).toMatchObject({ fundPays: 10, coPayment: 0, ownPayment: 0 });
    // 80 % of 3 dong is 2.4
    expect(sharesOf(aLine(3), 8_000)).toMatchObject({ fundPays: 2, coPayment: 1 });
  });
  it('takes the rate of the item before the share of the card', () => {
    expect(sharesOf(aLine(100_000, { coverageRate: 50 }), 8_000)).toMatchObject({
      inScope: 50_000,
      fundPays: 40_000,
      coPayment: 10_000,
      ownPayment: 50_000,
    });
  });
  it('is all own payment without a share', () => {
    expect(sharesOf(aLine(70_000), 0)).toMatchObject({ fundPays: 0, coPayment: 0, ownPayment: 70_000 });
  });
});

describe('the split of any visit', () => {
  const lines = fc.array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 1_000 }),
      price: fc.integer({ min: 0, max: 500_000_000 }).map(dong),
      insurerPrice: fc.integer({ min: 0, max: 500_000_000 }).map(dong),
      coverageRate: fc.integer({ min: 0, max: 100 }),
    }),
    { maxLength: 12 },
  );
  it('is all of it above six months of the base salary, for who was insured five years, until the year ends', () => {
    const insured = card('4', { fiveYearsFrom: day('2026-01-01') });
    const shareOf = (on: string, coPaid: number, coverage = insured) => {
      const { share, reason } = benefitOf(
        { day: day(on), level: 'specialised', coverage, coPaid: dong(coPaid) },
        large,
      );
      return [share, reason];
    };
    expect(shareOf('2026-11-24', 15_180_000)).toEqual([8_000, 'card-share']);
    expect(shareOf('2026-11-24', 15_180_001)).toEqual([10_000, 'yearly-ceiling']);
    expect(shareOf('2026-06-30', 14_040_000)).toEqual([8_000, 'card-share']);
    expect(shareOf('2026-06-30', 14_040_001)).toEqual([10_000, 'yearly-ceiling']);
    expect(shareOf('2025-12-31', 20_000_000)).toEqual([8_000, 'card-share']);
    const chosen = card('4', { fiveYearsFrom: day('2026-01-01'), route: 'own-choice' });
    expect(shareOf('2026-11-24', 20_000_000, chosen)).toEqual([4_000, 'own-choice']);
    expect(shareOf('2026-11-24', 20_000_000, card('4'))).toEqual([8_000, 'card-share']);
    expect(shareOf('2026-11-24', 20_000_000, card('2', { fiveYearsFrom: day('2026-01-01') }))).toEqual([
      10_000,
      'card-share',
    ]);
  });
  const visit = fc.record({
    day: fc.constantFrom('2025-06-30', '2026-06-30', '2026-07-01', '2026-11-24').map(day),
    level: fc.constantFrom('initial', 'basic', 'specialised'),
    coverage: fc.option(
      fc.record({
        benefit: fc.constantFrom('1', '2', '3', '4', '5'),
        route: fc.constantFrom('registered', 'own-choice'),
        state: fc.constantFrom('stated', 'confirmed', 'none'),
      }),
      { nil: undefined },
    ),
  });
  it('adds up: fund, co-payment and own payment are the total of every line and of the visit, none below zero', () => {
    fc.assert(
      fc.property(visit, lines, (facts, priced) => {
        const split = splitVisit(facts, priced);
        for (const shares of [...split.lines, split.sum]) {
          expect(shares.fundPays + shares.coPayment + shares.ownPayment).toBe(shares.total);
          expect(Math.min(shares.fundPays, shares.coPayment, shares.ownPayment)).toBeGreaterThanOrEqual(0);
        }
        expect(split.sum.total).toBe(priced.reduce((sum, line) => sum + line.quantity * line.price, 0));
      }),
    );
  });
  it('never pays the fund more for a worse card', () => {
    fc.assert(
      fc.property(lines, (priced) => {
        const fund = (digit: '2' | '3' | '4') =>
          splitVisit({ day: now, level: 'specialised', coverage: card(digit) }, priced).sum.fundPays;
        expect(fund('2')).toBeGreaterThanOrEqual(fund('3'));
        expect(fund('3')).toBeGreaterThanOrEqual(fund('4'));
      }),
    );
  });
});
