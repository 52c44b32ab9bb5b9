import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { BillId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { billPage } from './bill-page.ts';
import { bills } from './bills.ts';
import { hospitals } from './hospitals.ts';
import { qrSvg } from './qr-image.ts';

export const showBillPage = route('GET /bills/{link}', {
  summary: 'The page on the patient phone: services and fees, who pays what, the QR code, paid or not',
  // Whoever holds the link: it is a keyed hash of 160 bits and names no person.
  who: 'anyone',
  dialect: 'page',
  tenantFrom: { directory: 'bill-link', parameter: 'link' },
  // Messengers add parameters of their own to a link; they are dropped.
  input: z.object({ link: z.string().regex(/^[0-9a-f]{40}$/), lang: z.enum(['vi', 'en']).catch('vi') }),
  output: z.object({ contentType: z.string(), body: z.string(), bill: BillId }),
  refuses: ['not-found'],
  subject: (_, { bill }) => bill,
  async handle({ link, lang }, world) {
    const bill = await bills(world.table).byLink(link);
    const hospital = await hospitals(world.table).get();
    if (!bill || !hospital) return refuse('not-found');
    const qr = bill.payload === undefined || bill.state === 'void' ? undefined : await qrSvg(bill.payload);
    return { contentType: 'text/html; charset=utf-8', body: billPage(bill, hospital.payTo, qr, lang), bill: bill.bill };
  },
});
