import type { Dong } from '../../shared/kernel/money.ts';
import type { Item, TableReads } from '../../shared/ports/table.ts';
import type { World } from '../../shared/ports/world.ts';
import { claimFree } from './claim-free.ts';
import { findPaymentCodes } from './payment-code.ts';
import type { Payee, Refund } from './refund.ts';
import { refunds } from './refunds.ts';
import { encodeVietQr } from './vietqr.ts';

/** "Hoàn tiền": money that goes back is never taken for money that pays a bill. */
export const refundPrefix = 'HT';

/**
 * A code that no other refund or bill of any hospital has, derived from the refund, so that a repeated attempt claims
 * the same one.
 */
export const claimRefundCode = (refund: string, world: World): Promise<string> =>
  claimFree(
    { subject: refund, prefix: refundPrefix, purpose: 'refund-code' },
    async (code) => (await refunds(world.table).byCode(code)) !== undefined,
    world,
  );

/** The one refund whose code stands in the text of a transfer; undefined when there is none, or more than one. */
export async function refundIn(text: string, table: TableReads): Promise<Item<Refund> | undefined> {
  const found: Item<Refund>[] = [];
  for (const code of findPaymentCodes(text)) {
    const refund = code.startsWith(refundPrefix) ? await refunds(table).byCode(code) : undefined;
    if (refund) found.push(refund);
  }
  return found.length === 1 ? found[0] : undefined;
}

/**
 * VietQR payload that an accountant scans to pay the patient: account, amount and payout code.
 * @throws Error when the account does not fit the format: it was checked when the refund was asked for.
 */
export function payoutPayload({ bin, account }: Payee, code: string, amount: Dong): string {
  const encoded = encodeVietQr({
    ...{ bankBin: bin, account, service: 'QRIBFTTA', amount: String(amount) },
    additional: { referenceLabel: code, purpose: code },
  });
  if (!encoded.ok) throw new Error(`no VietQR payload: ${encoded.reason}`);
  return encoded.payload;
}
