/** Of the one table of refusals, those by which a desk of billing is stopped before harm is done. */
export const deskRefusals = {
  'money-in-suspense': {
    status: 409,
    vi: 'Khoản tiền này còn chờ xác định: hãy đề nghị đưa về nơi đúng, người khác sẽ duyệt',
    en: 'The money of this case is still unexplained: ask where it goes, and another person decides',
  },
  'outgoing-needs-administrator': {
    status: 403,
    vi: 'Tiền đã rời tài khoản mà không rõ lý do: quản trị viên phải xem và giải thích',
    en: 'Money left the account and nobody knows why: an administrator has to explain it',
  },
  'refund-not-done': {
    status: 409,
    vi: 'Chưa có khoản hoàn tiền nào đã chi xong cho việc này',
    en: 'No refund that was paid out answers this case',
  },
  'request-changed': {
    status: 409,
    vi: 'Đề nghị đã thay đổi từ lúc bạn xem, hãy xem lại rồi quyết định',
    en: 'Another request stands here than the one you saw; look again before you decide',
  },
  'secret-given-by-provider': {
    status: 409,
    vi: 'Khoá của nhà cung cấp này do họ cấp: hãy xin khoá mới từ họ rồi nhập vào đây',
    en: 'This provider makes the key itself: ask them for a new one and enter it here',
  },
  'bank-key-unusable': {
    status: 422,
    vi: 'Đây không phải khoá công khai dùng được của ngân hàng (RSA từ 2048 bit, hoặc EC P-256, P-384)',
    en: 'This is no public key of a bank that can be used (RSA of 2048 bits or more, or EC P-256 or P-384)',
  },
  'channel-of-gateway': {
    status: 409,
    vi: 'Đây là kênh của cổng thanh toán hoặc ví: tiền nằm ở tài khoản đơn vị bán, không có tài khoản ảo',
    en: 'This channel is of a gateway or wallet: its money lies on the merchant account, which has no virtual ones',
  },
  'float-too-large': {
    status: 422,
    vi: 'Tiền đầu ca vượt mức cho phép',
    en: 'A drawer is not opened with so much money',
  },
  'session-of-another-day': {
    status: 409,
    vi: 'Ca này mở từ hôm trước: hãy kết ca cũ trước',
    en: 'This session was opened on an earlier day: close it first',
  },
  'till-account-hidden': {
    status: 403,
    vi: 'Thu ngân không xem sổ quỹ tiền mặt; hãy hỏi quản trị viên',
    en: 'A cashier counts the drawer blind and does not see the accounts of cash; ask an administrator',
  },
  'day-before-books': {
    status: 409,
    vi: 'Ngày này ở trước khi bệnh viện có sổ: không có gì để khoá',
    en: "This day lies before the hospital's first entry: there is nothing to close",
  },
  'more-than-paid': {
    status: 409,
    vi: 'Hoá đơn sẽ ghi nhiều hơn số tiền thực thu, sau khi trừ phần đã hoàn',
    en: 'The invoice would say more than was really paid and not given back',
  },
  'invoice-number-used': {
    status: 409,
    vi: 'Số này của nhà cung cấp đã ghi cho một hoá đơn khác',
    en: "This number of the provider is another invoice's already",
  },
  'bank-unknown': {
    status: 422,
    vi: 'Không có ngân hàng nào mang mã này trong danh sách',
    en: 'No bank of the list has this number',
  },
  'bank-takes-no-transfers': {
    status: 422,
    vi: 'Ngân hàng này không còn hoạt động, hoặc chưa rõ có nhận chuyển khoản',
    en: 'This bank is gone, or is not known to receive transfers',
  },
  'month-before-books': {
    status: 409,
    vi: 'Tháng này ở trước khi bệnh viện có sổ: sổ bắt đầu từ tháng sau đó',
    en: "This month lies before the hospital's first entry: its books begin later",
  },
  'deposit-too-large': {
    status: 409,
    vi: 'Số dư tạm ứng của người bệnh sẽ quá lớn, không ghi chính xác được',
    en: "The patient's deposit would be more than can be counted exactly",
  },
  'balances-decided': {
    status: 409,
    vi: 'Tệp số dư này đã được quyết định',
    en: 'It has been decided on this file of balances already',
  },
  'statement-decided': {
    status: 409,
    vi: 'Sao kê này đã được quyết định',
    en: 'It has been decided on this statement already',
  },
  'channel-not-approved': {
    status: 409,
    vi: 'Kênh thanh toán này chưa được người thứ hai duyệt',
    en: 'Nobody else has let this payment channel be opened yet',
  },
  'channel-change-waiting': {
    status: 409,
    vi: 'Kênh này đang có thay đổi khác chờ người thứ hai duyệt',
    en: 'Another change of this channel waits for a second person',
  },
  'channel-change-decided': {
    status: 409,
    vi: 'Thay đổi này của kênh đã được quyết định',
    en: 'It has been decided on this change of the channel already',
  },
} as const satisfies Record<string, { status: number; vi: string; en: string }>;
