import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal, refuse } from '../../shared/kernel/refusal.ts';
import { PageReply } from '../../shared/kernel/replies.ts';
import { csvOf, csvType } from '../../shared/kernel/table-file.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { dayReportOf } from './day-report.ts';
import { dayReportRows } from './day-report-rows.ts';
import { hospitals } from './hospitals.ts';

export const exportDayReport = route('GET /v1/reconciliations/{day}/report.csv', {
  summary: 'The same report of a day as a table for a spreadsheet',
  who: ['cashier', 'admin'],
  dialect: 'page',
  input: z.strictObject({ day: LocalDay }),
  output: PageReply,
  refuses: ['account-missing', 'amount-too-large'],
  subject: ({ day }) => day,
  async handle({ day }, world) {
    const hospital = await hospitals(world.table).get();
    if (!hospital) return refuse('account-missing');
    const report = await dayReportOf(day, hospital, world);
    if (isRefusal(report)) return report;
    return { contentType: csvType, body: csvOf(dayReportRows(report)) };
  },
});
