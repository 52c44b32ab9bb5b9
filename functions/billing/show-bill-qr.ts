import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Bytes } from '../../shared/kernel/replies.ts';
import { bills } from './bills.ts';
import { qrPng } from './qr-image.ts';

export const showBillQr = route('GET /v1/bills/{bill}/qr.png', {
  summary: 'The QR code of what is due on a bill, for a second screen or paper',
  who: ['cashier', 'reception', 'admin', 'kiosk'],
  dialect: 'page',
  input: z.strictObject({ bill: BillId }),
  output: z.object({ contentType: z.literal('image/png'), body: Bytes }),
  refuses: ['not-found', 'bill-already-paid', 'bill-void'],
  async handle({ bill }, world) {
    const found = await bills(world.table).get(bill);
    if (!found) return refuse('not-found');
    if (found.value.state === 'void') return refuse('bill-void');
    if (found.value.payload === undefined) return refuse('bill-already-paid');
    return { contentType: 'image/png' as const, body: await qrPng(found.value.payload) };
  },
});
