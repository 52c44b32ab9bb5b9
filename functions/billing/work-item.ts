import * as z from 'zod';
import { Dong } from '../../shared/kernel/money.ts';
import { paperText } from '../../shared/kernel/printed-text.ts';
import { Instant } from '../../shared/kernel/time.ts';

/** Why a person must look, in words for the cashier. */
const workTexts = {
  surplus: { vi: 'Trả thừa: hoàn lại hoặc giữ làm tạm ứng', en: 'Paid too much: refund it or keep it as a deposit' },
  'second-payment': { vi: 'Trả hai lần: cần hoàn lại', en: 'Paid twice: to be refunded' },
  'late-after-settled': {
    vi: 'Tiền đến sau khi viện phí đã xong: cần hoàn lại',
    en: 'Money after the bill was settled: to be refunded',
  },
  'part-paid-expired': {
    vi: 'Hết hạn mà mới trả một phần: thu phần còn lại',
    en: 'The code ended with a part paid: collect the rest',
  },
  'unknown-code': {
    vi: 'Không có mã thanh toán: đối chiếu bằng tay, hai người',
    en: 'No payment code: match by hand, four eyes',
  },
  'several-codes': {
    vi: 'Nội dung có nhiều mã thanh toán: đối chiếu bằng tay',
    en: 'More than one payment code in one transfer: match by hand',
  },
  'foreign-account': {
    vi: 'Tiền vào tài khoản chưa khai báo',
    en: 'Money on an account that is not registered here',
  },
  'other-tenant': { vi: 'Mã thanh toán của bệnh viện khác', en: 'Payment code of another hospital' },
  'outgoing-unmatched': {
    vi: 'Tiền ra không khớp khoản hoàn nào',
    en: 'Money left the account and matches no refund',
  },
  'reference-reused': {
    vi: 'Mã giao dịch ngân hàng lặp lại với nội dung khác: kiểm tra gian lận, nếu là khoản khác thì ghi',
    en: 'A bank reference came again with other content: check for fraud, and post it if it is other money',
  },
  'possible-double': {
    vi: 'Có thể là khoản tiền đã ghi, được báo lại với mã khác: kiểm tra, nếu là khoản khác thì ghi',
    en: 'Perhaps money that was posted, told again under another reference: check, and post it if it is not',
  },
  'unreadable-callback': {
    vi: 'Thông báo của ngân hàng không đọc được',
    en: 'A notice of the bank could not be read',
  },
  'charge-after-bill': {
    vi: 'Phí phát sinh sau khi đã lập bảng kê',
    en: 'A charge came after the bill was issued',
  },
  'line-after-closing': {
    vi: 'Sao kê có giao dịch của ngày đã chốt đối chiếu: kiểm tra',
    en: 'A statement names a movement of a day whose reconciliation is closed: look into it',
  },
  'invoice-differs': {
    vi: 'Biên lai trong ngày lệch với sổ: chưa lập được hoá đơn của ngày',
    en: 'The receipts of the day differ from the books: its invoice was not made',
  },
  'invoice-adjustment-due': {
    vi: 'Đã hoàn tiền mà chưa điều chỉnh được hoá đơn: điều chỉnh bằng tay',
    en: 'Money went back and the invoice could not be adjusted: adjust it by hand',
  },
  'invoice-refused': {
    vi: 'Nhà cung cấp hoá đơn điện tử từ chối hoá đơn',
    en: 'The e-invoice provider refused an invoice',
  },
  'entry-after-snapshot': {
    vi: 'Có bút toán đến sau khi đã chốt số dư ngày; số dư đã được tính lại, kế toán kiểm tra',
    en: 'An entry came after the balances of its day were kept; they were summed up anew, the accountant checks',
  },
  'charge-corrected-after-bill': {
    vi: 'Phí được điều chỉnh sau khi đã lập bảng kê: tính lại bảng kê',
    en: 'A charge was corrected after the bill was issued: reckon the bill again',
  },
  'till-short': {
    vi: 'Kiểm quỹ thiếu tiền: tìm nguyên nhân và giải trình',
    en: 'A drawer was short when it was counted: find out why',
  },
} as const satisfies Record<string, { vi: string; en: string }>;

export type WorkKind = keyof typeof workTexts;

/** Something a person has to look at. Ids and amounts only. */
export interface WorkItem {
  readonly id: string;
  readonly kind: WorkKind;
  readonly at: string;
  readonly amount?: Dong;
  readonly bill?: string;
  readonly payment?: string;
  readonly reference?: string;
  readonly provider?: string;
  /** The till session that was short. */
  readonly session?: string;
}

/** Cases of money that lies on the patient's deposit: they end as refunded only by a refund that was paid out. */
export const isOnDeposit = ({ kind }: WorkItem): boolean =>
  kind === 'surplus' || kind === 'second-payment' || kind === 'late-after-settled';

export const WorkItemView = z.object({
  id: z.string(),
  kind: z.string(),
  vi: z.string(),
  en: z.string(),
  at: Instant,
  amount: Dong.optional(),
  bill: z.string().optional(),
  payment: z.string().optional(),
  reference: z.string().optional(),
  provider: z.string().optional(),
  session: z.string().optional(),
});

export const workItemView = (item: WorkItem): z.input<typeof WorkItemView> => ({ ...item, ...workTexts[item.kind] });

export const WorkItemId = z.string().regex(/^[0-9a-f-]{1,64}$/);

/** How a case ended: the money went back, was kept for the person, was booked where it belongs, or came in another way. */
export const WorkOutcome = z.enum(['refunded', 'kept-as-deposit', 'matched', 'collected', 'no-action-needed']);

/** Why, in the words of whoever looked. */
export const ResolutionNote = paperText(500);

/** How a case ended, who says so and why. Never changed: a correction is for the ledger, not for this page. */
export interface Resolution {
  readonly outcome: z.infer<typeof WorkOutcome>;
  readonly note: string;
  readonly at: string;
  readonly by: string;
}
