import { BillId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { World } from '../../shared/ports/world.ts';
import { bills } from './bills.ts';
import { hospitals } from './hospitals.ts';
import { type ReceiptDocument, receiptDocument } from './receipt-document.ts';
import { receipts } from './receipts.ts';

/** What is printed for a receipt of this hospital. */
export async function printedReceipt(
  receipt: string,
  { table, now }: World,
): Promise<ReceiptDocument | Refusal<'not-found'>> {
  const found = await receipts(table).get(receipt);
  const hospital = await hospitals(table).get();
  if (!found || !hospital) return refuse('not-found');
  const bill = found.bill === undefined ? undefined : await bills(table).get(BillId.parse(found.bill));
  return receiptDocument(found, bill?.value, hospital, now);
}
