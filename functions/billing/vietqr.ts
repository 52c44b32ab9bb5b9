import { foldAccents } from '../../shared/kernel/text.ts';
import { crc16, crc16Hex } from './crc16.ts';
import { characters, type Objects, readObjects, readTemplate, templateReason, twoDigits } from './tlv.ts';
import {
  type AdditionalData,
  additionalNames,
  additionalReason,
  amountReason,
  categoryReason,
  type Failed,
  failed,
  isPrintable,
  longestPayload,
  merchantTextReason,
  napasGuid,
  type OtherLanguage,
  otherLanguageReason,
  receiverReason,
  serviceReason,
  tipReason,
  type VietQrReason,
  vnpayGuid,
} from './vietqr-rules.ts';

export type { AdditionalData, OtherLanguage, VietQrReason } from './vietqr-rules.ts';

interface Shared {
  /** `12` for one payment, `11` for any number of them. */
  initMethod?: string;
  /** Merchant category, four digits (ISO 18245); 8062 is a hospital. */
  mcc?: string;
  /** Whole dong in digits. */
  amount?: string;
  tipIndicator?: string;
  tipFixed?: string;
  tipPercent?: string;
  merchantName?: string;
  city?: string;
  postalCode?: string;
  additional?: AdditionalData;
  otherLanguage?: OtherLanguage;
  /** Objects 65 to 99 as text under their two-digit ids. */
  unreserved?: Record<string, string>;
}

/** A code to write. Without `initMethod` it is for one payment when it has an amount. Empty texts are left out. */
export interface VietQrInput extends Shared {
  /** `VIETQR` (template 38) unless given. */
  provider?: 'VIETQR' | 'VNPAY';
  /** VIETQR: six digits of the receiving bank, and an account, card or merchant id there. */
  bankBin?: string;
  account?: string;
  /** VIETQR: QRIBFTTA to an account, QRIBFTTC to a card, QRPUSH, QRCASH. */
  service?: string;
  /** VNPAY: template 26. */
  merchantId?: string;
}

/** A code as read. Values are as they stand in it; `crc` is upper case. */
export interface VietQrFields extends Shared {
  initMethod: string;
  provider: 'VIETQR' | 'VNPAY';
  guid: string;
  bankBin?: string;
  account?: string;
  service?: string;
  merchantId?: string;
  /** Objects 02 to 51 that are not the provider's: card schemes and other networks, under their two-digit ids. */
  otherAccounts?: Record<string, string>;
  crc: string;
}

type VietQrEncoded = { readonly ok: true; readonly payload: string } | Failed;
type VietQrDecoded = { readonly ok: true; readonly fields: VietQrFields } | Failed;

const object = (id: string, value: string): string => `${id}${twoDigits[value.length]}${value}`;

/**
 * Writes the payload of a VietQR or VNPAY code in the order 00, 01, 38 or 26, 52 to 62, 64 to 99, 63. Vietnamese
 * text in 59 to 62 is folded to ASCII first, as these objects hold nothing else; what is then too long is refused.
 */
export function encodeVietQr(input: VietQrInput): VietQrEncoded {
  const initMethod = input.initMethod ?? (input.amount === undefined ? '11' : '12');
  if (initMethod !== '11' && initMethod !== '12') return failed('bad_init_method');
  const parts = [
    receiverObject(input),
    checked('52', input.mcc, categoryReason),
    '5303704',
    amountObject(input.amount),
    tipObjects(input),
    '5802VN',
    merchantText('59', input.merchantName, 25),
    merchantText('60', input.city, 15),
    merchantText('61', input.postalCode, 10),
    additionalObject(input.additional),
    otherLanguageObject(input.otherLanguage),
    unreservedObjects(input.unreserved),
  ];
  let payload = initMethod === '11' ? '000201010211' : '000201010212';
  for (const part of parts) {
    if (typeof part !== 'string') return part;
    payload += part;
  }
  payload += '6304';
  if (payload.length + 4 > longestPayload) return failed('payload_too_long');
  return { ok: true, payload: payload + crc16Hex(payload) };
}

type Part = string | Failed;

function receiverObject(input: VietQrInput): Part {
  if (input.provider === 'VNPAY') {
    const { merchantId } = input;
    if (!merchantId) return failed('missing_account_info');
    const value = `0010${vnpayGuid}01`;
    if (!isPrintable(merchantId) || value.length + 2 + merchantId.length > 99) return failed('bad_account');
    return object('26', value + twoDigits[merchantId.length] + merchantId);
  }
  if (input.provider !== undefined && input.provider !== 'VIETQR') return failed('unknown_guid');
  const { bankBin, account, service } = input;
  if (bankBin === undefined && account === undefined) return failed('missing_account_info');
  const reason = receiverReason(bankBin, account) ?? serviceReason(service);
  if (reason !== undefined || account === undefined || service === undefined) return failed(reason ?? 'bad_account');
  const receiver = `0006${bankBin}01${twoDigits[account.length]}${account}`;
  return object(
    '38',
    `0010${napasGuid}01${twoDigits[receiver.length]}${receiver}02${twoDigits[service.length]}${service}`,
  );
}

function checked(id: string, value: string | undefined, reasonOf: (value: string) => VietQrReason | undefined): Part {
  if (!value) return '';
  const reason = reasonOf(value);
  return reason === undefined ? object(id, value) : failed(reason);
}

/** An empty amount is refused, not left out: what a person pays is never guessed. */
function amountObject(amount: string | undefined): Part {
  if (amount === undefined) return '';
  const reason = amountReason(amount);
  return reason === undefined ? object('54', amount) : failed(reason);
}

function tipObjects({ tipIndicator, tipFixed, tipPercent }: VietQrInput): Part {
  const reason = tipReason(tipIndicator, tipFixed, tipPercent);
  if (reason !== undefined) return failed(reason);
  if (tipIndicator === undefined) return '';
  const kind = object('55', tipIndicator);
  if (tipFixed !== undefined) return kind + object('56', tipFixed);
  return tipPercent === undefined ? kind : kind + object('57', tipPercent);
}

function merchantText(id: string, text: string | undefined, limit: number): Part {
  if (!text) return '';
  const folded = foldAccents(text);
  const reason = merchantTextReason(folded, limit);
  return reason === undefined ? object(id, folded) : failed(reason);
}

function additionalObject(additional: AdditionalData | undefined): Part {
  if (additional === undefined) return '';
  let value = '';
  for (let id = 1; id <= additionalNames.length; id++) {
    const name = additionalNames[id - 1];
    const text = name && additional[name];
    if (!text) continue;
    const folded = foldAccents(text);
    const reason = isPrintable(folded) ? additionalReason(id, folded) : 'bad_charset';
    if (reason !== undefined) return failed(reason);
    value += object(twoDigits[id] ?? '', folded);
  }
  for (const [id, text] of Object.entries(additional.networks ?? {}).sort()) {
    if (!/^[1-9]\d$/.test(id)) return failed('bad_tlv_id');
    if (text.length === 0 || text.length > 99) return failed('bad_tlv_length');
    if (!isPrintable(text)) return failed('bad_charset');
    if (id >= '50' && templateReason(text) !== undefined) return failed('bad_nested_tlv');
    value += object(id, text);
  }
  if (value.length > 99) return failed('additional_data_too_long');
  return value === '' ? '' : object('62', value);
}

function otherLanguageObject(other: OtherLanguage | undefined): Part {
  if (other === undefined) return '';
  const { language, merchantName, city } = other;
  const reason = otherLanguageReason(language, merchantName || undefined, city || undefined);
  if (reason !== undefined) return failed(reason);
  const name = `0002${language}01${twoDigits[characters(merchantName)]}${merchantName}`;
  const value = city ? `${name}02${twoDigits[characters(city)]}${city}` : name;
  return `64${twoDigits[characters(value)]}${value}`;
}

function unreservedObjects(unreserved: Record<string, string> | undefined): Part {
  if (unreserved === undefined) return '';
  let objects = '';
  for (const [id, value] of Object.entries(unreserved).sort()) {
    if (!/^(6[5-9]|[7-9]\d)$/.test(id)) return failed('bad_tlv_id');
    const length = characters(value);
    if (length === 0 || length > 99) return failed('bad_tlv_length');
    if (!value.isWellFormed()) return failed('bad_charset');
    objects += `${id}${twoDigits[length]}${value}`;
  }
  return objects;
}

/**
 * Reads a payload strictly: what one app would read otherwise than another is refused. That is a checksum, a
 * structure, a limit or a mandatory value that is wrong, an object that comes twice at any level, or an object
 * within template 38 that NAPAS does not define. Objects that are merely unknown are kept.
 */
export function decodeVietQr(payload: string): VietQrDecoded {
  if (payload.length > longestPayload && characters(payload) > longestPayload) return failed('payload_too_long');
  if (!payload.isWellFormed()) return failed('bad_charset');
  const end = payload.length - 8;
  const hasChecksum = end >= 0 && payload.startsWith('6304', end);
  const root = readObjects(payload, 0, hasChecksum ? end : payload.length, 'root');
  if (!hasChecksum) return failed(root === 'truncated' ? 'truncated' : 'crc_missing');
  const crc = payload.slice(end + 4).toUpperCase();
  if (crc16(payload, end + 4) !== hexOf(crc)) return failed('crc_mismatch');
  if (typeof root === 'string') return failed(root);
  if (root[63] !== undefined) return failed('duplicate_tag');
  const rootReason = rootObjectsReason(root, payload);
  if (rootReason !== undefined) return failed(rootReason);

  const fields: VietQrFields = { initMethod: root[1] ?? '', provider: 'VIETQR', guid: napasGuid, crc };
  const reason =
    readReceiver(root, fields) ??
    readMerchant(root, fields) ??
    readAdditional(root[62], fields) ??
    readOtherLanguage(root[64], fields) ??
    readOthers(root, fields);
  return reason === undefined ? { ok: true, fields } : failed(reason);
}

/** Four hex digits as a number, or -1: `parseInt` would also take `+FFF` or `0x1`. */
const hexOf = (text: string): number => (/^[0-9A-F]{4}$/.test(text) ? Number.parseInt(text, 16) : -1);

function rootObjectsReason(root: Objects, payload: string): VietQrReason | undefined {
  if (root[0] !== '01' || !payload.startsWith('000201')) return 'bad_payload_format';
  if (root[1] !== '11' && root[1] !== '12') return 'bad_init_method';
  if (root[53] !== '704') return 'bad_currency';
  return root[58] === 'VN' ? undefined : 'bad_country';
}

function readReceiver(root: Objects, fields: VietQrFields): VietQrReason | undefined {
  const napas = root[38];
  if (napas === undefined) return readVnpay(root[26], fields);
  const template = readTemplate(napas, 2);
  if (typeof template === 'string') return template;
  const [guid, receiver, service] = template;
  if (guid !== napasGuid) return 'unknown_guid';
  if (receiver === undefined) return 'missing_account_info';
  const inner = readTemplate(receiver, 1);
  if (typeof inner === 'string') return inner;
  const [bankBin, account] = inner;
  const reason = receiverReason(bankBin, account) ?? serviceReason(service);
  if (reason !== undefined || bankBin === undefined || account === undefined || service === undefined) return reason;
  fields.bankBin = bankBin;
  fields.account = account;
  fields.service = service;
  return undefined;
}

function readVnpay(value: string | undefined, fields: VietQrFields): VietQrReason | undefined {
  if (value === undefined) return 'missing_account_info';
  const template = readTemplate(value);
  if (typeof template === 'string') return template;
  const [guid, merchantId] = template;
  if (guid !== vnpayGuid) return 'unknown_guid';
  if (merchantId === undefined) return 'missing_account_info';
  if (!isPrintable(merchantId)) return 'bad_account';
  fields.provider = 'VNPAY';
  fields.guid = vnpayGuid;
  fields.merchantId = merchantId;
  return undefined;
}

function readMerchant(root: Objects, fields: VietQrFields): VietQrReason | undefined {
  const mcc = root[52];
  if (mcc !== undefined) fields.mcc = mcc;
  const amount = root[54];
  if (amount !== undefined) fields.amount = amount;
  const tipIndicator = root[55];
  if (tipIndicator !== undefined) fields.tipIndicator = tipIndicator;
  const tipFixed = root[56];
  if (tipFixed !== undefined) fields.tipFixed = tipFixed;
  const tipPercent = root[57];
  if (tipPercent !== undefined) fields.tipPercent = tipPercent;
  const name = root[59];
  if (name !== undefined) fields.merchantName = name;
  const city = root[60];
  if (city !== undefined) fields.city = city;
  const postalCode = root[61];
  if (postalCode !== undefined) fields.postalCode = postalCode;
  return (
    (mcc === undefined ? undefined : categoryReason(mcc)) ??
    (amount === undefined ? undefined : amountReason(amount)) ??
    tipReason(tipIndicator, tipFixed, tipPercent) ??
    (name === undefined ? undefined : merchantTextReason(name, 25)) ??
    (city === undefined ? undefined : merchantTextReason(city, 15)) ??
    (postalCode === undefined ? undefined : merchantTextReason(postalCode, 10))
  );
}

function readAdditional(value: string | undefined, fields: VietQrFields): VietQrReason | undefined {
  if (value === undefined) return undefined;
  if (!isPrintable(value)) return 'bad_charset';
  const objects = readTemplate(value);
  if (typeof objects === 'string') return objects;
  if (objects[0] !== undefined) return 'bad_nested_tlv';
  const additional: AdditionalData = {};
  for (let id = 1; id < objects.length; id++) {
    const text = objects[id];
    if (text === undefined) continue;
    const name = additionalNames[id - 1];
    const reason = name ? additionalReason(id, text) : id >= 50 ? templateReason(text) : undefined;
    if (reason !== undefined) return reason;
    if (name) additional[name] = text;
    else additional.networks = { ...additional.networks, [String(id)]: text };
  }
  fields.additional = additional;
  return undefined;
}

function readOtherLanguage(value: string | undefined, fields: VietQrFields): VietQrReason | undefined {
  if (value === undefined) return undefined;
  const objects = readTemplate(value);
  if (typeof objects === 'string') return objects;
  const [language, merchantName, city] = objects;
  const reason = otherLanguageReason(language, merchantName, city);
  if (reason !== undefined || language === undefined || merchantName === undefined) return reason;
  fields.otherLanguage = city === undefined ? { language, merchantName } : { language, merchantName, city };
  return undefined;
}

/** Keeps what this codec does not use. 26 to 51 are templates of networks and must at least be well-formed. */
function readOthers(root: Objects, fields: VietQrFields): VietQrReason | undefined {
  const own = fields.provider === 'VNPAY' ? 26 : 38;
  for (let id = 2; id <= 51; id++) {
    const value = root[id];
    if (value === undefined || id === own) continue;
    const reason = id >= 26 ? templateReason(value) : undefined;
    if (reason !== undefined) return reason;
    fields.otherAccounts = { ...fields.otherAccounts, [twoDigits[id] ?? '']: value };
  }
  for (let id = 65; id <= 99; id++) {
    const value = root[id];
    if (value !== undefined) fields.unreserved = { ...fields.unreserved, [String(id)]: value };
  }
  return undefined;
}
