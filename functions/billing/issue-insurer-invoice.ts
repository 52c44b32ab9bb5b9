import * as z from 'zod';
import { invoiceIssued } from '../../shared/contracts/billing.ts';
import { route } from '../../shared/kernel/doors.ts';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { LocalDay, localDay } from '../../shared/kernel/time.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import { dayAfter } from './gather-day.ts';
import { hospitals } from './hospitals.ts';
import { InvoiceNumber } from './invoice.ts';
import { invoices, putMonth } from './invoices.ts';
import { issueInvoices } from './issue-invoices.ts';
import { journals } from './journals.ts';
import { accounts } from './ledger.ts';

export const issueInsurerInvoice = route('POST /v1/insurer-invoices', {
  summary: 'The invoice to the insurer for a month that is over, when it settles what it pays for patients',
  who: ['admin'],
  input: z.strictObject({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }),
  output: z.object({ month: z.string(), invoice: InvoiceNumber, total: Dong }),
  refuses: ['not-found', 'month-not-over', 'month-invoiced', 'nothing-to-invoice'],
  emits: [invoiceIssued],
  subject: (_, { invoice }) => invoice,
  async handle({ month }, world) {
    const { table, now } = world;
    if (month >= localDay(now).slice(0, 7)) return refuse('month-not-over');
    const before = await invoices(table).ofMonth(month);
    if (before !== undefined) return refuse('month-invoiced', before);
    const hospital = await hospitals(table).get();
    if (!hospital) return refuse('not-found');
    const total = await owedByInsurer(month, table);
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

/**
 * What the insurer came to owe by the entries of a month: bills and their corrections, less what it cut. What it paid,
 * and what was owed before this system, are no services of the month.
 */
async function owedByInsurer(month: string, table: TableReads): Promise<Dong> {
  let total = dong(0);
  for (let day = LocalDay.parse(`${month}-01`); day.startsWith(month); day = dayAfter(day, 1)) {
    const entries = await journals(table).of(day);
    const owing = entries.filter(({ kind }) => kind !== 'insurer-paid' && kind !== 'opening-balance');
    const postings = owing.flatMap((entry) => entry.postings);
    const amounts = postings.filter(({ account }) => account === accounts.insurerReceivable);
    total = sumDong([total, ...amounts.map(({ amount }) => amount)]);
  }
  return total;
}
