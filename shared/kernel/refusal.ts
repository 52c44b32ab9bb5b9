import { chipRefusals } from './chip-refusals.ts';
import { deskRefusals } from './desk-refusals.ts';
import { moneyRefusals } from './money-refusals.ts';

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
    vi: 'Khoá yêu cầu đã dùng cho một yêu cầu khác: nội dung khác, hoặc của người khác',
    en: 'This Idempotency-Key was used for another request: with another body, or by another person',
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
  'clinic-closed': {
    status: 409,
    vi: 'Phòng khám đã kết thúc ngày khám',
    en: 'This clinic has closed for today',
  },
  'clinic-not-closed': { status: 409, vi: 'Phòng khám đang mở', en: 'This clinic is open' },
  'undo-not-yours': {
    status: 403,
    vi: 'Chỉ người đã thao tác hoặc tiếp đón mới được hoàn tác',
    en: 'Only whoever did this, or the reception, may undo it',
  },
  'ticket-not-called': { status: 409, vi: 'Số này chưa được gọi', en: 'This number has not been called' },
  'ticket-not-away': {
    status: 409,
    vi: 'Người bệnh này không đi làm xét nghiệm và cũng không vắng mặt',
    en: 'This patient is neither at tests nor absent',
  },
  'visit-begun': { status: 409, vi: 'Người bệnh đã vào khám', en: 'The visit with this number has begun' },
  'too-few-calls': {
    status: 409,
    vi: 'Chưa gọi đủ ba lần, chưa thể coi là vắng mặt',
    en: 'Call three times before marking the patient as absent',
  },
  'same-clinic': {
    status: 409,
    vi: 'Người bệnh đang chờ ở chính phòng khám này',
    en: 'The patient is in the line of this very clinic',
  },
  'nothing-to-undo': {
    status: 409,
    vi: 'Không còn thao tác nào để hoàn tác',
    en: 'There is nothing left to undo, or it is too late',
  },
  'appointment-in-past': { status: 409, vi: 'Giờ hẹn đã qua', en: 'This time has passed' },
  'appointment-too-far': { status: 409, vi: 'Ngày hẹn quá xa', en: 'This day is too far ahead' },
  'appointment-already-held': {
    status: 409,
    vi: 'Người bệnh đã có lịch hẹn ở phòng khám này trong ngày',
    en: 'This patient already has an appointment at this clinic on that day',
  },
  'appointment-ended': {
    status: 409,
    vi: 'Lịch hẹn đã huỷ hoặc người bệnh đã đến',
    en: 'This appointment was cancelled, or its patient has arrived',
  },
  'appointment-other-day': {
    status: 409,
    vi: 'Lịch hẹn không phải của hôm nay',
    en: 'This appointment is not for today',
  },
  'clinic-not-open-then': {
    status: 409,
    vi: 'Phòng khám không nhận hẹn vào giờ này',
    en: 'The clinic takes no appointments at that time',
  },
  'hour-full': { status: 409, vi: 'Giờ này đã kín lịch hẹn', en: 'No appointment is left in this hour' },
  'day-full': { status: 409, vi: 'Ngày này đã kín lịch hẹn', en: 'No appointment is left on this day' },
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
  ...moneyRefusals,
  ...chipRefusals,
  ...deskRefusals,
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
  'workbook-header': {
    status: 422,
    vi: 'Hàng tiêu đề của trang tính thiếu cột, thừa cột hoặc lặp cột',
    en: 'The titles of the sheet lack a column, repeat one, or name one that is not known',
  },
  'workbook-garbled': {
    status: 422,
    vi: 'Trang tính có chữ bị lỗi mã hóa; hãy sửa các ô đó rồi gửi lại',
    en: 'The sheet has letters that were broken by another encoding; mend those cells and send it again',
  },
  'import-changed': {
    status: 409,
    vi: 'Tệp này chưa được kiểm tra thử, hoặc tệp hay dữ liệu đối chiếu đã thay đổi sau khi kiểm tra; hãy kiểm tra lại',
    en: 'This very file has not been checked, or it or what it was compared with has changed since; check it again',
  },
  'import-running': {
    status: 409,
    vi: 'Một tệp cùng loại đang được nhập; hãy chờ xong rồi kiểm tra lại tệp này',
    en: 'Another file of this kind is being brought in; wait until it is done and check this one again',
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
