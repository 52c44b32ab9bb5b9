import * as z from 'zod';
import type { Item } from '../../shared/ports/table.ts';
import { Invoice, Standing } from './invoice.ts';

/** An invoice with how it stands, without whom it names. */
export const InvoiceSummary = z.object({ ...Invoice.omit({ buyer: true }).shape, ...Standing.shape });

export const invoiceSummary = (
  { buyer: _, ...invoice }: Invoice,
  standing: Item<Standing> | undefined,
): z.input<typeof InvoiceSummary> => {
  if (!standing) throw new Error(`${invoice.invoice} has no standing`);
  return { ...invoice, ...standing.value };
};
