/** Of the one table of refusals, those of the chip on a citizen card, one for each step of passive authentication. */
export const chipRefusals = {
  'chip-sod-unreadable': {
    status: 422,
    vi: 'Không đọc được phần chữ ký trên chip, vui lòng đặt lại thẻ',
    en: 'The security object of the chip cannot be read; place the card again',
  },
  'chip-algorithm-refused': {
    status: 422,
    vi: 'Chip dùng thuật toán băm hoặc chữ ký không được chấp nhận',
    en: 'The chip is signed with an algorithm that is not accepted',
  },
  'chip-content-changed': {
    status: 422,
    vi: 'Danh sách băm trên chip đã bị thay đổi',
    en: 'The list of hashes on the chip was changed after it was signed',
  },
  'chip-signature-invalid': {
    status: 422,
    vi: 'Chữ ký số trên chip không đúng',
    en: 'The signature of the chip is not valid',
  },
  'chip-issuer-unknown': {
    status: 422,
    vi: 'Chip không do cơ quan được tin cậy cấp',
    en: 'The chip was not signed by an authority that this hospital trusts',
  },
  'chip-signer-expired': {
    status: 422,
    vi: 'Chứng thư ký chip ngoài thời hạn hiệu lực',
    en: 'The certificate that signed the chip is outside its days of validity',
  },
  'chip-signer-revoked': {
    status: 422,
    vi: 'Chứng thư ký chip đã bị thu hồi',
    en: 'The certificate that signed the chip was revoked',
  },
  'chip-groups-missing': {
    status: 422,
    vi: 'Thiếu dữ liệu cần thiết từ chip',
    en: 'Needed data of the chip were not sent',
  },
  'chip-group-unlisted': {
    status: 422,
    vi: 'Có dữ liệu không nằm trong danh sách đã ký của chip',
    en: 'Data were sent that the signed list of the chip does not name',
  },
  'chip-group-changed': {
    status: 422,
    vi: 'Dữ liệu trên chip đã bị thay đổi hoặc thuộc thẻ khác',
    en: 'Data of the chip were changed, or are those of another card',
  },
  'chip-group-unreadable': {
    status: 422,
    vi: 'Dữ liệu trên chip không đúng định dạng thẻ căn cước',
    en: 'The data of the chip are not in the form of a citizen card',
  },
  'chip-numbers-differ': {
    status: 422,
    vi: 'Số định danh trên chip, vùng đọc máy và mã QR không khớp nhau',
    en: 'The numbers in the chip, its machine-readable zone and the QR code are not the same',
  },
  'chip-card-expired': { status: 422, vi: 'Thẻ căn cước đã hết hạn', en: 'This citizen card has expired' },
  'chip-root-unfit': {
    status: 422,
    vi: 'Chứng thư gốc không phải của cơ quan cấp chứng thư',
    en: 'This is not the certificate of an issuing authority',
  },
  'chip-revocations-unfit': {
    status: 422,
    vi: 'Danh sách thu hồi không do chứng thư gốc nào ở đây ký',
    en: 'No root certificate given here signed this revocation list',
  },
} as const satisfies Record<string, { status: number; vi: string; en: string }>;
