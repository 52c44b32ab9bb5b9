import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { PageReply } from '../../shared/kernel/replies.ts';
import { hospitals } from './hospitals.ts';
import { Month } from './insurer-month.ts';
import { insurerMonths } from './insurer-months.ts';
import { insurerPage, insurerReportOf } from './insurer-report.ts';

export const showInsurerReport = route('GET /v1/insurer-months/{month}/report', {
  summary: 'A month with the insurer for the chief accountant to sign: claimed, paid, cut and open, ready to print',
  who: ['cashier', 'admin'],
  dialect: 'page',
  input: z.strictObject({ month: Month, lang: z.enum(['vi', 'en']).default('vi') }),
  output: PageReply,
  refuses: ['account-missing', 'month-not-claimed'],
  subject: ({ month }) => month,
  async handle({ month, lang }, { table }) {
    const hospital = await hospitals(table).get();
    if (!hospital) return refuse('account-missing');
    const found = await insurerMonths(table).get(month);
    if (!found) return refuse('month-not-claimed');
    const report = await insurerReportOf(found.value, hospital.payTo.name, table);
    return { contentType: 'text/html; charset=utf-8', body: insurerPage(report, lang) };
  },
});
