/**
 * The closed family of expected outcomes that are not success. A door returns a refusal; only the runtime knows
 * its status, and a person reads `vi` or `en`. Anything thrown is a bug.
 */
export const refusals = {
  // the edge
  'invalid-input': {
    status: 400,
    vi: 'Dữ liệu gửi lên chưa đúng',
    en: 'The request does not fit what this address takes',
  },
  unauthenticated: { status: 401, vi: 'Cần đăng nhập', en: 'A valid sign-in is required' },
  'not-allowed': { status: 403, vi: 'Bạn không có quyền làm việc này', en: 'Your role may not do this' },
  'not-found': { status: 404, vi: 'Không tìm thấy', en: 'Not found' },
  'not-acceptable': {
    status: 406,
    vi: 'Không có dạng dữ liệu được yêu cầu',
    en: 'The requested representation does not exist',
  },
  'key-missing': { status: 400, vi: 'Thiếu tiêu đề Idempotency-Key', en: 'The Idempotency-Key header is required' },
  'key-reused': {
    status: 409,
    vi: 'Khoá yêu cầu đã dùng cho nội dung khác',
    en: 'This Idempotency-Key was used with another body',
  },
  'too-many-requests': {
    status: 429,
    vi: 'Quá nhiều yêu cầu, vui lòng thử lại sau giây lát',
    en: 'Too many requests; please try again in a moment',
  },
  'hospital-suspended': { status: 403, vi: 'Bệnh viện đang tạm ngưng hoạt động', en: 'This hospital is suspended' },
  'hospital-leaving': {
    status: 409,
    vi: 'Bệnh viện đang rời hệ thống, chỉ còn xem được dữ liệu',
    en: 'This hospital is leaving; its data can be read but not changed',
  },
  'hospital-departed': { status: 403, vi: 'Bệnh viện đã rời hệ thống', en: 'This hospital has left' },
  'too-large': { status: 413, vi: 'Nội dung quá lớn', en: 'The body is too large' },
  'unsupported-media': { status: 415, vi: 'Không hỗ trợ kiểu nội dung này', en: 'This content type is not supported' },
  busy: {
    status: 409,
    vi: 'Nhiều người cùng thao tác, hãy thử lại',
    en: 'Too many people changed this at once, please try again',
  },
  unexpected: {
    status: 500,
    vi: 'Lỗi hệ thống, đã ghi nhận',
    en: 'Something failed on our side; it has been recorded',
  },
  // tenants
  'hospital-exists': { status: 409, vi: 'Mã bệnh viện đã được dùng', en: 'This hospital code is already in use' },
  'hospital-provisioned': {
    status: 409,
    vi: 'Bệnh viện đã được khởi tạo xong',
    en: 'This hospital is on the platform already',
  },
  'account-exists': {
    status: 409,
    vi: 'Tài khoản nhận tiền này đã được khai báo',
    en: 'This receiving account is already registered',
  },
  'hospital-not-active': { status: 409, vi: 'Bệnh viện hiện không hoạt động', en: 'This hospital is not at work' },
  'hospital-not-suspended': {
    status: 409,
    vi: 'Bệnh viện không ở trạng thái tạm ngưng',
    en: 'This hospital is not suspended',
  },
  'access-not-approved': {
    status: 403,
    vi: 'Bệnh viện chưa đồng ý cho truy cập này',
    en: 'The hospital has not approved this access',
  },
  'access-expired': { status: 403, vi: 'Quyền truy cập này đã hết hạn', en: 'This access has ended' },
  'access-decided': {
    status: 409,
    vi: 'Yêu cầu truy cập này đã được trả lời',
    en: 'This request for access has been answered already',
  },
  'departure-not-exported': {
    status: 409,
    vi: 'Dữ liệu bàn giao chưa sẵn sàng hoặc đã được xác nhận',
    en: 'The export is not ready, or has been confirmed already',
  },
  'manifest-differs': {
    status: 422,
    vi: 'Mã băm không khớp với bản kê bàn giao',
    en: 'This is not the hash of the manifest that was handed over',
  },
  'receipt-missing': {
    status: 409,
    vi: 'Bệnh viện chưa xác nhận đã nhận đủ dữ liệu',
    en: 'The hospital has not confirmed yet that it has everything',
  },
  // identity and insurance
  'card-unreadable': { status: 422, vi: 'Không đọc được mã trên thẻ', en: 'The code on the card could not be read' },
  'person-unknown': { status: 404, vi: 'Chưa có thông tin người bệnh', en: 'This person is not registered here' },
  // queue
  'clinic-unknown': { status: 404, vi: 'Không có phòng khám này', en: 'There is no such clinic' },
  'ticket-already-held': {
    status: 409,
    vi: 'Người bệnh đã có số ở phòng khám này',
    en: 'This patient already holds a number for this clinic',
  },
  'priority-needs-staff': {
    status: 403,
    vi: 'Diện ưu tiên này cần nhân viên tiếp đón xác nhận',
    en: 'The reception must confirm this priority',
  },
  'line-empty': { status: 409, vi: 'Không còn ai chờ', en: 'Nobody is waiting' },
  'ticket-not-open': { status: 409, vi: 'Số này không còn hiệu lực', en: 'This number is no longer open' },
  // encounters and records
  'encounter-closed': { status: 409, vi: 'Lượt khám đã kết thúc', en: 'This visit is already closed' },
  'diagnosis-missing': { status: 409, vi: 'Chưa có chẩn đoán', en: 'The visit has no diagnosis yet' },
  'code-unknown': { status: 422, vi: 'Mã không có trong danh mục', en: 'The code is not in the catalogue' },
  'visit-full': {
    status: 409,
    vi: 'Lượt khám đã có quá nhiều chỉ định và thuốc',
    en: 'This visit holds as many orders and drugs as a visit can',
  },
  'prescription-too-long': {
    status: 422,
    vi: 'Đơn thuốc vượt quá số ngày cho phép',
    en: 'The prescription covers more days than the law allows',
  },
  'hospital-unready': {
    status: 409,
    vi: 'Bệnh viện đang được khởi tạo, vui lòng thử lại sau giây lát',
    en: 'The hospital is still being set up, please try again in a moment',
  },
  'encounter-open': { status: 409, vi: 'Lượt khám chưa kết thúc', en: 'The visit is not closed yet' },
  'document-damaged': {
    status: 409,
    vi: 'Tệp hồ sơ không còn như lúc ký, hãy báo quản trị',
    en: 'The file of this record is not what was signed any more; tell the administrators',
  },
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
    vi: 'Bảng kê này đã hoàn tiền, không tính lại được',
    en: 'Money of this bill was refunded; it cannot be reckoned again',
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
    vi: 'Bảng kê chưa thanh toán xong hoặc đã hoàn tiền',
    en: 'This bill is not fully paid, or money of it was paid back',
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
  // staff
  'login-taken': { status: 409, vi: 'Tên đăng nhập này đã được dùng', en: 'This login is taken' },
  'certificate-missing': {
    status: 422,
    vi: 'Bác sĩ phải có số giấy phép hành nghề',
    en: 'A doctor needs the number of a licence to practise',
  },
  'member-left': { status: 409, vi: 'Nhân viên này đã nghỉ việc', en: 'This member of the staff has left' },
  'own-access': {
    status: 409,
    vi: 'Không ai tự quyết định quyền truy cập của chính mình; hãy nhờ quản trị viên khác',
    en: 'Nobody decides on their own access; another administrator has to',
  },
  'last-admin': {
    status: 409,
    vi: 'Bệnh viện phải còn ít nhất một quản trị viên',
    en: 'The hospital must keep at least one administrator',
  },
  'account-awaited': {
    status: 409,
    vi: 'Tài khoản đang được tạo, vui lòng thử lại sau giây lát',
    en: 'The account is still being made, please try again in a moment',
  },
  'member-not-at-work': {
    status: 422,
    vi: 'Có người trong lịch trực không còn làm việc vào ngày này',
    en: 'Somebody on the roster does not work here on that day',
  },
  'role-not-held': {
    status: 422,
    vi: 'Có người trong lịch trực không giữ vai trò được phân công',
    en: 'Somebody on the roster does not hold the role they are set down for',
  },
  'shifts-overlap': {
    status: 422,
    vi: 'Có người được phân công ở hai nơi cùng lúc',
    en: 'Somebody is set down for two places at once',
  },
  'day-over': { status: 409, vi: 'Không sửa được lịch trực của ngày đã qua', en: 'The roster of a past day stands' },
  'review-closed': { status: 409, vi: 'Đợt rà soát này đã kết thúc', en: 'This review is closed' },
  'review-decided': {
    status: 409,
    vi: 'Tài khoản này đã được quyết định trong đợt rà soát',
    en: 'This account has been decided in this review already',
  },
  'roles-not-fewer': {
    status: 422,
    vi: 'Rà soát chỉ có thể bớt vai trò, không thêm',
    en: 'A review takes roles away and adds none',
  },
  // moving in
  'csv-not-utf8': {
    status: 422,
    vi: 'Tệp không phải UTF-8, hãy lưu lại dạng "CSV UTF-8"',
    en: 'The file is not UTF-8; save it again as "CSV UTF-8"',
  },
  'csv-unreadable': { status: 422, vi: 'Không đọc được tệp CSV', en: 'The file cannot be read as CSV' },
  'csv-header': {
    status: 422,
    vi: 'Dòng tiêu đề thiếu cột, thừa cột hoặc lặp cột',
    en: 'The header lacks a column, repeats one, or names one that is not known',
  },
  'csv-too-long': {
    status: 413,
    vi: 'Tệp có quá nhiều dòng, hãy chia thành nhiều phần',
    en: 'The file has too many rows; send it in parts',
  },
  'import-changed': {
    status: 409,
    vi: 'Tệp này chưa được kiểm tra thử hoặc đã thay đổi sau khi kiểm tra',
    en: 'This very file has not been checked, or it was changed since',
  },
  'import-has-errors': {
    status: 409,
    vi: 'Tệp còn dòng lỗi; sửa các dòng đó hoặc chọn bỏ qua',
    en: 'The file has rows with errors; mend them or choose to skip them',
  },
  // devices
  'device-exists': { status: 409, vi: 'Thiết bị này đã được khai báo', en: 'This device is already registered' },
  'device-elsewhere': {
    status: 409,
    vi: 'Số sê-ri này thuộc một bệnh viện khác',
    en: 'This serial number belongs to another hospital',
  },
  'claim-missing': {
    status: 409,
    vi: 'Thiết bị không có mã ghi danh còn hiệu lực, hãy xin quản trị viên mã mới',
    en: 'This device has no valid claim code; ask an administrator for a new one',
  },
  'claim-locked': {
    status: 409,
    vi: 'Đã nhập sai mã quá nhiều lần, hãy xin quản trị viên mã mới',
    en: 'Too many wrong codes were tried; ask an administrator for a new one',
  },
  'claim-code-wrong': { status: 403, vi: 'Mã ghi danh không đúng', en: 'The claim code is wrong' },
  'certificate-unfit': {
    status: 422,
    vi: 'Chứng thư của thiết bị không đạt yêu cầu',
    en: 'The certificate of the device does not fit what is asked of it',
  },
  'certificate-used': {
    status: 409,
    vi: 'Chứng thư hoặc khoá này đã được dùng, thiết bị phải tạo khoá mới',
    en: 'This certificate or key was used before; the device must make a new key',
  },
  'device-unknown': {
    status: 401,
    vi: 'Chứng thư này không thuộc thiết bị nào đang hoạt động',
    en: 'No device is at work with this certificate',
  },
  'device-revoked': { status: 403, vi: 'Thiết bị đã bị thu hồi', en: 'This device has been revoked' },
  'assertion-invalid': {
    status: 401,
    vi: 'Thiết bị chưa chứng minh được mình',
    en: 'The device did not prove itself',
  },
  // imaging
  'not-dicom': { status: 422, vi: 'Tệp không phải DICOM', en: 'The part is not a DICOM instance' },
  // sharing between hospitals
  'hospital-unknown': {
    status: 422,
    vi: 'Không có bệnh viện này để chia sẻ',
    en: 'There is no such other hospital to share with',
  },
  'grant-missing': {
    status: 403,
    vi: 'Chưa được cho phép xem hồ sơ này',
    en: 'No valid grant lets you see this record',
  },
} as const satisfies Record<string, { status: number; vi: string; en: string }>;

export type RefusalCode = keyof typeof refusals;

/** Refusals the runtime itself may give on any route; doors never declare them. */
export const edgeRefusals = [
  'invalid-input',
  'unauthenticated',
  'not-allowed',
  'hospital-suspended',
  'hospital-leaving',
  'hospital-departed',
  'too-many-requests',
  'key-missing',
  'key-reused',
  'too-large',
  'unsupported-media',
  'not-acceptable',
  'busy',
  'unexpected',
] as const satisfies readonly RefusalCode[];

/** An expected outcome. `because` is a short machine-readable reason without personal data. */
export interface Refusal<C extends RefusalCode = RefusalCode> {
  readonly refused: C;
  readonly because?: string;
}

export const refuse = <const C extends RefusalCode>(refused: C, because?: string): Refusal<C> =>
  because === undefined ? { refused } : { refused, because };

export const isRefusal = (x: unknown): x is Refusal =>
  typeof x === 'object' && x !== null && 'refused' in x && typeof x.refused === 'string' && x.refused in refusals;
