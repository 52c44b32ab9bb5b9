import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { Instant, LocalDay, localDay } from '../../shared/kernel/time.ts';
import { journals } from './journals.ts';
import { isBank } from './ledger.ts';

export const listBankEntries = route('GET /v1/ledger/bank-entries', {
  summary: 'What a day moved on the bank accounts, to compare with the bank statement',
  who: ['cashier', 'admin'],
  input: z.strictObject({
    day: LocalDay.optional(),
    /** Ledger entries looked at for one page; those that moved nothing at a bank are left out. */
    limit: z.coerce.number().int().min(1).max(999).default(999),
    after: z
      .string()
      .regex(/^[0-9TZ:.#a-f-]{1,80}$/)
      .optional(),
  }),
  output: z.object({
    day: LocalDay,
    entries: z.array(
      z.object({
        entry: z.string(),
        at: Instant,
        /** `bank:<bin>:<number>`, or `bank:unregistered:<number>`. */
        account: z.string(),
        reference: z.string(),
        provider: z.string(),
        /** Positive in, negative out. */
        amount: Dong,
      }),
    ),
    next: z.string().optional(),
  }),
  async handle({ day, limit, after }, world) {
    const on = day ?? localDay(world.now);
    const page = await journals(world.table).page(on, limit, after);
    const entries = page.entries.flatMap(({ id, at, reference = '', provider = '', postings }) =>
      postings
        .filter((posting) => isBank(posting.account))
        .map(({ account, amount }) => ({ entry: id, at, account, reference, provider, amount })),
    );
    return { day: on, entries, ...(page.next && { next: page.next }) };
  },
});
