import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { PageReply } from '../../shared/kernel/replies.ts';
import { csvOf, csvType } from '../../shared/kernel/table-file.ts';
import { Month } from './insurer-month.ts';
import { insurerMonths } from './insurer-months.ts';
import { insurerReportOf, insurerRows } from './insurer-report.ts';

export const exportInsurerReport = route('GET /v1/insurer-months/{month}/report.csv', {
  summary: 'A month with the insurer bill by bill, as a table for a spreadsheet',
  who: ['cashier', 'admin'],
  dialect: 'page',
  input: z.strictObject({ month: Month }),
  output: PageReply,
  refuses: ['month-not-claimed'],
  subject: ({ month }) => month,
  async handle({ month }, { table }) {
    const found = await insurerMonths(table).get(month);
    if (!found) return refuse('month-not-claimed');
    return { contentType: csvType, body: csvOf(insurerRows(await insurerReportOf(found.value, '', table))) };
  },
});
