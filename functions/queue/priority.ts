import * as z from 'zod';
import { Priority } from '../../shared/contracts/queue.ts';
import { ageYears, LocalDay } from '../../shared/kernel/time.ts';
import dated from './priority-classes.json' with { type: 'json' };

/** What only a person can see: it is stated at the desk, never at a kiosk. */
export const StatedGround = z.enum(['emergency', 'pregnant', 'severe-disability', 'merit']);
export type StatedGround = z.infer<typeof StatedGround>;

const PriorityClass = z.object({
  code: z.string(),
  priority: Priority,
  seenBy: z.enum(['age', 'staff']),
  /** Full years, exclusive. */
  below: z.int().optional(),
  /** Full years, inclusive. */
  atLeast: z.int().optional(),
  vi: z.string(),
  en: z.string(),
});
type PriorityClass = z.infer<typeof PriorityClass>;

const sets = z
  .array(z.object({ from: LocalDay, source: z.string(), classes: z.array(PriorityClass) }))
  .parse(dated.sets);

/** Why somebody goes first, as the ticket prints it. */
export const PriorityReason = z.object({ code: z.string(), vi: z.string(), en: z.string() });
export type PriorityReason = z.infer<typeof PriorityReason>;

interface Place {
  readonly priority: z.infer<typeof Priority>;
  /** Absent for everybody else. */
  readonly reason?: PriorityReason;
}

const ordinary = 3;

/**
 * The place in line that the law in force on this day gives, the best that applies; `ordinary` (3) when none does.
 * An unknown birth date gives no class of age.
 */
export function priorityOn(
  day: LocalDay,
  person: { birthDate?: string | undefined; ground?: StatedGround | undefined },
): Place {
  const classes = sets.findLast((set) => set.from <= day)?.classes ?? [];
  const age = person.birthDate === undefined ? undefined : ageYears(person.birthDate, day);
  const applies = ({ seenBy, code, below, atLeast }: PriorityClass): boolean =>
    seenBy === 'staff'
      ? code === person.ground
      : age !== undefined && (below === undefined || age < below) && (atLeast === undefined || age >= atLeast);
  const best = classes.filter(applies).toSorted((a, b) => a.priority - b.priority)[0];
  return best
    ? { priority: best.priority, reason: { code: best.code, vi: best.vi, en: best.en } }
    : { priority: ordinary };
}
