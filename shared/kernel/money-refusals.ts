/** Of the one table of refusals, those of billing: status, and what a person reads in Vietnamese and English. */
export const moneyRefusals = {
  // billing
  'charges-pending': {
    status: 409,
    vi: 'Đang tính phí, vui lòng thử lại sau giây lát',
    en: 'Charges are still being added, please try again in a moment',
  },
  'nothing-to-bill': { status: 409, vi: 'Chưa có dịch vụ nào để thanh toán', en: 'There is nothing to bill' },
  'bill-exists': { status: 409, vi: 'Lượt khám này đã có hoá đơn viện phí', en: 'This visit already has a bill' },
  'bill-already-paid': { status: 409, vi: 'Viện phí đã được thanh toán', en: 'This bill is already paid' },
  'account-missing': {
    status: 409,
    vi: 'Bệnh viện chưa khai báo tài khoản nhận tiền',
    en: 'The hospital has no receiving account yet',
  },
  'channel-closed': {
    status: 409,
    vi: 'Kênh thanh toán này đã đóng',
    en: 'This payment channel is closed',
  },
  'secret-handed-over': {
    status: 409,
    vi: 'Khoá bí mật đã được giao một lần; nếu thất lạc, hãy tạo khoá mới',
    en: 'The secret has been shown once; make a new one if it was lost',
  },
  'work-item-resolved': { status: 409, vi: 'Việc này đã được xử lý xong', en: 'This case has been resolved already' },
  'amount-too-large': {
    status: 422,
    vi: 'Số tiền cộng lại lớn hơn mức tính được chính xác',
    en: 'The amounts add up to more than can be told exactly',
  },
  'statement-unreadable': {
    status: 422,
    vi: 'Không đọc được sao kê: sai định dạng, thiếu cột hoặc số dư không khớp',
    en: 'The statement cannot be read: its form, a column or its balances are not right',
  },
  'statement-too-long': {
    status: 413,
    vi: 'Sao kê có hơn 5.000 dòng, hãy chia thành nhiều phần',
    en: 'The statement has more than 5,000 lines; send it in parts',
  },
  'statement-account-unnamed': {
    status: 422,
    vi: 'Sao kê không ghi số tài khoản: xác nhận đây là sao kê của tài khoản nhận tiền rồi áp dụng lại',
    en: "The statement names no account: confirm that it is of the hospital's receiving account and apply it again",
  },
  'statement-without-movement': {
    status: 422,
    vi: 'Sao kê đọc được nhưng không có giao dịch nào',
    en: 'The statement can be read, and has no movement in it',
  },
  'statement-other-account': {
    status: 422,
    vi: 'Sao kê này không phải của tài khoản nhận tiền của bệnh viện',
    en: "This statement is not of the hospital's receiving account",
  },
  'nothing-in-suspense': {
    status: 409,
    vi: 'Việc này không có khoản tiền nào đang chờ xác định',
    en: 'No unexplained money belongs to this case',
  },
  'placement-waiting': {
    status: 409,
    vi: 'Khoản tiền này đã có đề nghị đang chờ hoặc đã được duyệt',
    en: 'It has been asked already where this money goes',
  },
  'placement-decided': {
    status: 409,
    vi: 'Đề nghị này đã được trả lời',
    en: 'This request has been answered already',
  },
  'needs-another-person': {
    status: 403,
    vi: 'Người duyệt phải khác người đề nghị',
    en: 'Another person than the one who asked must approve',
  },
  'day-not-over': { status: 409, vi: 'Ngày này chưa kết thúc', en: 'This day is not over yet' },
  'day-closed': { status: 409, vi: 'Ngày này đã khoá sổ', en: 'This day has been closed already' },
  'breaks-unowned': {
    status: 409,
    vi: 'Còn chênh lệch chưa có người phụ trách',
    en: 'There are differences that nobody has taken on',
  },
  'too-many-breaks': {
    status: 409,
    vi: 'Quá nhiều chênh lệch để khoá sổ, hãy nhập đủ sao kê trước',
    en: 'There are too many differences to close the day; bring the whole statement first',
  },
  'break-resolved': {
    status: 409,
    vi: 'Chênh lệch này đã được xử lý xong',
    en: 'This difference has been resolved already',
  },
  'more-than-due': {
    status: 422,
    vi: 'Số tiền lớn hơn số còn phải trả',
    en: 'The amount is more than what is still due',
  },
  // tills and refunds
  'till-taken': { status: 409, vi: 'Quầy này đang có ca thu chưa kết thúc', en: 'This till is in use already' },
  'cashier-elsewhere': {
    status: 409,
    vi: 'Bạn đang có ca thu chưa kết thúc ở một quầy khác',
    en: 'You have an open session at another till',
  },
  'till-closed': { status: 409, vi: 'Quầy này chưa mở ca thu', en: 'No session is open at this till' },
  'not-your-till': { status: 403, vi: 'Ca thu này của thu ngân khác', en: "This is another cashier's session" },
  'till-full': {
    status: 409,
    vi: 'Ca thu đã có quá nhiều giao dịch, hãy kết ca và mở ca mới',
    en: 'The session holds as many movements as it can; close it and open another',
  },
  'drawer-too-small': {
    status: 409,
    vi: 'Trong quầy không đủ tiền mặt',
    en: 'The drawer does not hold so much cash',
  },
  'closing-not-waiting': {
    status: 409,
    vi: 'Ca thu này không chờ xác nhận chênh lệch',
    en: 'No difference of this session waits for a confirmation',
  },
  'tendered-too-little': {
    status: 422,
    vi: 'Tiền khách đưa ít hơn số thu',
    en: 'Less was handed over than is to be taken',
  },
  'bill-not-paid': {
    status: 409,
    vi: 'Viện phí chưa trả đủ: hãy giảm dịch vụ trên bảng kê thay vì hoàn tiền',
    en: 'The bill is not fully paid: correct its charges instead of refunding',
  },
  'fund-pays-line': {
    status: 409,
    vi: 'BHYT chi trả một phần dịch vụ này: hãy giảm phí trên bảng kê, tiền thừa sẽ vào tạm ứng',
    en: 'The fund pays a part of this service: correct its charge, and what was paid too much goes to the deposit',
  },
  'more-than-refundable': {
    status: 422,
    vi: 'Số tiền lớn hơn số còn có thể hoàn',
    en: 'The amount is more than can still be refunded',
  },
  'over-refund-limit': {
    status: 403,
    vi: 'Số tiền vượt hạn mức của thu ngân, quản trị viên phải đề nghị',
    en: 'The amount is above what a cashier may ask for; an administrator has to',
  },
  'payee-needed': {
    status: 422,
    vi: 'Không biết tài khoản đã chuyển tiền, hãy nhập tài khoản nhận hoặc chi tiền mặt',
    en: 'The account that paid is not known: name one to pay to, or pay in cash',
  },
  'refund-waiting': {
    status: 409,
    vi: 'Việc này đã có đề nghị hoàn tiền',
    en: 'A refund has been asked for this case already',
  },
  'refund-decided': { status: 409, vi: 'Đề nghị hoàn tiền này đã được trả lời', en: 'This refund has been decided' },
  'refund-not-ready': {
    status: 409,
    vi: 'Khoản hoàn đang ở trạng thái không làm được việc này',
    en: 'This cannot be done with the refund as it stands',
  },
  'payout-differs': {
    status: 422,
    vi: 'Số tiền đã chuyển khác số tiền được duyệt hoàn',
    en: 'The transfer is of another amount than the refund',
  },
  'refund-other-way': {
    status: 409,
    vi: 'Khoản hoàn này được duyệt để trả bằng cách khác',
    en: 'This refund was approved to be paid another way',
  },
  // one card and deposits
  'card-exists': {
    status: 409,
    vi: 'Người bệnh đã có một thẻ đang dùng; nếu thất lạc, hãy khoá thẻ đó trước',
    en: 'This patient has a card in use already; block it first if it was lost',
  },
  'card-unknown': { status: 404, vi: 'Không có thẻ khám bệnh này', en: 'There is no such One Card' },
  'card-blocked': {
    status: 409,
    vi: 'Thẻ đã bị khoá, hãy đến quầy để nhận thẻ mới',
    en: 'This card is blocked; please get a new one at the desk',
  },
  'card-other-hospital': {
    status: 409,
    vi: 'Đây là thẻ của bệnh viện khác, không dùng được ở đây',
    en: 'This card belongs to another hospital and is not accepted here',
  },
  'card-of-another': {
    status: 409,
    vi: 'Thẻ này không phải của người bệnh có tên trên bảng kê',
    en: 'This card is not that of the patient of the bill',
  },
  'behalf-needs-staff': {
    status: 403,
    vi: 'Muốn trả thay cho người khác, xin mời đến quầy',
    en: 'To pay for somebody else, please come to the desk',
  },
  'balance-too-low': {
    status: 409,
    vi: 'Số dư tạm ứng không đủ',
    en: 'The balance is too low',
  },
  // price lists, corrected charges and voided bills
  'price-day-past': {
    status: 422,
    vi: 'Bảng giá không thể có hiệu lực từ ngày đã qua; giá sai được sửa bằng dòng giá mới từ ngày sau',
    en: 'A price list cannot begin on a past day; a wrong price is corrected by a line of a later day',
  },
  'workbook-unreadable': {
    status: 422,
    vi: 'Không đọc được tệp Excel (.xlsx), hoặc tệp quá lớn khi giải nén',
    en: 'The workbook (.xlsx) cannot be read, or is too big when unpacked',
  },
  'charge-below-zero': {
    status: 422,
    vi: 'Không thể giảm nhiều hơn số lượng còn lại của khoản phí',
    en: 'More would be taken back than is left of this charge',
  },
  'charge-by-order': {
    status: 422,
    vi: 'Mã này chỉ được tính phí qua chỉ định hoặc đơn thuốc',
    en: 'This code is charged by an order or a prescription only',
  },
  'day-outside-visit': {
    status: 422,
    vi: 'Ngày không nằm trong thời gian của lượt khám',
    en: 'The day lies before the visit or in the future',
  },
  'bill-has-payments': {
    status: 409,
    vi: 'Bảng kê đã có tiền nộp, phải hoàn trả trước khi huỷ',
    en: 'Money was paid on this bill; it has to be refunded before the bill can be voided',
  },
  'bill-void': { status: 409, vi: 'Bảng kê này đã huỷ', en: 'This bill is void' },
  'bill-refunded': {
    status: 409,
    vi: 'Bảng kê này đã hoàn tiền, không tính lại hay hoàn thêm được',
    en: 'Money of this bill was refunded; it cannot be reckoned or refunded again',
  },
  'bill-unchanged': {
    status: 409,
    vi: 'Bảng kê không có gì thay đổi',
    en: 'Nothing on this bill would change',
  },
  'void-waiting': {
    status: 409,
    vi: 'Đã có đề nghị huỷ bảng kê này đang chờ duyệt',
    en: 'It has been asked already that this bill is voided',
  },
  'void-decided': {
    status: 409,
    vi: 'Đề nghị huỷ này đã được trả lời',
    en: 'This request to void the bill has been answered already',
  },
  // receipts and invoices
  'invoice-exists': {
    status: 409,
    vi: 'Bảng kê này đã có hoá đơn hoặc đề nghị xuất hoá đơn',
    en: 'This bill already has an invoice, or one was asked for',
  },
  'invoice-bill-unpaid': {
    status: 409,
    vi: 'Bảng kê chưa thanh toán xong',
    en: 'This bill is not fully paid',
  },
  'nothing-to-invoice': {
    status: 409,
    vi: 'Không có khoản nào để xuất hoá đơn',
    en: 'There is nothing to invoice',
  },
  'invoice-differs': {
    status: 409,
    vi: 'Biên lai và bảng kê lệch nhau, phải đối chiếu trước',
    en: 'Receipts and bill differ: reconcile them first',
  },
  'month-not-over': {
    status: 409,
    vi: 'Tháng này chưa kết thúc',
    en: 'This month is not over yet',
  },
  'month-invoiced': {
    status: 409,
    vi: 'Tháng này đã xuất hoá đơn cho cơ quan bảo hiểm',
    en: 'This month is invoiced to the insurer already',
  },
  'invoice-replaced': {
    status: 409,
    vi: 'Hoá đơn này đã được thay thế',
    en: 'This invoice has been replaced',
  },
  'invoice-adjusted': {
    status: 409,
    vi: 'Hoá đơn đã điều chỉnh thì tiếp tục điều chỉnh, không thay thế',
    en: 'An adjusted invoice is adjusted again, not replaced',
  },
  'invoice-is-adjustment': {
    status: 409,
    vi: 'Đây là hoá đơn điều chỉnh: hãy điều chỉnh hoá đơn gốc',
    en: 'This is an adjustment: adjust the original invoice',
  },
  'invoice-change-waiting': {
    status: 409,
    vi: 'Hoá đơn này đang có đề nghị chờ duyệt',
    en: 'A change of this invoice waits for a decision',
  },
  'invoice-change-decided': {
    status: 409,
    vi: 'Đề nghị này đã được trả lời',
    en: 'This request has been answered already',
  },
  'more-than-invoiced': {
    status: 409,
    vi: 'Điều chỉnh giảm nhiều hơn số còn lại của hoá đơn',
    en: 'This takes more than the invoice still holds',
  },
  'invoice-not-handed-over': {
    status: 409,
    vi: 'Hoá đơn chưa chuyển cho nhà cung cấp',
    en: 'The invoice was not handed over yet',
  },
  'invoice-registered': {
    status: 409,
    vi: 'Hoá đơn đã được ghi nhận với kết quả khác',
    en: 'The invoice is registered with another answer',
  },
  // the insurer's month, account statements and status queries
  'month-claimed': {
    status: 409,
    vi: 'Tháng này đã lập đề nghị thanh toán với quỹ',
    en: 'The insurer has been asked for this month already',
  },
  'month-not-claimed': {
    status: 409,
    vi: 'Tháng này chưa lập đề nghị thanh toán với quỹ',
    en: 'The insurer has not been asked for this month yet',
  },
  'month-settled': { status: 409, vi: 'Tháng này đã quyết toán xong', en: 'This month is settled and stays as it is' },
  'month-still-open': {
    status: 409,
    vi: 'Còn số tiền quỹ chưa trả và chưa từ chối',
    en: 'Some of it is neither paid nor cut yet',
  },
  'nothing-claimed': {
    status: 409,
    vi: 'Tháng này không có khoản nào đề nghị quỹ thanh toán',
    en: 'There is nothing to ask the insurer for',
  },
  'more-than-open': {
    status: 409,
    vi: 'Số tiền lớn hơn phần quỹ còn phải trả của tháng',
    en: 'The amount is more than what is open of this month',
  },
  'answer-decided': {
    status: 409,
    vi: 'Kết quả giám định này đã được duyệt hoặc từ chối',
    en: 'This answer has been decided on already',
  },
  'answer-waiting': {
    status: 409,
    vi: 'Còn kết quả giám định đang chờ duyệt',
    en: 'An answer of the insurer is still waiting for a decision',
  },
  'asking-not-offered': {
    status: 422,
    vi: 'Nhà cung cấp này không cho tra cứu giao dịch bằng mã của bệnh viện',
    en: 'This provider cannot be asked for payments by our codes',
  },
  'asking-key-missing': {
    status: 422,
    vi: 'Cần khoá API tra cứu của nhà cung cấp này',
    en: 'This provider is asked with a key of its own, which is missing',
  },
  'period-too-long': {
    status: 422,
    vi: 'Khoảng thời gian quá dài, hãy chia nhỏ',
    en: 'The period is too long; ask for it in parts',
  },
  'period-not-right': {
    status: 422,
    vi: 'Khoảng thời gian không hợp lệ: ngày đầu phải trước ngày cuối, và chưa tới thì chưa có số liệu',
    en: 'The period is not right: it begins after its end, or lies in the future',
  },
  'balances-not-ready': {
    status: 409,
    vi: 'Số dư các ngày trước đang được tính, hãy thử lại sau',
    en: 'The balances of earlier days are still being summed up; try again later',
  },
} as const satisfies Record<string, { status: number; vi: string; en: string }>;
