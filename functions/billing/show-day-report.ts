import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { PageReply } from '../../shared/kernel/replies.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { dayReportOf } from './day-report.ts';
import { dayReportPage } from './day-report-page.ts';
import { hospitals } from './hospitals.ts';

export const showDayReport = route('GET /v1/reconciliations/{day}/report', {
  summary: 'The day for the chief accountant to sign: books, tills, bank and differences, ready to print',
  who: ['cashier', 'admin'],
  dialect: 'page',
  input: z.strictObject({ day: LocalDay, lang: z.enum(['vi', 'en']).default('vi') }),
  output: PageReply,
  refuses: ['account-missing', 'amount-too-large'],
  subject: ({ day }) => day,
  async handle({ day, lang }, world) {
    const hospital = await hospitals(world.table).get();
    if (!hospital) return refuse('account-missing');
    const report = await dayReportOf(day, hospital, world);
    if (isRefusal(report)) return report;
    return { contentType: 'text/html; charset=utf-8', body: dayReportPage(report, lang) };
  },
});
