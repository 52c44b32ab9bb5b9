import { route } from '../../shared/kernel/doors.ts';
import { InvoiceSettings } from './invoice-settings.ts';
import { invoices, putSettings } from './invoices.ts';

export const setInvoiceSettings = route('PUT /v1/invoice-settings', {
  summary: 'An administrator says under which symbol, name and tax code the hospital issues invoices from now on',
  who: ['admin'],
  input: InvoiceSettings,
  output: InvoiceSettings,
  subject: ({ letters }) => letters,
  async handle(settings, { table }) {
    const { expect } = await invoices(table).settings();
    table.commit({ put: [putSettings(settings, expect)] });
    return settings;
  },
});
