import type { ReceivingAccount } from '../../shared/contracts/tenants.ts';
import { escapeHtml } from '../../shared/kernel/text.ts';
import { bankOf } from './banks.ts';
import { type Bill, dueOf, versionOf } from './bill.ts';
import { refundedOf } from './refund.ts';

type Language = 'vi' | 'en';

const words = {
  vi: {
    title: 'Viện phí',
    visit: 'Ngày khám',
    due: 'Cần thanh toán',
    paid: 'Đã thanh toán',
    refunded: 'Đã hoàn tiền',
    refunded_part: 'Đã hoàn một phần',
    back: 'Được duyệt hoàn',
    void: 'Bảng kê đã huỷ, xin đừng thanh toán',
    corrected: 'Bảng kê đã tính lại, lần',
    scan: 'Quét mã bằng ứng dụng ngân hàng. Số tiền và nội dung đã có sẵn trong mã, xin đừng sửa.',
    saving: 'Đang mở trên điện thoại? Hãy chụp màn hình rồi chọn ảnh trong ứng dụng ngân hàng.',
    receiver: 'Người nhận',
    bank: 'Ngân hàng',
    account: 'Số tài khoản',
    amount: 'Số tiền',
    content: 'Nội dung chuyển khoản',
    expires: 'Mã dùng đến',
    services: 'Dịch vụ và phí',
    times: 'x',
    total: 'Tổng chi phí',
    fund: 'Bảo hiểm y tế trả',
    co: 'Cùng chi trả',
    own: 'Tự trả',
    patient: 'Người bệnh trả',
    received: 'Đã nhận',
    receipt: 'Biên lai',
    refresh: 'Trang tự cập nhật khi tiền đến.',
    other: 'English',
  },
  en: {
    title: 'Hospital bill',
    visit: 'Day of visit',
    due: 'To pay',
    paid: 'Paid',
    refunded: 'Refunded',
    refunded_part: 'Partly refunded',
    back: 'Approved to go back',
    void: 'This bill was cancelled; please do not pay it',
    corrected: 'This bill was reckoned again, version',
    scan: 'Scan with your banking app. Amount and content are in the code; please do not change them.',
    saving: 'Reading this on your phone? Take a screenshot and choose the picture in your banking app.',
    receiver: 'Receiver',
    bank: 'Bank',
    account: 'Account',
    amount: 'Amount',
    content: 'Transfer content',
    expires: 'Code valid until',
    services: 'Services and fees',
    times: 'x',
    total: 'Total',
    fund: 'Health insurance pays',
    co: 'Co-payment',
    own: 'Own payment',
    patient: 'Patient pays',
    received: 'Received',
    receipt: 'Receipt',
    refresh: 'This page updates itself when the money arrives.',
    other: 'Tiếng Việt',
  },
} as const;

/** Seconds between looks while money is awaited. */
const refreshSeconds = 30;

const style = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#f2f5f7;color:#14212b;font:18px/1.5 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:1rem}
header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
h1{font-size:1.5rem;margin:.25rem 0}h2{font-size:1.15rem;margin:0 0 .5rem}
a{color:#0b5c8a}
section{background:#fff;border:1px solid #d5dde3;border-radius:.75rem;padding:1rem;margin:1rem 0}
.state{text-align:center}.state strong{display:block;font-size:2.1rem;line-height:1.2}
.paid{background:#e4f5e9;border-color:#2a7d46}.paid strong{color:#17602f}
.qr{width:min(100%,20rem);margin:.75rem auto}.qr svg{display:block;width:100%;height:auto}
dl{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.35rem 1rem;margin:.5rem 0 0;text-align:left}
dt{color:#4a5b68}dd{margin:0;text-align:right;font-weight:600;white-space:nowrap}
table{width:100%;border-collapse:collapse}
th,td{padding:.45rem 0;border-top:1px solid #e3e9ed;text-align:left;font-weight:400;vertical-align:top}
td{text-align:right;white-space:nowrap;padding-left:1rem}
small{color:#4a5b68;display:block}tfoot th,tfoot td{font-weight:700}
p{margin:.5rem 0}`;

const moneyOf = (language: Language): ((amount: number) => string) => {
  const format = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB');
  return (amount) => `${format.format(amount)} ₫`;
};

const momentOf = (at: string, language: Language): string =>
  new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    timeZone: 'Asia/Ho_Chi_Minh',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(at));

/** `2026-11-24` as it is written in Viet Nam. */
const dayOf = (day: string): string => day.split('-').reverse().join('/');

/**
 * The bill as a page for the patient's phone. Names nobody: who holds the link sees services and sums.
 * @param qr SVG of the payload, when something is due
 */
export function billPage(bill: Bill, payTo: ReceivingAccount, qr: string | undefined, language: Language): string {
  const word = words[language];
  const money = moneyOf(language);
  const other: Language = language === 'vi' ? 'en' : 'vi';
  const refresh = qr === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`;
  const version = versionOf(bill);
  const correction = version === 1 ? '' : `<p>${word.corrected} ${version}</p>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${refresh}<meta name="referrer" content="no-referrer"><title>${word.title}</title><style>${style}</style></head>
<body><main>
<header><h1>${word.title}</h1><a href="?lang=${other}" lang="${other}">${word.other}</a></header>
<p>${word.visit}: ${dayOf(bill.day)}</p>${correction}
${stateSection(bill, payTo, qr, language)}
${linesSection(bill, language)}
${sumSection(bill, money, word)}
</main></body></html>`;
}

function stateSection(bill: Bill, payTo: ReceivingAccount, qr: string | undefined, language: Language): string {
  const word = words[language];
  const money = moneyOf(language);
  if (bill.state === 'void') return `<section class="state"><strong>${word.void}</strong></section>`;
  if (qr === undefined) {
    const receipts = bill.receipts.map((receipt) => `<p>${word.receipt} ${escapeHtml(receipt)}</p>`).join('');
    const isRefunded = bill.state === 'refunded' || bill.state === 'refunded_part';
    const [state, look] = isRefunded ? [word[bill.state], 'state'] : [word.paid, 'state paid'];
    return `<section class="${look}"><strong>${state}</strong>${receipts}</section>`;
  }
  const bank = bankOf(payTo.bin);
  const rows: [string, string][] = [
    [word.receiver, payTo.name],
    // A number that the list does not know yet says nothing to a patient either.
    ...(bank ? [[word.bank, bank.shortName] satisfies [string, string]] : []),
    [word.account, payTo.account],
    [word.amount, money(dueOf(bill))],
    [word.content, bill.code ?? ''],
    [word.expires, bill.expiresAt ? momentOf(bill.expiresAt, language) : ''],
  ];
  const facts = rows.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join('');
  return `<section class="state">${word.due}<strong>${money(dueOf(bill))}</strong>
<div class="qr">${qr}</div><p>${word.scan}</p><p><small>${word.saving} ${word.refresh}</small></p><dl>${facts}</dl></section>`;
}

function linesSection(bill: Bill, language: Language): string {
  const word = words[language];
  const money = moneyOf(language);
  const rows = bill.lines.map(
    (line) =>
      `<tr><th scope="row">${escapeHtml(line[language])}<small>${line.quantity} ${word.times} ${money(line.price)} · ${word.fund} ${money(line.fundPays)}</small></th><td>${money(line.total)}</td></tr>`,
  );
  return `<section><h2>${word.services}</h2><table><tbody>${rows.join('')}</tbody><tfoot><tr><th scope="row">${word.total}</th><td>${money(bill.total)}</td></tr></tfoot></table></section>`;
}

function sumSection(bill: Bill, money: (amount: number) => string, word: (typeof words)[Language]): string {
  const back = refundedOf(bill);
  const rows: [string, number][] = [
    [word.fund, bill.fundPays],
    [word.co, bill.coPayment],
    [word.own, bill.ownPayment],
    [word.patient, bill.patientPays],
    [word.received, bill.paid],
    ...(back > 0 ? [[word.back, back] satisfies [string, number]] : []),
  ];
  return `<section><dl>${rows.map(([name, amount]) => `<dt>${name}</dt><dd>${money(amount)}</dd>`).join('')}</dl></section>`;
}
