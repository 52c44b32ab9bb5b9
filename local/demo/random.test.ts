import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from './random.ts';

describe('a seeded sequence', () => {
  it('is the same for the same seed and another for another', () => {
    const first = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.next()
        )(seeded(seed)),
      );
    expect(first(7)).toEqual(first(7));
    expect(first(7)).not.toEqual(first(8));
  });
  it('stays within its bounds and reaches both ends', () => {
    const random = seeded(1);
    const drawn = Array.from({ length: 2000 }, () => random.int(3, 6));
    expect(new Set(drawn)).toEqual(new Set([3, 4, 5, 6]));
  });
  it('draws by weight, and never what has none', () => {
    const random = seeded(2);
    const drawn = Array.from({ length: 10_000 }, () =>
      random.weighted([
        ['often', 3],
        ['seldom', 1],
        ['never', 0],
      ] as const),
    );
    expect(drawn.filter((one) => one === 'often').length / drawn.length).toBeCloseTo(0.75, 1);
    expect(drawn).not.toContain('never');
  });
  it('branches without regard to how much of it was used', () => {
    const fresh = seeded(5);
    const used = seeded(5);
    for (let turn = 0; turn < 10; turn++) used.next();
    expect(used.branch('visit 3').next()).toBe(fresh.branch('visit 3').next());
    expect(fresh.branch('visit 3').next()).not.toBe(fresh.branch('visit 4').next());
  });
  it('shuffles without losing or doubling anything', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 0 }), (items, seed) => {
        expect(seeded(seed).shuffled(items).toSorted()).toEqual(items.toSorted());
      }),
    );
  });
});
