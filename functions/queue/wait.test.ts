import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalDay } from '../../shared/kernel/time.ts';
import { type Flow, flowAfter, stillFlow, type Waiting } from './line.ts';
import { outlookOf, type Pace, paceAfter, secondsPerPatient, unknownPace } from './wait.ts';

/** 07:00 in Viet Nam on a day of November, and minutes after it. */
const at = (minutes: number, day = 24): Date => new Date(Date.UTC(2026, 10, day, 0, minutes));
const someone = (number = 1, priority = 3, since = at(-90)) => ({ number, priority, issuedAt: since.toISOString() });

/** A doctor who calls once in `every` minutes from 07:00, so many times. */
function worked(every: number, calls: number, day = 24, from: Pace = unknownPace, doctors = ['doctor-1']) {
  let [pace, flow]: [Pace, Flow] = [from, stillFlow];
  for (let n = 0; n < calls; n++)
    for (const doctor of doctors) {
      pace = paceAfter(pace, someone(n, 3, at(-90, day)), flow, doctor, at(n * every, day));
      flow = flowAfter(flow, someone(n), doctor, at(n * every, day));
    }
  return { pace, flow };
}
const lineOf = (many: number): Waiting[] => Array.from({ length: many }, (_, n) => ({ number: n + 1, priority: 3 }));
const told = (ahead: number, pace: Pace, flow: Flow, now: Date, priority = 3): number =>
  outlookOf({ number: 999, priority }, { line: lineOf(ahead), flow, pace, averageMinutes: 8, now }).expectedWaitMinutes;

describe('the pace of a line', () => {
  it("is the clinic's average until five times were measured, and their mean then", () => {
    expect(secondsPerPatient(worked(6, 5).pace, 8)).toBe(480);
    expect(secondsPerPatient(worked(6, 6).pace, 8)).toBe(360);
  });
  it('follows the latest sixty', () => {
    const { pace } = worked(4, 61, 24, worked(10, 30, 23).pace);
    expect(pace.serviceSeconds).toHaveLength(60);
    expect(secondsPerPatient(pace, 8)).toBe(240);
  });
  it('leaves out the time in which nobody waited and a time of more than an hour', () => {
    const { flow } = worked(6, 1);
    const learnt = (since: number, minute: number) =>
      paceAfter(unknownPace, someone(2, 3, at(since)), flow, 'doctor-1', at(minute)).serviceSeconds;
    expect([learnt(-1, 9), learnt(1, 9), learnt(-1, 61)]).toEqual([[540], [], []]);
  });
  it('keeps the first call and the doctors of the latest five days', () => {
    let pace = unknownPace;
    for (let day = 18; day <= 24; day++) pace = worked(6, 3, day, pace, ['doctor-1', 'doctor-2']).pace;
    expect(pace.days?.map(({ day }) => day)).toEqual([20, 21, 22, 23, 24].map((n) => LocalDay.parse(`2026-11-${n}`)));
    expect(pace.days?.every(({ firstCall, doctors }) => firstCall === 7 * 3600 && doctors === 2)).toBe(true);
  });
});

describe('the expected wait', () => {
  it('is that of the line alone before the clinic has ever called', () => {
    expect([told(0, unknownPace, stillFlow, at(0)), told(3, unknownPace, stillFlow, at(0))]).toEqual([0, 24]);
  });
  it('counts from the last call, and each patient ahead', () => {
    const { pace, flow } = worked(6, 6);
    expect([told(0, pace, flow, at(32)), told(2, pace, flow, at(32))]).toEqual([4, 16]);
  });
  it('before the doors open lasts until the usual first call, with the usual doctors', () => {
    const { pace } = worked(6, 20, 23, unknownPace, ['doctor-1', 'doctor-2']);
    expect([told(0, pace, stillFlow, at(-60)), told(4, pace, stillFlow, at(-60))]).toEqual([60, 72]);
  });
  it('reckons with those who will come and pass, as on the days before, and not for whom nobody passes', () => {
    const before = worked(6, 20, 23).pace;
    const day = before.days?.[0];
    if (!day) throw new Error('a day was worked');
    const crowded: Pace = { ...before, days: [{ ...day, joined: { 'priority@7': 5, 'booked@8': 60 } }] };
    const { flow } = worked(6, 1);
    const wait = (pace: Pace, priority: number): number => told(4, pace, flow, at(1), priority);
    expect(wait(crowded, 3)).toBeGreaterThan(wait(before, 3));
    expect(wait(crowded, 1)).toBe(wait(before, 1));
  });
  it('never falls when more are ahead', () => {
    const { pace, flow } = worked(6, 20);
    fc.assert(
      fc.property(fc.nat(120), fc.integer({ min: 114, max: 170 }), (ahead, minute) => {
        expect(told(ahead + 1, pace, flow, at(minute))).toBeGreaterThanOrEqual(told(ahead, pace, flow, at(minute)));
      }),
    );
  });
});
