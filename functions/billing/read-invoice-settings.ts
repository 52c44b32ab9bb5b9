import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { InvoiceSettings } from './invoice-settings.ts';
import { invoices } from './invoices.ts';

export const readInvoiceSettings = route('GET /v1/invoice-settings', {
  summary: 'Under which symbol, name and tax code the hospital issues invoices',
  who: ['cashier', 'admin'],
  input: z.strictObject({}),
  output: InvoiceSettings,
  async handle(_, { table }) {
    return (await invoices(table).settings()).settings;
  },
});
