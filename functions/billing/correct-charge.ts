import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { EncounterId } from '../../shared/kernel/ids.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { afterBill } from './charge-orders.ts';
import { ChargeSource, mostByHand, netCharges, reversalOf } from './visit.ts';
import { notYetBilled, putCharge, visits } from './visits.ts';
import { ResolutionNote } from './work-item.ts';

export const correctCharge = route('POST /v1/encounters/{encounter}/charge-corrections', {
  summary: 'A charge is taken back in part or whole by a reversal beside it; the charge itself stays as it was',
  who: ['cashier', 'admin', 'doctor'],
  input: z
    .strictObject({
      encounter: EncounterId,
      source: ChargeSource,
      /** How many are taken back. */
      quantity: z.int().min(1).max(10_000).optional(),
      /** All that are left. */
      cancel: z.literal(true).optional(),
      reason: ResolutionNote,
    })
    .refine(({ quantity, cancel }) => (quantity === undefined) !== (cancel === undefined), { path: ['quantity'] }),
  output: z.object({
    source: z.string(),
    reversal: z.string(),
    /** Negative: what was taken back. */
    quantity: z.int(),
    left: z.int(),
    /** The bill that has to be reckoned again. */
    bill: z.string().optional(),
  }),
  refuses: ['not-found', 'charge-below-zero', 'visit-full'],
  subject: ({ encounter }) => encounter,
  async handle({ encounter, source, quantity, reason }, world) {
    const known = visits(world.table);
    const charges = await known.charges(encounter);
    const stamp = { by: world.caller.id, at: world.now.toISOString(), reason };
    const reversal = reversalOf(charges, { source, quantity: quantity ?? 'all' }, stamp);
    if (isRefusal(reversal)) return reversal;
    if (charges.length >= mostByHand) return refuse('visit-full');
    const left = netCharges([...charges, reversal]).find((charge) => charge.source === source)?.quantity ?? 0;
    const bill = await known.bill(encounter);
    const put = [putCharge(encounter, reversal), (await known.revision(encounter)).changed];
    if (bill) world.table.commit({ put: [...put, afterBill('charge-corrected-after-bill', bill, world)] });
    else world.table.commit({ put, expect: [notYetBilled(encounter)] });
    return { source, reversal: reversal.source, quantity: reversal.quantity, left, ...(bill && { bill }) };
  },
});
