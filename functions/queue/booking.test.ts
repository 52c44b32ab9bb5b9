import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClinicId, PersonId } from '../../shared/kernel/ids.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { isInTime } from './appointment.ts';
import { type Booked, freeHours, refusedSlot, usualRules } from './booking.ts';

/** 08:00 in Viet Nam on a Tuesday. */
const now = new Date('2026-11-24T01:00:00.000Z');
const rules = { ...usualRules(10), perHour: 3, perDay: 5 };
const slot = (day: string, time: string, person = 'p-1') => ({
  ...{ clinic: ClinicId.parse('noi'), person: PersonId.parse(person), day: LocalDay.parse(day), time },
});
const others = (...times: string[]): Booked[] =>
  times.map((time, n) => ({ appointment: `a-${n}`, person: `other-${n}`, time }));

describe('a time at a clinic', () => {
  it('is usually one of half of what a doctor sees, on working days', () => {
    expect(usualRules(8)).toMatchObject({ perHour: 3, perDay: 24, weekdays: [1, 2, 3, 4, 5] });
    expect(usualRules(90).perHour).toBe(1);
  });
  it.each([
    ['an hour before now', '2026-11-24', '07:00', 'appointment-in-past'],
    ['this very minute', '2026-11-24', '08:00', 'appointment-in-past'],
    ['in two years', '2028-11-24', '08:00', 'appointment-too-far'],
    ['before the doors open', '2026-11-25', '06:59', 'clinic-not-open-then'],
    ['when the morning has ended', '2026-11-25', '11:30', 'clinic-not-open-then'],
    ['at noon', '2026-11-25', '12:30', 'clinic-not-open-then'],
    ['on a Saturday', '2026-11-28', '08:00', 'clinic-not-open-then'],
    ['on a Sunday', '2026-11-29', '08:00', 'clinic-not-open-then'],
  ])('is not given %s', (_, day, time, refused) => {
    expect(refusedSlot(slot(day, time), rules, [], now)).toMatchObject({ refused });
  });
  it('is given up to the capacity of the hour and the cap of the day', () => {
    const full = others('08:00', '08:10', '08:59');
    expect(refusedSlot(slot('2026-11-25', '08:30'), rules, full, now)).toMatchObject({ refused: 'hour-full' });
    expect(refusedSlot(slot('2026-11-25', '09:00'), rules, full, now)).toBeUndefined();
    const day = [...full, ...others('09:00', '09:10')];
    expect(refusedSlot(slot('2026-11-25', '10:00'), rules, day, now)).toMatchObject({ refused: 'day-full' });
  });
  it('is given once a day to a patient', () => {
    const mine = [{ appointment: 'a-1', person: 'p-1', time: '08:00' }];
    expect(refusedSlot(slot('2026-11-25', '10:00'), rules, mine, now)).toMatchObject({
      refused: 'appointment-already-held',
    });
  });
  it('is free exactly where the list of free hours says so', () => {
    const times = fc.tuple(fc.integer({ min: 7, max: 10 }), fc.integer({ min: 0, max: 59 }));
    const text = ([hour, minute]: readonly [number, number]) =>
      `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    fc.assert(
      fc.property(fc.array(times, { maxLength: 6 }), times, (taken, wanted) => {
        const [booked, time] = [others(...taken.map(text)), text(wanted)];
        const free = freeHours(LocalDay.parse('2026-11-25'), rules, booked, now);
        const given = refusedSlot(slot('2026-11-25', time), rules, booked, now) === undefined;
        expect(given).toBe(free.some(({ hour }) => hour === time.slice(0, 2)));
      }),
    );
  });
  it('lists no hour that has passed', () => {
    expect(freeHours(LocalDay.parse('2026-11-24'), rules, [], now).map(({ hour }) => hour)).toEqual([
      ...['08', '09', '10', '11', '13', '14', '15', '16'],
    ]);
  });
  it('is kept from half an hour before to half an hour behind it', () => {
    const at = (minutes: number) => isInTime(slot('2026-11-24', '08:00'), new Date(now.getTime() + minutes * 60_000));
    expect([-31, -30, 0, 30, 31].map(at)).toEqual([false, true, true, true, false]);
  });
});
