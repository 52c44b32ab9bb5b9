import * as z from 'zod';
import { BillId } from '../../shared/kernel/ids.ts';
import { Dong } from '../../shared/kernel/money.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { bankOf, banksDate } from './banks.ts';
import { findPaymentCodes } from './payment-code.ts';
import type { VietQrFields, VietQrReason } from './vietqr.ts';

/** What a code asks its payer to do. */
const qrKinds = ['bank-account', 'bank-card', 'momo', 'zalopay', 'vnpay', 'cash'] as const;
type QrKind = (typeof qrKinds)[number];

/** MoMo's own number since 2024; before, MoMo and ZaloPay were reached by proxy accounts at BVBank. */
const momoBin = '971025';
const proxyBin = '970454';

/**
 * Names a code by where its money goes. Wallets take transfers through accounts that only look like a bank's: MoMo under
 * 971025, older codes of MoMo and ZaloPay at BVBank with accounts of 99MM and 99ZP (vietnam-qr-pay, README).
 */
function kindOf({ provider, bankBin, account = '', service }: VietQrFields): QrKind {
  if (provider === 'VNPAY') return 'vnpay';
  if (bankBin === momoBin || (bankBin === proxyBin && account.startsWith('99MM'))) return 'momo';
  if (bankBin === proxyBin && account.startsWith('99ZP')) return 'zalopay';
  if (service === 'QRCASH') return 'cash';
  return service === 'QRIBFTTC' ? 'bank-card' : 'bank-account';
}

const shown = 4;
/** The last four characters of an account or card, dots for the rest: a till compares, it does not copy. */
const maskedAccount = (account: string): string =>
  account.length <= shown ? account : `${'•'.repeat(account.length - shown)}${account.slice(-shown)}`;

/** Payment codes that a code carries, in the fields in which ours have one, best first. */
export function codesIn({ additional = {} }: VietQrFields): string[] {
  const texts = [additional.purpose, additional.billNumber, additional.referenceLabel];
  return [...new Set(texts.flatMap((text) => findPaymentCodes(text ?? '')))];
}

const qrWarnings = {
  'bank-unknown': { vi: 'Danh sách ngân hàng chưa có mã này', en: 'The list of banks does not know this number' },
  'not-our-account': {
    vi: 'Tiền sẽ không vào tài khoản của bệnh viện này',
    en: "The money would not go to this hospital's account",
  },
  'pays-somebody-else': {
    vi: 'Mã của viện phí này nhưng tiền sẽ vào tài khoản khác: không dùng, báo lãnh đạo',
    en: 'It names a bill here, but the money would go to another account: do not use it, report it',
  },
  'nothing-due': { vi: 'Viện phí đã xong, không trả nữa', en: 'Nothing is due on this bill; do not pay again' },
  'amount-differs': { vi: 'Số tiền trong mã khác số còn phải trả', en: 'The amount is not what is due' },
  expired: { vi: 'Mã đã hết hạn, tiền đến vẫn được nhận', en: 'The code has ended; money for it is still taken' },
  ended: { vi: 'Mã không còn dùng nữa', en: 'The code is no longer in use' },
} as const satisfies Record<string, { vi: string; en: string }>;
type QrWarning = keyof typeof qrWarnings;

/** Why a code is not one, in words for the till. */
const brokenTexts = {
  crc_mismatch: {
    vi: 'Mã bị sửa hoặc quét thiếu (sai mã kiểm)',
    en: 'Changed or badly scanned: the checksum is wrong',
  },
  crc_missing: { vi: 'Không phải mã VietQR, hoặc thiếu mã kiểm', en: 'No VietQR code, or without its checksum' },
  truncated: { vi: 'Mã bị cụt', en: 'The code is cut off' },
  bad_tlv_id: { vi: 'Mã có trường lạ', en: 'A field has no proper number' },
  bad_tlv_length: { vi: 'Một trường có độ dài sai', en: 'A field has a wrong length' },
  bad_nested_tlv: { vi: 'Một nhóm trường bị hỏng', en: 'A group of fields is broken' },
  duplicate_tag: {
    vi: 'Một trường xuất hiện hai lần: có thể là mã gian lận',
    en: 'A field comes twice: it may be a fraud',
  },
  payload_too_long: { vi: 'Mã quá dài', en: 'The code is too long' },
  bad_payload_format: { vi: 'Phiên bản mã không được hỗ trợ', en: 'The version of the code is not supported' },
  bad_init_method: { vi: 'Không rõ mã tĩnh hay động', en: 'Neither a reusable nor a one-time code' },
  missing_account_info: { vi: 'Mã không có nơi nhận tiền', en: 'The code names no receiver' },
  unknown_guid: { vi: 'Nơi nhận thuộc mạng không hỗ trợ', en: 'The receiver is in a network that is not supported' },
  bad_bin: { vi: 'Mã ngân hàng sai', en: 'The number of the bank is wrong' },
  bad_account: { vi: 'Số tài khoản sai', en: 'The account is wrong' },
  bad_service: { vi: 'Dịch vụ chuyển tiền không hỗ trợ', en: 'The kind of transfer is not supported' },
  bad_currency: { vi: 'Không phải tiền đồng', en: 'Not in dong' },
  bad_country: { vi: 'Không phải mã của Việt Nam', en: 'Not a code of Viet Nam' },
  bad_amount: { vi: 'Số tiền sai dạng', en: 'The amount is not in form' },
  zero_amount: { vi: 'Số tiền bằng không', en: 'The amount is zero' },
  amount_too_long: { vi: 'Số tiền quá dài', en: 'The amount is too long' },
  additional_field_too_long: { vi: 'Nội dung quá dài', en: 'A text is too long' },
  additional_data_too_long: { vi: 'Phần bổ sung quá dài', en: 'The additional data are too long' },
  bad_charset: { vi: 'Có ký tự không cho phép', en: 'A character is not allowed' },
} as const satisfies Record<VietQrReason, { vi: string; en: string }>;

const said = { vi: z.string(), en: z.string() };
const warningNames = Object.keys(qrWarnings) as [QrWarning, ...QrWarning[]];

/** A bill of this hospital as its payment code finds it. */
export interface OwnBill {
  readonly code: string;
  readonly bill: BillId;
  readonly state: string;
  readonly due: Dong;
  readonly expiresAt: string;
  /** Whether its request for payment still waits for money. */
  readonly isAwaiting: boolean;
}

export const QrReading = z.discriminatedUnion('readable', [
  z.object({
    readable: z.literal(true),
    kind: z.enum(qrKinds),
    /** `static` may be paid any number of times, `dynamic` once. */
    use: z.enum(['static', 'dynamic']),
    bin: z.string().optional(),
    /** Absent when the list of banks, of the day `banksDate`, does not know the number. */
    bank: z.string().optional(),
    banksDate: z.string(),
    /** All but the last four characters are dots. */
    account: z.string().optional(),
    /** A merchant's number at VNPAY, and the name that a code of any kind gives itself. */
    merchant: z.string().optional(),
    merchantName: z.string().optional(),
    /** Dong; absent when whoever pays enters them. */
    amount: Dong.optional(),
    purpose: z.string().optional(),
    /** Whether the money would go to the hospital's own account. */
    paysUs: z.boolean(),
    /** The bill of this hospital whose payment code it carries. */
    ours: z.object({ code: z.string(), bill: BillId, state: z.string(), due: Dong, expiresAt: Instant }).optional(),
    warnings: z.array(z.object({ warning: z.enum(warningNames), ...said })),
  }),
  z.object({ readable: z.literal(false), reason: z.string(), ...said }),
]);
type QrReading = z.input<typeof QrReading>;

/** What a till is told of a code that cannot be read. */
export const brokenReading = (reason: VietQrReason): QrReading => ({
  readable: false,
  reason,
  ...brokenTexts[reason],
});

/**
 * What a till is told of a code.
 * @param payTo the hospital's own account
 * @param own the bill that the code names, if it is one of this hospital's
 * @param now ISO 8601
 */
export function readingOf(
  fields: VietQrFields,
  payTo: { readonly bin: string; readonly account: string } | undefined,
  own: OwnBill | undefined,
  now: string,
): QrReading {
  const { bankBin, account, amount, merchantId, merchantName, initMethod, additional } = fields;
  const bank = bankBin === undefined ? undefined : bankOf(bankBin)?.shortName;
  const paysUs = payTo !== undefined && payTo.bin === bankBin && payTo.account === account;
  return {
    readable: true,
    kind: kindOf(fields),
    use: initMethod === '11' ? 'static' : 'dynamic',
    ...(bankBin !== undefined && { bin: bankBin }),
    ...(bank !== undefined && { bank }),
    banksDate,
    ...(account !== undefined && { account: maskedAccount(account) }),
    ...(merchantId !== undefined && { merchant: merchantId }),
    ...(merchantName !== undefined && { merchantName }),
    ...(amount !== undefined && { amount: Number(amount) }),
    ...(additional?.purpose !== undefined && { purpose: additional.purpose }),
    paysUs,
    ...(own && {
      ours: { code: own.code, bill: own.bill, state: own.state, due: own.due, expiresAt: own.expiresAt },
    }),
    warnings: warningsFor(fields, paysUs, own, now).map((warning) => ({ warning, ...qrWarnings[warning] })),
  };
}

/** What somebody at the till should know before money moves. */
function warningsFor(
  { bankBin, amount }: VietQrFields,
  paysUs: boolean,
  own: OwnBill | undefined,
  now: string,
): QrWarning[] {
  const found: QrWarning[] = [];
  if (bankBin !== undefined && !bankOf(bankBin)) found.push('bank-unknown');
  if (!own) return paysUs ? found : [...found, 'not-our-account'];
  if (!paysUs) found.push('pays-somebody-else');
  if (own.due === 0) return [...found, 'nothing-due'];
  if (amount !== undefined && Number(amount) !== own.due) found.push('amount-differs');
  if (!own.isAwaiting) found.push('ended');
  else if (own.expiresAt < now) found.push('expired');
  return found;
}
