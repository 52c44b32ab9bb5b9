import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedWaitMinutes, paceAfter, secondsPerPatient, unknownPace } from './wait.ts';

const paceOf = (...seconds: number[]) => seconds.reduce(paceAfter, unknownPace);

describe('the pace of a clinic', () => {
  it('is its average until five patients were measured', () => {
    expect(secondsPerPatient(paceOf(60, 60, 60, 60), 8)).toBe(480);
    expect(secondsPerPatient(paceOf(60, 60, 60, 60, 60), 8)).toBe(60);
  });
  it('is the median, which one long visit does not move', () => {
    expect(secondsPerPatient(paceOf(300, 320, 340, 360, 9000), 8)).toBe(340);
    expect(secondsPerPatient(paceOf(300, 320, 340, 360, 380, 9000), 8)).toBe(350);
  });
  it('follows the latest twenty patients', () => {
    const pace = paceOf(...Array.from({ length: 30 }, () => 600), ...Array.from({ length: 20 }, () => 120));
    expect(pace.serviceSeconds).toHaveLength(20);
    expect(secondsPerPatient(pace, 8)).toBe(120);
  });
  it('leaves out a visit that was closed hours after the patient left, and one closed before it began', () => {
    expect(paceOf(10_801, -1)).toEqual(unknownPace);
    expect(paceOf(10_800).serviceSeconds).toEqual([10_800]);
  });
});

describe('the expected wait', () => {
  it.each([
    [0, 0, 480, 0],
    [3, 0, 480, 24],
    [0, 1, 480, 4],
    [3, 1, 480, 28],
    [3, 2, 480, 14],
    [1, 1, 61, 2],
  ])('with %i ahead, %i doctors and %i seconds each is %i minutes', (ahead, doctors, seconds, minutes) => {
    expect(expectedWaitMinutes(ahead, doctors, seconds)).toBe(minutes);
  });
  it('never falls when more are ahead and never rises when more doctors work', () => {
    const people = fc.integer({ min: 0, max: 500 });
    const doctors = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(people, doctors, fc.integer({ min: 1, max: 10_800 }), (ahead, working, seconds) => {
        const wait = expectedWaitMinutes(ahead, working, seconds);
        expect(expectedWaitMinutes(ahead + 1, working, seconds)).toBeGreaterThanOrEqual(wait);
        expect(expectedWaitMinutes(ahead, working + 1, seconds)).toBeLessThanOrEqual(wait);
      }),
    );
  });
});
