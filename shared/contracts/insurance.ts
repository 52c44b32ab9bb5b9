import * as z from 'zod';
import { question } from '../kernel/doors.ts';
import { event } from '../kernel/events.ts';
import { PersonId } from '../kernel/ids.ts';
import { LocalDay } from '../kernel/time.ts';

/** The third character of a health insurance card: which share the fund pays. */
export const BenefitDigit = z.enum(['1', '2', '3', '4', '5']);
export type BenefitDigit = z.infer<typeof BenefitDigit>;

export const coverageRecorded = event(
  'insurance.coverage-recorded',
  1,
  z.object({
    person: PersonId,
    /** Absent when the person has no insurance or declines to use it. */
    benefit: BenefitDigit.optional(),
    validFrom: LocalDay.optional(),
    validTo: LocalDay.optional(),
    /** `registered` covers the registered place, a proper transfer and an emergency. */
    route: z.enum(['registered', 'own-choice']),
    /** `stated`: read from the card, not yet confirmed by the insurer's portal. */
    state: z.enum(['stated', 'confirmed', 'none']),
    /** The day on which five years of insurance without a gap were complete, as the card or the portal says. */
    fiveYearsFrom: LocalDay.optional(),
  }),
);

/** What a person last stated of their insurance, for the bill that is written now: money does not wait for an event. */
export const coverageOf = question(
  'insurance.coverage-of',
  z.object({ person: PersonId }),
  z.object({ coverage: coverageRecorded.data.omit({ person: true }).optional() }),
);
