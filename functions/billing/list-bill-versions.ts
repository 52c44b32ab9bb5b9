import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { BillView, billView } from './bill.ts';
import { bills } from './bills.ts';

export const listBillVersions = route('GET /v1/bills/{bill}/versions', {
  summary: 'What a bill was before it was reckoned again: each earlier version, oldest first, with who, when and why',
  who: ['cashier', 'admin'],
  input: z.strictObject({
    bill: BillId,
    limit: z.coerce.number().int().min(1).max(10).default(10),
    /** The number of a version. */
    after: z.coerce.number().int().min(0).max(999_999).default(0),
  }),
  output: z.object({
    items: z.array(z.object({ bill: BillView, until: Instant, by: z.string(), reason: z.string(), entry: z.string() })),
    next: z.int().optional(),
  }),
  refuses: ['not-found'],
  subject: ({ bill }) => bill,
  async handle({ bill, limit, after }, world) {
    const kept = bills(world.table);
    if (!(await kept.get(bill))) return refuse('not-found');
    const { items, next } = await kept.versions(bill, limit, after);
    return {
      items: items.map((version) => ({ ...version, bill: billView(version.bill) })),
      ...(next !== undefined && { next }),
    };
  },
});
