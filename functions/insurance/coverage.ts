import * as z from 'zod';
import { BenefitDigit, coverageRecorded } from '../../shared/contracts/insurance.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';

export const CoverageState = coverageRecorded.data.shape.state;
export const CareRoute = coverageRecorded.data.shape.route;

/** What a person said of their insurance, at one moment. Never changed: a later statement stands beside it. */
export const Coverage = z.object({
  coverage: z.string(),
  person: PersonId,
  state: CoverageState,
  route: CareRoute,
  /** The digit that counts on the day of the statement. */
  benefit: BenefitDigit.optional(),
  validFrom: LocalDay.optional(),
  validTo: LocalDay.optional(),
  /** The day on which five years of insurance without a gap were complete. */
  fiveYearsFrom: LocalDay.optional(),
  /** The card number under the hospital's key, and its keyed digest for finding it again. */
  card: z.object({ sealed: z.string(), digest: z.string() }).optional(),
  recordedAt: Instant,
  recordedBy: z.string(),
});
export type Coverage = z.infer<typeof Coverage>;

/** Whether the card had ended before this day; its last day still counts. A card without an end has not. */
export const isExpired = ({ validTo }: Pick<Coverage, 'validTo'>, day: LocalDay): boolean =>
  validTo !== undefined && validTo < day;
