import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aheadOf,
  callingOrder,
  doctorsAtWork,
  type Flow,
  flowAfter,
  nextInLine,
  stillFlow,
  type Waiting,
} from './line.ts';

/** `3e 1p 2o`: number and lane of each who waits. */
const aLine = (text: string): Waiting[] =>
  text.split(' ').map((one) => ({
    number: Number.parseInt(one, 10),
    priority: one.endsWith('e') ? 0 : one.endsWith('p') ? 1 : one.endsWith('b') ? 2 : 3,
  }));
const order = (text: string, prioritiesInARow = 0): string =>
  callingOrder(aLine(text), { prioritiesInARow })
    .map(({ number }) => number)
    .join(' ');
const at = new Date('2026-11-24T01:00:00.000Z');

describe('the order of a line', () => {
  it.each([
    ['by number when all are ordinary', '3o 1o 2o', '1 2 3'],
    ['those of a priority class first', '1o 2o 3p', '3 1 2'],
    ['two of a priority class before one ordinary', '1o 2o 3p 4p 5p 6p 7p', '3 4 1 5 6 2 7'],
    ['an emergency before everybody', '1o 2p 3e', '3 2 1'],
    ['booked and ordinary patients in turn, a booked one first', '1o 2o 3o 4b 5b', '4 1 5 2 3'],
    ['the booked ones among the others, after two of a priority class', '1o 2b 3p 4p 5p', '3 4 2 5 1'],
  ])('is %s', (_, line, called) => {
    expect(order(line)).toBe(called);
  });
  it('goes on counting from those already called', () => {
    expect([order('1o 2p', 0), order('1o 2p', 1), order('1o 2p', 2), order('1o 2p', 7)]).toEqual([
      '2 1',
      '2 1',
      '1 2',
      '1 2',
    ]);
  });
  it('does not count an emergency for or against anybody', () => {
    expect(order('1o 2p 3e', 2)).toBe('3 1 2');
  });

  const line = fc.uniqueArray(
    fc.record({ number: fc.integer({ min: 1, max: 9999 }), priority: fc.integer({ min: 0, max: 3 }) }),
    { selector: ({ number }) => number, maxLength: 60 },
  );
  it('calls everybody exactly once and keeps each lane by number', () => {
    fc.assert(
      fc.property(line, fc.nat(5), (waiting, inARow) => {
        const called = callingOrder(waiting, { prioritiesInARow: inARow });
        expect(called.toSorted((a, b) => a.number - b.number)).toEqual(waiting.toSorted((a, b) => a.number - b.number));
        for (const lane of [[0], [1], [2], [3]]) {
          const numbers = called.filter(({ priority }) => lane.includes(priority)).map(({ number }) => number);
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        }
      }),
    );
  });
  it('never lets three of a priority class pass while an ordinary patient waits, nor anybody pass an emergency', () => {
    fc.assert(
      fc.property(line, (waiting) => {
        const called = callingOrder(waiting, stillFlow);
        const lastOrdinary = called.findLastIndex(({ priority }) => priority >= 2);
        const lastEmergency = called.findLastIndex(({ priority }) => priority === 0);
        expect(called.slice(0, lastEmergency + 1).every(({ priority }) => priority === 0)).toBe(true);
        let inARow = 0;
        for (const { priority } of called.slice(0, lastOrdinary + 1)) {
          inARow = priority === 1 ? inARow + 1 : priority >= 2 ? 0 : inARow;
          expect(inARow).toBeLessThanOrEqual(2);
        }
      }),
    );
  });
  it('calls an ordinary patient within three calls for each before, however many of a priority class arrive', () => {
    fc.assert(
      fc.property(fc.nat(10), fc.array(fc.nat(3), { minLength: 40, maxLength: 40 }), (before, arrivals) => {
        const mine = { number: before + 1, priority: 3 };
        let waiting: Waiting[] = Array.from({ length: before }, (_, n) => ({ number: n + 1, priority: 3 }));
        waiting.push(mine);
        let number = mine.number;
        let flow: Flow = stillFlow;
        let calls = 0;
        for (const arriving of arrivals) {
          for (let n = 0; n < arriving; n++) waiting.push({ number: ++number, priority: 1 });
          const next = nextInLine(waiting, flow);
          if (!next) break;
          calls++;
          if (next === mine) break;
          flow = flowAfter(flow, next, 'doctor-1', at);
          waiting = waiting.filter((one) => one !== next);
        }
        expect(calls).toBeLessThanOrEqual(3 * (before + 1));
      }),
    );
  });
  it('calls one of a priority class with n before within n + 1 + (n + 2) / 2 calls, whoever else waits', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.nat(2),
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 60 }),
        (n, inARow, more) => {
          const first = Array.from({ length: n + 1 }, (_, k) => ({ number: k + 1, priority: 1 }));
          const line = [...first, ...more.map((priority, k) => ({ number: n + 2 + k, priority }))];
          const called = callingOrder(line, { prioritiesInARow: inARow }).findIndex(({ number }) => number === n + 1);
          expect(called + 1).toBeLessThanOrEqual(n + 1 + Math.floor((n + 2) / 2));
        },
      ),
    );
  });
  it('tells a newcomer exactly how many are called before', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 0, max: 3 }), fc.nat(3), (waiting, priority, prioritiesInARow) => {
        const mine = { number: 10_000, priority };
        let flow: Flow = { ...stillFlow, prioritiesInARow };
        const ahead = aheadOf(mine, waiting, flow);
        let left: Waiting[] = [...waiting, mine];
        let calls = 0;
        for (let next = nextInLine(left, flow); next && next !== mine; next = nextInLine(left, flow)) {
          flow = flowAfter(flow, next, 'doctor-1', at);
          const gone = next;
          left = left.filter((one) => one !== gone);
          calls++;
        }
        expect(ahead).toBe(calls);
      }),
    );
  });
  it('has nobody next when nobody waits', () => {
    expect(nextInLine([], stillFlow)).toBeUndefined();
  });
});

describe('the doctors at work', () => {
  const later = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
  const someone = { number: 1, priority: 3 };
  it('are those who called within the last hour, each counted once', () => {
    let flow = flowAfter(stillFlow, someone, 'doctor-1', at);
    flow = flowAfter(flow, someone, 'doctor-2', later(30));
    flow = flowAfter(flow, someone, 'doctor-2', later(40));
    expect([0, 40, 59, 60, 100].map((minutes) => doctorsAtWork(flow, later(minutes)))).toEqual([2, 2, 2, 1, 0]);
  });
  it('are forgotten an hour after their last call', () => {
    const flow = flowAfter(flowAfter(stillFlow, someone, 'doctor-1', at), someone, 'doctor-2', later(61));
    expect(Object.keys(flow.lastCallBy)).toEqual(['doctor-2']);
  });
});
