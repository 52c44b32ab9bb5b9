import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { BillView, billView } from './bill.ts';
import { bills } from './bills.ts';

export const readBill = route('GET /v1/bills/{bill}', {
  summary: 'A desk or kiosk reads a bill with its lines, shares, payments and receipts',
  who: ['cashier', 'reception', 'admin', 'kiosk'],
  input: z.strictObject({ bill: BillId }),
  output: BillView,
  refuses: ['not-found'],
  subject: ({ bill }) => bill,
  async handle({ bill }, world) {
    const found = await bills(world.table).get(bill);
    return found ? billView(found.value) : refuse('not-found');
  },
});
