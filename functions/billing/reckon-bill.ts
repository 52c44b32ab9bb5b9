import * as z from 'zod';
import { billCorrected, billPaid, depositChanged } from '../../shared/contracts/billing.ts';
import { coverageOf } from '../../shared/contracts/insurance.ts';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { dong } from '../../shared/kernel/money.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { BillView, billView, draftBill } from './bill.ts';
import { factsNow } from './bill-facts.ts';
import { bills } from './bills.ts';
import { commitReckoning } from './commit-reckoning.ts';
import { hospitals } from './hospitals.ts';
import { visits } from './visits.ts';
import { ResolutionNote } from './work-item.ts';

export const reckonBill = route('POST /v1/bills/{bill}/recomputation', {
  summary: 'A cashier has the whole visit reckoned again: the difference is posted, the version before stays readable',
  who: ['cashier'],
  input: z.strictObject({
    bill: BillId,
    reason: ResolutionNote,
    /** With the insurance that the bill was reckoned with, or with what the person stated since. */
    insurance: z.enum(['as-billed', 'as-known-now']).default('as-billed'),
  }),
  output: BillView,
  refuses: [
    'not-found',
    'bill-void',
    'bill-refunded',
    'bill-unchanged',
    'account-missing',
    'amount-too-large',
    'deposit-too-large',
  ],
  emits: [billCorrected, billPaid, depositChanged],
  asks: [coverageOf],
  needs: ['keys', 'directory'],
  claims: ['payment-code'],
  subject: ({ bill }) => bill,
  async handle({ bill: id, reason, insurance }, world) {
    const before = await bills(world.table).get(id);
    if (!before) return refuse('not-found');
    const { state, encounter, link, coPayment } = before.value;
    if (state === 'void') return refuse('bill-void');
    if (state === 'refunded' || state === 'refunded_part') return refuse('bill-refunded');
    const known = visits(world.table);
    const visit = await known.get(encounter);
    if (!visit) return refuse('not-found');
    const hospital = await hospitals(world.table).get();
    if (!hospital) return refuse('account-missing');
    const { unchanged } = await known.revision(encounter);
    const charges = await known.charges(encounter);
    const billed = insurance === 'as-billed' ? before.value.facts : undefined;
    const now = billed ?? (await factsNow(visit, hospital, world));
    // The sum of the year has this bill's own co-payment in it.
    const facts = billed ?? { ...now, coPaid: dong(Math.max(0, now.coPaid - coPayment)) };
    const draft = draftBill({ bill: id, visit, charges, facts, link, at: world.now.toISOString() });
    if (isRefusal(draft)) return draft;
    const after = await commitReckoning(before, draft, reason, { hospital, unchanged, world });
    return isRefusal(after) ? after : billView(after);
  },
});
