import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { Buyer, sealBuyer } from './buyer.ts';
import { changeRefusals } from './commit-invoice-change.ts';
import { InvoiceNumber } from './invoice.ts';
import { ChangeReason, ChangeView, changeView, ReplacingLine } from './invoice-change.ts';
import { requestInvoiceChange } from './request-invoice-change.ts';

export const requestInvoiceReplacement = route('POST /v1/invoices/{invoice}/replacement', {
  summary: 'Somebody asks that another invoice takes the place of an issued one; another person decides',
  who: ['cashier', 'admin'],
  input: z.strictObject({
    invoice: InvoiceNumber,
    lines: z.array(ReplacingLine).min(1).max(200),
    reason: ChangeReason,
    /** As the original names, unless given. */
    buyer: Buyer.optional(),
  }),
  output: ChangeView,
  refuses: changeRefusals,
  needs: ['keys'],
  subject: ({ invoice }) => invoice,
  async handle({ invoice, lines, reason, buyer }, world) {
    const sealed = buyer && { buyer: await sealBuyer(buyer, world.keys) };
    const change = await requestInvoiceChange('replacement', { invoice, lines, reason, ...sealed }, world);
    return isRefusal(change) ? change : changeView(change);
  },
});
