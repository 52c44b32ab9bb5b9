import * as z from 'zod';

/** An instant, ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 });
/** A calendar day in Viet Nam, YYYY-MM-DD. */
export const LocalDay = z.iso.date().brand<'LocalDay'>();
export type LocalDay = z.infer<typeof LocalDay>;

/** Asia/Ho_Chi_Minh is UTC+7 all year; Viet Nam keeps no summer time. */
const vietnamOffsetMs = 7 * 60 * 60 * 1000;

/** The day it is in Viet Nam at this instant. Between 17:00 and 24:00 UTC that is already tomorrow's date. */
export const localDay = (at: Date): LocalDay =>
  new Date(at.getTime() + vietnamOffsetMs).toISOString().slice(0, 10) as LocalDay;

/** The instant at which a Vietnamese day begins. */
export const startOfDay = (day: LocalDay): Date => new Date(Date.parse(`${day}T00:00:00.000Z`) - vietnamOffsetMs);

/**
 * Completed years of life on a Vietnamese day; both are YYYY-MM-DD. A person born on 29 February completes the year on
 * 1 March of a common year.
 */
export function ageYears(birthDate: string, day: LocalDay): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The Vietnamese time of an instant as text without zone, `YYYY-MM-DD HH:mm:ss`. */
export const toLocalText = (at: Date): string =>
  new Date(at.getTime() + vietnamOffsetMs).toISOString().slice(0, 19).replace('T', ' ');

/** Reads a local text time without zone, `YYYY-MM-DD HH:mm:ss`, as Vietnamese time; undefined when it is none. */
export function fromLocalText(text: string): Date | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(text);
  if (!match) return undefined;
  const at = new Date(`${match[1]}T${match[2]}.000+07:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  // The engine reads the 30th of February as the 2nd of March; a bank that writes it means nothing we know.
  return localDay(at) === match[1] ? at : undefined;
}
