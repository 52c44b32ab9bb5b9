import type { ReceivingAccount } from '../../shared/contracts/tenants.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import type { World } from '../../shared/ports/world.ts';
import { claimFree } from './claim-free.ts';
import { intents } from './intents.ts';
import { oneCards } from './one-cards.ts';
import { encodeVietQr } from './vietqr.ts';

/**
 * What a payment code leads to, by the prefix that it has in the whole province: a bill ("viện phí"), a request for a
 * deposit ("nộp tiền"), a One Card ("thẻ khám"). Text of other origin is rarely taken for a code.
 */
export const codePrefixes = { bill: 'VP', deposit: 'NT', oneCard: 'TK' } as const;
type CodePrefix = (typeof codePrefixes)[keyof typeof codePrefixes];
/** A bill goes home with the patient; a code at a kiosk would end sooner. */
const paymentHours = 24;
/** Merchant category of hospitals (ISO 18245). */
const hospitalCategory = '8062';
const hour = 3_600_000;

/** When a request was made that ends at this instant. */
export const requestedAt = (endsAt: string): Date => new Date(Date.parse(endsAt) - paymentHours * hour);
export const paymentEnds = (now: Date): string => new Date(now.getTime() + paymentHours * hour).toISOString();

/**
 * A payment code that nothing else of any hospital has. It is claimed in the directory before the commit, so that a
 * transfer to the wrong hospital is recognised; it is derived from the visit or whatever it is for, so that a repeated
 * attempt claims the same one.
 */
export const claimCode = (subject: string, world: World, prefix: CodePrefix = codePrefixes.bill): Promise<string> =>
  claimFree(
    { subject, prefix, purpose: 'payment-code' },
    async (code) => (await (prefix === codePrefixes.oneCard ? oneCards : intents)(world.table).get(code)) !== undefined,
    world,
  );

/** VietQR payload for any number of payments, the payer says how much; its code is the purpose, as for one payment. */
export const standingPayload = (payTo: ReceivingAccount, code: string): string => payloadOf(payTo, code, {});

/**
 * VietQR payload for one payment of this amount. The purpose (62-08) is the code alone, as only it reaches the bank
 * statement; bill number (62-01) and reference (62-05) repeat it for apps that show them.
 * @throws Error when the account does not fit the format: it was checked when it was registered.
 */
export const billPayload = (payTo: ReceivingAccount, code: string, amount: Dong): string =>
  payloadOf(payTo, code, { amount: String(amount) });

function payloadOf(payTo: ReceivingAccount, code: string, asked: { amount?: string }): string {
  const encoded = encodeVietQr({
    bankBin: payTo.bin,
    account: payTo.account,
    service: 'QRIBFTTA',
    mcc: hospitalCategory,
    ...asked,
    merchantName: payTo.name,
    city: 'Dong Nai',
    additional: { billNumber: code, referenceLabel: code, purpose: code },
  });
  if (!encoded.ok) throw new Error(`no VietQR payload: ${encoded.reason}`);
  return encoded.payload;
}
