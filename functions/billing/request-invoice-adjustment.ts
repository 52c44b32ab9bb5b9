import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { changeRefusals } from './commit-invoice-change.ts';
import { InvoiceNumber } from './invoice.ts';
import { AdjustingLine, ChangeReason, ChangeView, changeView } from './invoice-change.ts';
import { requestInvoiceChange } from './request-invoice-change.ts';

export const requestInvoiceAdjustment = route('POST /v1/invoices/{invoice}/adjustment', {
  summary: 'Somebody asks that an issued invoice is made more or less by a further one; another person decides',
  who: ['cashier', 'admin'],
  input: z.strictObject({
    invoice: InvoiceNumber,
    lines: z.array(AdjustingLine).min(1).max(50),
    reason: ChangeReason,
  }),
  output: ChangeView,
  refuses: changeRefusals,
  subject: ({ invoice }) => invoice,
  async handle({ invoice, lines: asked, reason }, world) {
    const lines = asked.map((line) => ({ ...line, quantity: 1 }));
    const change = await requestInvoiceChange('adjustment', { invoice, lines, reason }, world);
    return isRefusal(change) ? change : changeView(change);
  },
});
