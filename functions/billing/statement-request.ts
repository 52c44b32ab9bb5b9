import * as z from 'zod';
import { Dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { importRequest } from './import-request.ts';

/**
 * Lines that are shown to whoever decides, and that a decision lets: what is beyond them is left out and brought again.
 * As many as fit into one item of 400 kB.
 */
export const mostShownLines = 500;

/** What a line would settle as things stand: a bill, what is kept for a person, a refund; or nothing, and a person is called. */
const Target = z.discriminatedUnion('is', [
  z.object({ is: z.literal('bill'), bill: z.string() }),
  z.object({ is: z.literal('deposit'), person: z.string() }),
  z.object({ is: z.literal('refund'), refund: z.string() }),
  z.object({ is: z.literal('nothing') }),
]);
export type Target = z.output<typeof Target>;

/**
 * A statement with money that moved and that no callback told of, as one person applied it: what it says makes bills and
 * refunds paid, so another person must let it. The text of a line may name who paid: of it only our codes are shown.
 */
export const StatementRequest = z.object({
  import: z.string(),
  account: z.string(),
  from: LocalDay.optional(),
  to: LocalDay.optional(),
  /** Dong that came and that left by the whole statement. */
  moneyIn: Dong,
  moneyOut: Dong,
  /** Lines of which the ledger knows nothing, and their dong. */
  missedIn: z.int(),
  missedMoneyIn: Dong,
  missedOut: z.int(),
  missedMoneyOut: Dong,
  /** The first 500 of them, and all that is let by the decision. */
  lines: z.array(
    z.object({
      day: LocalDay,
      reference: z.string(),
      direction: z.enum(['in', 'out']),
      amount: Dong,
      /** Which of several lines that say the very same of one day, from 1. */
      nth: z.int(),
      /** Payment codes in its text that lead somewhere. */
      codes: z.array(z.string()),
      settles: Target,
    }),
  ),
  ...importRequest,
});
export type StatementRequest = z.output<typeof StatementRequest>;
