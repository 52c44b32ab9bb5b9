import type { ReceivingAccount } from '../../shared/contracts/tenants.ts';
import type { EncounterId } from '../../shared/kernel/ids.ts';
import type { Dong } from '../../shared/kernel/money.ts';
import type { World } from '../../shared/ports/world.ts';
import { intents } from './intents.ts';
import { paymentCode } from './payment-code.ts';
import { encodeVietQr } from './vietqr.ts';

/** "Viện phí", one prefix for the whole province: text of other origin is rarely taken for a code. */
export const codePrefix = 'VP';
/** A bill goes home with the patient; a code at a kiosk would end sooner. */
const paymentHours = 24;
/** Merchant category of hospitals (ISO 18245). */
const hospitalCategory = '8062';
const hour = 3_600_000;
const mostTries = 5;

export const paymentEnds = (now: Date): string => new Date(now.getTime() + paymentHours * hour).toISOString();

/**
 * A payment code that no other bill of any hospital has. It is claimed in the directory before the commit, so that a
 * transfer to the wrong hospital is recognised; it is derived from the visit, so that a repeated attempt claims the
 * same one.
 */
export async function claimCode(encounter: EncounterId, world: World): Promise<string> {
  for (let turn = 0; turn < mostTries; turn++) {
    const entropy = await world.keys.digest('payment-code', `${encounter}#${turn}`);
    const code = paymentCode(codePrefix, entropy);
    const taken = await intents(world.table).get(code);
    if (!taken && (await world.directory.claim('payment-code', code))) return code;
  }
  throw new Error(`no free payment code for ${encounter}`);
}

/**
 * VietQR payload for one payment of this amount. The purpose (62-08) is the code alone, as only it reaches the bank
 * statement; bill number (62-01) and reference (62-05) repeat it for apps that show them.
 * @throws Error when the account does not fit the format: it was checked when it was registered.
 */
export function billPayload(payTo: ReceivingAccount, code: string, amount: Dong): string {
  const encoded = encodeVietQr({
    bankBin: payTo.bin,
    account: payTo.account,
    service: 'QRIBFTTA',
    mcc: hospitalCategory,
    amount: String(amount),
    merchantName: payTo.name,
    city: 'Dong Nai',
    additional: { billNumber: code, referenceLabel: code, purpose: code },
  });
  if (!encoded.ok) throw new Error(`no VietQR payload: ${encoded.reason}`);
  return encoded.payload;
}
