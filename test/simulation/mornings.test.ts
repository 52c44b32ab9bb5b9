import { describe, expect, it } from 'vitest';
import { backtest, heldOutSeeds, parameters, tuningSeeds } from './mornings.ts';

describe('the wait that a patient is told', () => {
  it('is off by at most a quarter of the true wait, on mornings to which nothing was fitted', () => {
    const { tickets, meanWait, error, bias, share } = backtest(heldOutSeeds);
    console.log(
      `expected wait, ${heldOutSeeds.length} held-out seeds: ${tickets} tickets, mean wait ${meanWait.toFixed(1)} min, ` +
        `mean absolute error ${error.toFixed(1)} min (${(share * 100).toFixed(1)} %), bias ${bias.toFixed(1)} min`,
    );
    expect(tickets).toBeGreaterThan(10_000);
    expect(share).toBeLessThanOrEqual(0.25);
  });
  it('is so for those as well who come when the doctors are at work', () => {
    expect(backtest(heldOutSeeds, ({ at }) => at >= parameters.opens).share).toBeLessThanOrEqual(0.25);
  });
  it('is judged on other mornings than those that it was fitted to', () => {
    expect(heldOutSeeds.filter((seed) => tuningSeeds.includes(seed))).toEqual([]);
  });
});
