import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { PageReply } from '../../shared/kernel/replies.ts';
import { printedReceipt } from './printed-receipt.ts';
import { qrSvg } from './qr-image.ts';
import { receiptPage } from './receipt-page.ts';
import { ReceiptNumber } from './receipts.ts';

export const showReceiptPage = route('GET /v1/receipts/{receipt}/page', {
  summary: 'A receipt as a page to print on A5: services, shares, amount in words, way of payment',
  who: ['cashier', 'reception', 'admin'],
  dialect: 'page',
  input: z.strictObject({ receipt: ReceiptNumber }),
  output: PageReply,
  refuses: ['not-found'],
  subject: ({ receipt }) => receipt,
  async handle({ receipt }, world) {
    const document = await printedReceipt(receipt, world);
    if (isRefusal(document)) return document;
    return { contentType: 'text/html; charset=utf-8', body: receiptPage(document, await qrSvg(receipt)) };
  },
});
