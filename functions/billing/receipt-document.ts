import { type Dong, dong } from '../../shared/kernel/money.ts';
import { amountInWords } from './amount-in-words.ts';
import type { Bill } from './bill.ts';
import type { Hospital } from './hospitals.ts';
import type { Receipt } from './receipts.ts';

/** A text on paper, in both languages. */
export interface Said {
  readonly vi: string;
  readonly en: string;
}

interface PrintedLine extends Said {
  readonly quantity: number;
  readonly total: Dong;
  readonly fundPays: Dong;
  readonly coPayment: Dong;
  readonly ownPayment: Dong;
}

/** All that a receipt says on paper. Billing knows a patient by code only, so no name is on it. */
export interface ReceiptDocument {
  readonly hospital: string;
  readonly facilityCode: string;
  readonly title: Said;
  readonly receipt: string;
  /** `Ngày 24 tháng 11 năm 2026`, as vouchers are dated. */
  readonly date: Said;
  readonly person: string;
  readonly encounter: string | undefined;
  /** Services of the bill; none for money that was for no bill. */
  readonly lines: readonly PrintedLine[];
  readonly sums: readonly (Said & { readonly amount: Dong })[];
  readonly amount: Dong;
  /** The amount in Vietnamese words, as the law asks of vouchers. */
  readonly words: string;
  readonly way: Said;
  readonly printed: Said;
  /** Says that prints are copies of one record. */
  readonly copy: Said;
}

const titles = {
  bill: { vi: 'Biên lai thu tiền', en: 'Receipt' },
  deposit: { vi: 'Biên lai thu tạm ứng', en: 'Receipt of a deposit' },
  refund: { vi: 'Phiếu hoàn tiền', en: 'Receipt of a refund' },
} as const;

const cash: Said = { vi: 'Tiền mặt', en: 'Cash' };
const transfer: Said = { vi: 'Chuyển khoản', en: 'Bank transfer' };
const nothing: Said = { vi: 'Người bệnh không phải trả', en: 'Nothing to pay' };
const fromDeposit: Said = { vi: 'Trừ vào tạm ứng', en: 'Out of the deposit' };

/** How the money came, by who reported it. */
function wayOf({ receipt, payment }: Receipt, bill: Bill | undefined): Said {
  if (payment === undefined && bill) return nothing;
  const provider = bill?.payments.find((one) => one.payment === payment)?.provider;
  if (provider === 'cash') return cash;
  if (provider === 'deposit' || provider === 'one-card') return fromDeposit;
  if (provider !== undefined) return { vi: `${transfer.vi} (${provider})`, en: transfer.en };
  // Transfers have the series QR, with or without a digit; all others are of tills.
  return /^QR\d?-/.test(receipt) ? transfer : cash;
}

const dateOf = (day: string): Said => {
  const [year, month, date] = day.split('-');
  return { vi: `Ngày ${date} tháng ${month} năm ${year}`, en: `${date}/${month}/${year}` };
};

/** `08:05 24/11/2026`, Vietnamese time. */
export function momentOf(at: Date): string {
  const local = new Date(at.getTime() + 7 * 60 * 60 * 1000).toISOString();
  return `${local.slice(11, 16)} ${local.slice(0, 10).split('-').reverse().join('/')}`;
}

function sumsOf({ amount, deposited }: Receipt, bill: Bill | undefined): ReceiptDocument['sums'] {
  const ofBill = bill && [
    { vi: 'Tổng chi phí', en: 'Total', amount: bill.total },
    { vi: 'Bảo hiểm y tế trả', en: 'Health insurance pays', amount: bill.fundPays },
    { vi: 'Cùng chi trả', en: 'Co-payment', amount: bill.coPayment },
    { vi: 'Tự trả', en: 'Own payment', amount: bill.ownPayment },
  ];
  const kept = bill &&
    deposited > 0 && [{ vi: 'Trả thừa, giữ làm tạm ứng', en: 'Paid too much, kept as a deposit', amount: deposited }];
  const paid = { vi: 'Số tiền của biên lai này', en: 'Amount of this receipt', amount };
  return [...(ofBill || []), paid, ...(kept || [])];
}

/**
 * A receipt as it is printed. Looking at a receipt writes nothing, so prints are not counted: each one says when it was
 * made and that it is a copy of the one record with this number.
 * @param bill as it stands now; absent for money that was for no bill
 */
export function receiptDocument(
  receipt: Receipt,
  bill: Bill | undefined,
  { payTo, facilityCode }: Hospital,
  now: Date,
): ReceiptDocument {
  const paid = { ...receipt, amount: dong(Math.abs(receipt.amount)) };
  return {
    hospital: payTo.name,
    facilityCode,
    title: titles[receipt.purpose ?? 'bill'],
    receipt: receipt.receipt,
    date: dateOf(receipt.day),
    person: receipt.person,
    encounter: receipt.encounter,
    lines: bill?.lines ?? [],
    sums: sumsOf(paid, bill),
    amount: paid.amount,
    words: amountInWords(paid.amount),
    way: wayOf(receipt, bill),
    printed: { vi: `In lúc ${momentOf(now)}`, en: `printed at ${momentOf(now)}` },
    copy: {
      vi: 'Mọi bản in đều là bản sao của cùng một biên lai mang số này.',
      en: 'Every print is a copy of the one receipt with this number.',
    },
  };
}
