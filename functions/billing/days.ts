import { type LocalDay, localDay, startOfDay } from '../../shared/kernel/time.ts';

const dayMs = 86_400_000;

/** The Vietnamese day `by` days later; earlier when negative. Viet Nam has no summer time, so every day has 24 hours. */
export const dayAfter = (day: LocalDay, by = 1): LocalDay => localDay(new Date(startOfDay(day).getTime() + by * dayMs));

/** Days from one to another: 0 for the same. */
export const daysBetween = (from: LocalDay, to: LocalDay): number =>
  Math.round((startOfDay(to).getTime() - startOfDay(from).getTime()) / dayMs);

/** An entry of the last moment of a day is written by then: no function runs that long. */
const quietMs = 10 * 60_000;

/** The day that may still get entries; every day before it is over, ten minutes after midnight. */
export const unfinishedDay = (now: Date): LocalDay => localDay(new Date(now.getTime() - quietMs));
