import { BillId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Bill } from './bill.ts';
import { bills } from './bills.ts';
import { hospitals } from './hospitals.ts';
import { type ReceiptDocument, receiptDocument } from './receipt-document.ts';
import { type Receipt, receipts } from './receipts.ts';

/** What is printed for a receipt of this hospital. */
export async function printedReceipt(
  receipt: string,
  { table, now }: World,
): Promise<ReceiptDocument | Refusal<'not-found'>> {
  const found = await receipts(table).get(receipt);
  const hospital = await hospitals(table).get();
  if (!found || !hospital) return refuse('not-found');
  return receiptDocument(found, await billThen(found, table), hospital, now);
}

/** More often than any bill is reckoned again. */
const mostVersions = 100;

/** The bill as it stood when the receipt was given: a later correction changes no paper of before. */
async function billThen(receipt: Receipt, table: TableReads): Promise<Bill | undefined> {
  if (receipt.bill === undefined) return undefined;
  const id = BillId.parse(receipt.bill);
  const { items } = await bills(table).versions(id, mostVersions, 0);
  const then = items.find(({ bill }) => bill.receipts.includes(receipt.receipt));
  return then ? then.bill : (await bills(table).get(id))?.value;
}
