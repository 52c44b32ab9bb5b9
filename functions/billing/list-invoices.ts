import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { InvoiceNumber } from './invoice.ts';
import { InvoiceSummary, invoiceSummary } from './invoice-view.ts';
import { invoices } from './invoices.ts';

export const listInvoices = route('GET /v1/invoices', {
  summary: 'The invoices issued on a day by number, and where each stands with provider and tax authority',
  who: ['cashier', 'admin'],
  input: z.strictObject({
    day: LocalDay,
    limit: z.coerce.number().int().min(1).max(100).default(50),
    after: InvoiceNumber.optional(),
  }),
  output: z.object({ items: z.array(InvoiceSummary), next: z.string().optional() }),
  async handle({ day, limit, after }, { table }) {
    const known = invoices(table);
    const { items, next } = await known.issued(day, limit, after);
    const stood = await Promise.all(
      items.map(async (invoice) => invoiceSummary(invoice, await known.standing(invoice.invoice))),
    );
    return { items: stood, ...(next !== undefined && { next }) };
  },
});
