import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { ChangeView, changeView } from './invoice-change.ts';
import { invoices } from './invoices.ts';

export const listInvoiceChanges = route('GET /v1/invoice-changes', {
  summary: 'Changes of invoices that wait for a decision, oldest first',
  who: ['cashier', 'admin'],
  input: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  output: z.object({ items: z.array(ChangeView) }),
  async handle({ limit }, { table }) {
    return { items: (await invoices(table).waiting(limit)).map(changeView) };
  },
});
