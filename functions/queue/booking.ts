import * as z from 'zod';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import { ClockTime, instantOf, type Slot } from './appointment.ts';

/** When a clinic takes appointments, and how many. */
export const BookingRules = z.object({
  /** From the first time to before the second, HH:MM, Vietnamese time. */
  sessions: z
    .array(z.strictObject({ from: ClockTime, to: ClockTime }))
    .min(1)
    .max(4),
  /** 1 Monday to 7 Sunday. */
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
  perHour: z.int().min(1).max(100),
  perDay: z.int().min(1).max(500),
});
export type BookingRules = z.infer<typeof BookingRules>;

const bookedShare = 0.5;
const hoursADay = 8;

/**
 * Until the hospital sets its own: on working days, and half of what one doctor sees, so that the other half of the
 * time is left to those who come without an appointment.
 */
export function usualRules(averageMinutes: number): BookingRules {
  const perHour = Math.max(1, Math.floor((60 / averageMinutes) * bookedShare));
  const sessions = [
    { from: '07:00', to: '11:30' },
    { from: '13:00', to: '16:30' },
  ];
  return { sessions, weekdays: [1, 2, 3, 4, 5], perHour, perDay: perHour * hoursADay };
}

/** One who is expected, or has come, at a clinic on a day. */
export interface Booked {
  readonly appointment: string;
  readonly person: string;
  readonly time: string;
}

/** Nobody books farther ahead; a year written wrong does. */
export const mostDaysAhead = 400;
const hourOf = (time: string): string => time.slice(0, 2);

const weekdayOf = (day: LocalDay): number => new Date(`${day}T00:00:00.000Z`).getUTCDay() || 7;

const isOpen = ({ sessions, weekdays }: BookingRules, { day, time }: Pick<Slot, 'day' | 'time'>): boolean =>
  weekdays.includes(weekdayOf(day)) && sessions.some(({ from, to }) => from <= time && time < to);

export const slotRefusals = [
  'appointment-in-past',
  'appointment-too-far',
  'clinic-not-open-then',
  'hour-full',
  'day-full',
  'appointment-already-held',
] as const;

/** Whether the clinic has this time for the person, beside all others who are booked there on that day. */
export function refusedSlot(
  slot: Slot,
  rules: BookingRules,
  others: readonly Booked[],
  now: Date,
): Refusal<(typeof slotRefusals)[number]> | undefined {
  const daysAhead = (instantOf(slot).getTime() - now.getTime()) / 86_400_000;
  if (daysAhead <= 0) return refuse('appointment-in-past');
  if (daysAhead > mostDaysAhead) return refuse('appointment-too-far');
  if (!isOpen(rules, slot)) return refuse('clinic-not-open-then');
  if (others.some(({ person }) => person === slot.person)) return refuse('appointment-already-held');
  if (others.length >= rules.perDay) return refuse('day-full');
  const inHour = others.filter(({ time }) => hourOf(time) === hourOf(slot.time));
  return inHour.length >= rules.perHour ? refuse('hour-full') : undefined;
}

/** The hours of a day that have room, from now on; empty when the day is full or the clinic does not work on it. */
export function freeHours(
  day: LocalDay,
  rules: BookingRules,
  booked: readonly Booked[],
  now: Date,
): { hour: string; free: number }[] {
  const leftToday = rules.perDay - booked.length;
  return Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')).flatMap((hour) => {
    const times = Array.from({ length: 60 }, (_, minute) => `${hour}:${String(minute).padStart(2, '0')}`);
    const some = times.some((time) => isOpen(rules, { day, time }) && instantOf({ day, time }) > now);
    const inHour = booked.filter(({ time }) => hourOf(time) === hour).length;
    const free = Math.min(rules.perHour - inHour, leftToday);
    return some && free > 0 ? [{ hour, free }] : [];
  });
}
