import * as z from 'zod';
import { Dong } from '../../shared/kernel/money.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';

/** Lines that are shown to whoever decides; of more the count and the sum are told. */
export const mostShownLines = 200;

/**
 * A statement with money that came in and that no callback told of, as one person applied it: what it says makes bills
 * paid, so another person must let it. The text of a line may name who paid and is not shown.
 */
export const StatementRequest = z.object({
  import: z.string(),
  account: z.string(),
  from: LocalDay.optional(),
  to: LocalDay.optional(),
  /** Dong that came and that left by the whole statement. */
  moneyIn: Dong,
  moneyOut: Dong,
  /** Lines that would settle money which came in, and their dong. */
  missedIn: z.int(),
  missedMoneyIn: Dong,
  /** The first 200 of them. */
  lines: z.array(z.object({ day: LocalDay, reference: z.string(), amount: Dong })),
  state: z.enum(['requested', 'approved', 'declined']),
  requestedAt: Instant,
  requestedBy: z.string(),
  decidedAt: Instant.optional(),
  decidedBy: z.string().optional(),
  reason: z.string().optional(),
});
export type StatementRequest = z.output<typeof StatementRequest>;
