import * as z from 'zod';
import { route } from '../../shared/kernel/doors.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { Bytes } from '../../shared/kernel/replies.ts';
import { printedReceipt } from './printed-receipt.ts';
import { qrPng } from './qr-image.ts';
import { ReceiptNumber } from './receipts.ts';

export const showReceiptPdf = route('GET /v1/receipts/{receipt}/pdf', {
  summary: 'The same receipt as a PDF, to print or to hand over',
  who: ['cashier', 'reception', 'admin'],
  dialect: 'page',
  input: z.strictObject({ receipt: ReceiptNumber }),
  output: z.object({ contentType: z.literal('application/pdf'), body: Bytes }),
  refuses: ['not-found'],
  subject: ({ receipt }) => receipt,
  async handle({ receipt }, world) {
    const document = await printedReceipt(receipt, world);
    if (isRefusal(document)) return document;
    // Loaded at the first PDF: the library and its font are bigger than all that a reading function needs else.
    const { receiptPdf } = await import('./receipt-pdf.ts');
    const body = await receiptPdf(document, await qrPng(receipt), world.now);
    return { contentType: 'application/pdf' as const, body };
  },
});
