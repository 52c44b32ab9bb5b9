import * as z from 'zod';
import { LocalDay, startOfDay } from '../kernel/time.ts';
import type { Lock } from '../ports/world.ts';
import { RetentionClass } from './encounters.ts';
import file from './retention-terms.json' with { type: 'json' };

const { terms } = z
  .object({
    terms: z.array(
      z.object({
        from: LocalDay,
        /** null: for ever. */
        classes: z.record(RetentionClass, z.object({ years: z.int().positive().nullable() })),
      }),
    ),
  })
  .parse(file);

/**
 * How long a record, and an image as part of it, is locked: to the end, in Viet Nam, of the year in which treatment ended plus the term of its
 * class plus the years that the hospital adds. A record that is kept for ever gets a legal hold.
 * Source: Circular 33/2025/TT-BYT, the row in force on the day on which treatment ended.
 * @throws RangeError when no row was in force on that day.
 */
export function retentionLock(retention: RetentionClass, endedOn: LocalDay, extraYears: number): Lock {
  const row = terms.findLast((term) => term.from <= endedOn);
  if (!row) throw new RangeError(`no retention terms were in force on ${endedOn}`);
  const { years } = row.classes[retention];
  if (years === null) return { legalHold: true };
  const firstFreeYear = Number(endedOn.slice(0, 4)) + years + extraYears + 1;
  return { until: startOfDay(LocalDay.parse(`${firstFreeYear}-01-01`)) };
}
