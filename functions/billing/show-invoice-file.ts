import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { PageReply } from '../../shared/kernel/replies.ts';
import { unsealBuyer } from './buyer.ts';
import { InvoiceNumber } from './invoice.ts';
import { invoiceXml } from './invoice-xml.ts';
import { invoices } from './invoices.ts';

export const showInvoiceFile = route('GET /v1/invoices/{invoice}/file', {
  summary: 'The file by which an invoice is handed to the e-invoice provider',
  who: ['admin'],
  dialect: 'page',
  input: z.strictObject({ invoice: InvoiceNumber }),
  output: PageReply,
  refuses: ['not-found'],
  needs: ['keys'],
  subject: ({ invoice }) => invoice,
  async handle({ invoice }, { table, keys }) {
    const found = (await invoices(table).get(invoice))?.value;
    if (!found) return refuse('not-found');
    const buyer = found.buyer === undefined ? undefined : await unsealBuyer(found.buyer, keys);
    return { contentType: 'application/xml; charset=utf-8', body: invoiceXml(found, buyer) };
  },
});
