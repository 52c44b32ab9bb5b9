import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOf, limits } from '../kernel/limits.ts';
import { throttle } from './throttle.ts';

const few = { ...limits, staff: { perSecond: 2, burst: 3 } };
const at = (seconds: number): number => Date.UTC(2026, 10, 24) + seconds * 1000;

describe('a caller', () => {
  it('may ask as often at once as the burst says, and then waits for as long as is told', () => {
    const admit = throttle(few);
    expect([1, 2, 3].map(() => admit('staff', 'a', at(0)))).toEqual([undefined, undefined, undefined]);
    expect(admit('staff', 'a', at(0))).toBe(1);
    expect(admit('staff', 'a', at(1))).toBeUndefined();
  });
  it('does not keep another one waiting', () => {
    const admit = throttle(few);
    for (let turn = 0; turn < 5; turn++) admit('staff', 'a', at(0));
    expect(admit('staff', 'b', at(0))).toBeUndefined();
    expect(admit('operator', 'a', at(0))).toBeUndefined();
  });
  it('gains nothing by a clock that goes back', () => {
    const admit = throttle(few);
    for (let turn = 0; turn < 3; turn++) admit('staff', 'a', at(10));
    expect(admit('staff', 'a', at(0))).toBe(1);
  });
  it('is never served more than the burst and the refill together allow', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, (milliseconds) => {
        const admit = throttle(few);
        let now = at(0);
        let served = 0;
        for (const gap of milliseconds) {
          now += gap;
          if (admit('staff', 'a', now) === undefined) served++;
        }
        expect(served).toBeLessThanOrEqual(3 + (2 * (now - at(0))) / 1000 + 1e-9);
      }),
    );
  });
  it('is forgotten when many others came since, so that memory has an end', () => {
    const admit = throttle(few, 2);
    for (let turn = 0; turn < 3; turn++) admit('staff', 'a', at(0));
    admit('staff', 'b', at(0));
    admit('staff', 'c', at(0));
    expect(admit('staff', 'a', at(0))).toBeUndefined();
  });
});

describe('the class of a caller', () => {
  it.each([
    [[], 'anyone'],
    [['provider'], 'provider'],
    [['operator'], 'operator'],
    [['province'], 'province'],
    [['kiosk', 'board'], 'device'],
    [['patient'], 'patient'],
    [['kiosk', 'doctor'], 'staff'],
    [['admin'], 'staff'],
  ] as const)('%j is %s', (roles, kind) => {
    expect(classOf({ id: 'x', roles: [...roles] })).toBe(kind);
  });
});
