import * as z from 'zod';
import { invoiceIssued } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { Dong, dong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { unfinishedDay } from './days.ts';
import { hospitals } from './hospitals.ts';
import { Month } from './insurer-month.ts';
import { insurerMonths } from './insurer-months.ts';
import { InvoiceNumber } from './invoice.ts';
import { invoices, putMonth } from './invoices.ts';
import { issueInvoices } from './issue-invoices.ts';

export const issueInsurerInvoice = route('POST /v1/insurer-invoices', {
  summary:
    'The invoice to the insurer for a month that it settled: what was claimed, less what it cut and what a later month bears',
  who: ['admin'],
  input: z.strictObject({ month: Month }),
  output: z.object({ month: Month, invoice: InvoiceNumber, total: Dong }),
  refuses: [
    'not-found',
    'month-not-over',
    'month-not-claimed',
    'month-still-open',
    'month-invoiced',
    'nothing-to-invoice',
  ],
  emits: [invoiceIssued],
  subject: (_, { invoice }) => invoice,
  async handle({ month }, world) {
    const { table, now } = world;
    if (month >= unfinishedDay(now).slice(0, 7)) return refuse('month-not-over');
    const before = await invoices(table).ofMonth(month);
    if (before !== undefined) return refuse('month-invoiced', before);
    const hospital = await hospitals(table).get();
    if (!hospital) return refuse('not-found');
    const settled = (await insurerMonths(table).get(month))?.value;
    if (!settled) return refuse('month-not-claimed');
    if (settled.state !== 'settled') return refuse('month-still-open');
    const total = dong(settled.claimed - settled.cut - (settled.carried ?? 0));
    if (total <= 0) return refuse('nothing-to-invoice');
    const [year, number] = month.split('-');
    const text = `Chi phí khám bệnh, chữa bệnh bảo hiểm y tế tháng ${number} năm ${year}`;
    const lines = [{ text, quantity: 1, amount: total }];
    const { issued, put, emitted } = await issueInvoices([{ kind: 'insurer', lines, month }], hospital, world);
    const [{ invoice } = { invoice: '' }] = issued;
    table.commit({ put: [...put, putMonth(month, invoice)], emit: emitted });
    return { month, invoice, total };
  },
});
