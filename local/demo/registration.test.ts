import { describe, expect, it } from 'vitest';
import { seeded } from './random.ts';
import { drawWay, type Waited, type Way, waitsOf, ways } from './registration.ts';

const mean = (waited: readonly Waited[], of: (one: Waited) => number): number =>
  waited.reduce((sum, one) => sum + of(one), 0) / waited.length;
const crowd = (count: number, way: (index: number) => Way) =>
  Array.from({ length: count }, (_, index) => ({
    hospital: 'dong-nai',
    clinic: index % 2 === 0 ? 'noi' : 'tim-mach',
    arrivesAt: 330 + (index * 300) / count,
    way: way(index),
  }));

describe('the wait of a morning', () => {
  it('is shorter until the number with kiosks, when most can show a card', () => {
    const { withKiosks, without } = waitsOf(
      crowd(300, (index) => (index % 10 === 0 ? 'typed' : 'chip')),
      seeded(1),
    );
    expect(mean(withKiosks, ({ forNumber }) => forNumber)).toBeLessThan(mean(without, ({ forNumber }) => forNumber));
  });
  it('is the same with kiosks that nobody can use', () => {
    const { withKiosks, without } = waitsOf(
      crowd(200, () => 'typed'),
      seeded(1),
    );
    expect(withKiosks).toEqual(without);
  });
  it('is never below zero, and is told of everybody', () => {
    const plans = crowd(157, (index) => ways[index % ways.length] ?? 'qr');
    for (const waited of Object.values(waitsOf(plans, seeded(7)))) {
      expect(waited).toHaveLength(plans.length);
      for (const { forNumber, forDoctor } of waited) {
        expect(forNumber).toBeGreaterThan(0);
        expect(forDoctor).toBeGreaterThanOrEqual(0);
      }
    }
  });
  it('has patients of every way in a morning of three hundred', () => {
    const random = seeded(2026);
    expect(new Set(Array.from({ length: 300 }, () => drawWay(random)))).toEqual(new Set(ways));
  });
});
