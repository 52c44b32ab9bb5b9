import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Buyer, unsealBuyer } from './buyer.ts';
import { InvoiceNumber } from './invoice.ts';
import { InvoiceSummary, invoiceSummary } from './invoice-view.ts';
import { invoices } from './invoices.ts';

export const readInvoice = route('GET /v1/invoices/{invoice}', {
  summary: 'An invoice with whom it names, what it gathers, what changed it and where it stands',
  who: ['cashier', 'admin'],
  input: z.strictObject({ invoice: InvoiceNumber }),
  output: InvoiceSummary.extend({
    buyer: Buyer.optional(),
    /** Numbers of the receipts that the invoice of a day gathers. */
    gathered: z.array(z.string()).optional(),
  }),
  refuses: ['not-found'],
  needs: ['keys'],
  subject: ({ invoice }) => invoice,
  async handle({ invoice }, { table, keys }) {
    const found = await invoices(table).get(invoice);
    if (!found) return refuse('not-found');
    const { buyer, kind } = found.value;
    return {
      ...invoiceSummary(found.value, await invoices(table).standing(invoice)),
      ...(buyer !== undefined && { buyer: await unsealBuyer(buyer, keys) }),
      ...(kind === 'day' && { gathered: await invoices(table).receiptsOf(invoice) }),
    };
  },
});
