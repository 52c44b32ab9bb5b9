import { characters } from './tlv.ts';

/**
 * What NAPAS (VietQR format, version 1.0 of September 2021) and EMVCo (merchant-presented QR, version 1.1) say about
 * each value, for the side that writes and the side that reads alike. Every rule answers with the reason it refuses.
 */
export type VietQrReason =
  | 'crc_mismatch'
  | 'crc_missing'
  | 'truncated'
  | 'bad_tlv_id'
  | 'bad_tlv_length'
  | 'bad_nested_tlv'
  | 'duplicate_tag'
  | 'payload_too_long'
  | 'bad_payload_format'
  | 'bad_init_method'
  | 'missing_account_info'
  | 'unknown_guid'
  | 'bad_bin'
  | 'bad_account'
  | 'bad_service'
  | 'bad_currency'
  | 'bad_country'
  | 'bad_amount'
  | 'zero_amount'
  | 'amount_too_long'
  | 'additional_field_too_long'
  | 'additional_data_too_long'
  | 'bad_charset';

export interface Failed {
  readonly ok: false;
  readonly reason: VietQrReason;
}
export const failed = (reason: VietQrReason): Failed => ({ ok: false, reason });

export const napasGuid = 'A000000727';
export const vnpayGuid = 'A000000775';
/** EMVCo version 1.1 ends a payload at 512 characters. */
export const longestPayload = 512;

/** Template 62: the sub-fields 01 to 09 in the order of their ids. Each of 01 to 08 takes up to 25 characters. */
export const additionalNames = [
  'billNumber',
  'mobileNumber',
  'storeLabel',
  'loyaltyNumber',
  'referenceLabel',
  'customerLabel',
  'terminalLabel',
  'purpose',
  'dataRequest',
] as const;

export interface AdditionalData {
  billNumber?: string;
  mobileNumber?: string;
  storeLabel?: string;
  loyaltyNumber?: string;
  referenceLabel?: string;
  customerLabel?: string;
  terminalLabel?: string;
  /** The text that reaches the bank statement. `***` in any of these asks the payer's app to prompt. */
  purpose?: string;
  /** Up to one each of A (address), M (mobile), E (e-mail) that the payer's app is asked for. */
  dataRequest?: string;
  /** Sub-fields 10 to 99 as found, under their two-digit ids: templates of payment networks. */
  networks?: Record<string, string>;
}

/** Template 64: the merchant's name and city in another script. */
export interface OtherLanguage {
  language: string;
  merchantName: string;
  city?: string;
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;

/** EMVCo type N. */
function isNumeric(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isDigit(text.charCodeAt(at))) return false;
  return true;
}

/** EMVCo type ANS, the common character set: printable ASCII. */
export function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit > 0x7e) return false;
  }
  return true;
}

function isAlphanumeric(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const letter = unit & ~0x20;
    if (!isDigit(unit) && (letter < 65 || letter > 90)) return false;
  }
  return true;
}

/** Template 38-01: six digits given by the State Bank, then an account, card or merchant id of up to 19 letters and digits. */
export function receiverReason(bankBin: string | undefined, account: string | undefined): VietQrReason | undefined {
  if (bankBin === undefined || bankBin.length !== 6 || !isNumeric(bankBin)) return 'bad_bin';
  if (!account || account.length > 19 || !isAlphanumeric(account)) return 'bad_account';
  return undefined;
}

/** Template 38-02. The last two come from NAPAS version 1.5.2: payment to a merchant, cash at a machine. */
export const serviceReason = (service: string | undefined): VietQrReason | undefined =>
  service === 'QRIBFTTA' || service === 'QRIBFTTC' || service === 'QRPUSH' || service === 'QRCASH'
    ? undefined
    : 'bad_service';

/**
 * Object 54 (and 56): up to 13 characters, digits with at most one point, not zero. The dong has no decimals
 * (ISO 4217 exponent 0), so nothing may follow the point: `50000.` is an amount, `50000.5` is none.
 */
export function amountReason(amount: string): VietQrReason | undefined {
  if (amount.length > 13) return 'amount_too_long';
  const digits = amount.endsWith('.') ? amount.length - 1 : amount.length;
  if (digits === 0) return 'bad_amount';
  let zero = true;
  for (let at = 0; at < digits; at++) {
    const unit = amount.charCodeAt(at);
    if (!isDigit(unit)) return 'bad_amount';
    if (unit !== 48) zero = false;
  }
  return zero ? 'zero_amount' : undefined;
}

/** Objects 55 to 57: 01 the payer enters a tip, 02 fixed (then 56), 03 percent (then 57), else neither. */
export function tipReason(kind?: string, fixed?: string, percent?: string): VietQrReason | undefined {
  if (kind !== undefined && kind !== '01' && kind !== '02' && kind !== '03') return 'bad_amount';
  if ((fixed !== undefined) !== (kind === '02') || (percent !== undefined) !== (kind === '03')) return 'bad_amount';
  if (fixed !== undefined) return amountReason(fixed);
  return percent === undefined || isPercent(percent) ? undefined : 'bad_amount';
}

/** 00.01 to 99.99 in at most five characters: `3`, `3.5` and `03.50` alike. */
const isPercent = (text: string): boolean => text.length <= 5 && /^\d{1,2}(\.\d{0,2})?$/.test(text) && Number(text) > 0;

/** Object 52: the merchant category, four digits (ISO 18245). */
export const categoryReason = (mcc: string): VietQrReason | undefined =>
  mcc.length !== 4 ? 'bad_tlv_length' : isNumeric(mcc) ? undefined : 'bad_charset';

/** Objects 59 to 61, already folded: printable ASCII of limited length. */
export const merchantTextReason = (text: string, limit: number): VietQrReason | undefined =>
  !isPrintable(text) ? 'bad_charset' : text.length > limit ? 'bad_tlv_length' : undefined;

/** A sub-field of 62, known to be printable ASCII. An over-long text is refused and never cut, so that a bill's code stays whole. */
export function additionalReason(id: number, text: string): VietQrReason | undefined {
  if (id === 9) {
    if (text.length > 3) return 'additional_field_too_long';
    return /^(?!.*(.).*\1)[AME]+$/.test(text) ? undefined : 'bad_charset';
  }
  return text.length > 25 ? 'additional_field_too_long' : undefined;
}

/** Template 64: language of two letters (ISO 639), a name of up to 25 characters, a city of up to 15. */
export function otherLanguageReason(language?: string, name?: string, city?: string): VietQrReason | undefined {
  if (language === undefined || name === undefined) return 'bad_nested_tlv';
  if (language.length !== 2 || characters(name) > 25 || (city !== undefined && characters(city) > 15))
    return 'bad_tlv_length';
  return /^[A-Za-z]{2}$/.test(language) ? undefined : 'bad_charset';
}
