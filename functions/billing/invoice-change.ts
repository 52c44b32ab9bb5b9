import * as z from 'zod';
import { BillId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { paperText } from '../../shared/kernel/printed-text.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { InvoiceLine, InvoiceNumber } from './invoice.ts';

export const ChangeId = z.string().regex(/^[0-9a-f-]{1,64}$/);
/** Why an invoice changes: it stands on the paper. */
export const ChangeReason = paperText(200);

/** A line that adds to an invoice or takes from it. */
export const AdjustingLine = z.strictObject({
  text: paperText(200),
  amount: Dong.refine((amount) => amount !== 0 && Math.abs(amount) <= 1_000_000_000_000),
});
/** A line that stands in a replacement. */
export const ReplacingLine = z.strictObject({
  text: paperText(200),
  quantity: z.int().min(1).max(1_000_000),
  amount: Dong.refine((amount) => amount > 0 && amount <= 1_000_000_000_000),
});

/**
 * Something that changes an issued invoice, asked for by one person and decided by another. `patient`: a patient asks
 * after the day's invoice was made, which then becomes less by as much.
 */
export const InvoiceChange = z.object({
  change: ChangeId,
  kind: z.enum(['adjustment', 'replacement', 'patient']),
  invoice: InvoiceNumber.optional(),
  bill: BillId.optional(),
  lines: z.array(InvoiceLine),
  total: Dong,
  /** Sealed. */
  buyer: z.string().optional(),
  reason: z.string(),
  state: z.enum(['requested', 'approved', 'rejected']),
  requestedAt: Instant,
  requestedBy: z.string(),
  decidedAt: Instant.optional(),
  decidedBy: z.string().optional(),
  /** What approval issued. */
  issued: z.array(InvoiceNumber).optional(),
});
export type InvoiceChange = z.infer<typeof InvoiceChange>;

/** As a desk sees it: without whom it names. */
export const ChangeView = InvoiceChange.omit({ buyer: true });
export const changeView = ({ buyer: _, ...change }: InvoiceChange): z.input<typeof ChangeView> => change;
