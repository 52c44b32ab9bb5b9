import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId, EncounterId, PersonId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { ReceiptNumber, ReceiptPurpose, receipts } from './receipts.ts';

export const readReceipt = route('GET /v1/receipts/{receipt}', {
  summary: 'A desk reads a receipt by its number',
  who: ['cashier', 'reception', 'admin'],
  input: z.strictObject({ receipt: ReceiptNumber }),
  output: z.object({
    receipt: z.string(),
    purpose: ReceiptPurpose,
    /** Absent where no bill was paid. */
    bill: BillId.optional(),
    encounter: EncounterId.optional(),
    person: PersonId,
    /** The refund that was paid out. */
    refund: z.string().optional(),
    at: Instant,
    day: LocalDay,
    /** Dong that settled the bill by this receipt, were taken in advance or paid back; and what was more than due. */
    amount: Dong,
    deposited: Dong,
    total: Dong,
    fundPays: Dong,
    patientPays: Dong,
    /** Whether the bill was settled by it. */
    settled: z.boolean(),
    /** Absent when the patient had nothing to pay. */
    payment: z.string().optional(),
  }),
  refuses: ['not-found'],
  subject: ({ receipt }) => receipt,
  async handle({ receipt }, world) {
    const found = await receipts(world.table).get(receipt);
    return found ? { ...found, purpose: found.purpose ?? ('bill' as const) } : refuse('not-found');
  },
});
