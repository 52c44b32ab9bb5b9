import { escapeHtml } from '../../shared/kernel/text.ts';
import type { DayReport } from './day-report.ts';
import { momentOf } from './receipt-document.ts';
import type { BreakView } from './reconciliation.ts';

type Language = 'vi' | 'en';

const words = {
  vi: {
    title: 'Báo cáo đối chiếu ngày',
    day: 'Ngày',
    account: 'Tài khoản',
    open: 'Chưa khoá sổ',
    closed: 'Đã khoá sổ',
    sides: 'Ngân hàng và sổ kế toán',
    bank: 'Ngân hàng',
    ledger: 'Sổ kế toán',
    count: 'Số giao dịch',
    in: 'Tiền vào',
    out: 'Tiền ra',
    agreed: 'Số giao dịch khớp',
    breaks: 'Chênh lệch',
    reference: 'Mã tham chiếu',
    kind: 'Loại',
    owner: 'Người phụ trách',
    outcome: 'Kết quả',
    trial: 'Bảng cân đối phát sinh trong ngày',
    debit: 'Nợ',
    credit: 'Có',
    balance: 'Chênh lệch',
    tills: 'Quỹ tiền mặt',
    lines: 'Sao kê ngân hàng',
    amount: 'Số tiền',
    others: 'Tài khoản khác, không có sao kê',
    statements: 'Chỉ ghi theo sao kê, không có thông báo của ngân hàng',
    statement: 'Lần nhập sao kê',
    brought: 'Người nhập',
    approved: 'Người duyệt',
    none: 'Không có',
    total: 'Cộng',
    signatures: ['Người lập', 'Thủ quỹ', 'Kế toán trưởng'],
    sign: '(Ký, ghi rõ họ tên)',
  },
  en: {
    title: 'Daily reconciliation',
    day: 'Day',
    account: 'Account',
    open: 'Not closed',
    closed: 'Closed',
    sides: 'Bank and ledger',
    bank: 'Bank',
    ledger: 'Ledger',
    count: 'Movements',
    in: 'Money in',
    out: 'Money out',
    agreed: 'Movements that agree',
    breaks: 'Differences',
    reference: 'Reference',
    kind: 'Kind',
    owner: 'Owner',
    outcome: 'Outcome',
    trial: 'Trial balance of the day',
    debit: 'Debit',
    credit: 'Credit',
    balance: 'Balance',
    tills: 'Tills',
    lines: 'Bank statement',
    amount: 'Amount',
    others: 'Other accounts, without a statement',
    statements: 'Settled from a statement only, without a notice of the bank',
    statement: 'Import',
    brought: 'Brought by',
    approved: 'Approved by',
    none: 'None',
    total: 'Total',
    signatures: ['Prepared by', 'Cashier', 'Chief accountant'],
    sign: '(signature, full name)',
  },
} as const;

const style = `
:root{color-scheme:light}
body{margin:0;background:#fff;color:#111;font:14px/1.45 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem;margin:.2rem 0;text-align:center}h2{font-size:1.05rem;margin:1.2rem 0 .3rem}
table{width:100%;border-collapse:collapse}thead{display:table-header-group}
th,td{border:1px solid #888;padding:.25rem .5rem;text-align:left;vertical-align:top}
th.n,td.n{text-align:right}td.n{white-space:nowrap}tr{break-inside:avoid}
.signs{display:grid;grid-template-columns:repeat(3,1fr);margin-top:2rem;text-align:center;break-inside:avoid}
.signs p{margin:0 0 5rem}
@page{size:A4;margin:15mm}
@media screen and (max-width:40rem){main{padding:.5rem}table{display:block;overflow-x:auto}}
@media print{body{font-size:12px}main{max-width:none;padding:0}h2{break-after:avoid}}`;

/** `2026-11-24` as it is written in Viet Nam. */
const dayOf = (day: string): string => day.split('-').reverse().join('/');

/** The report of a day as a page to print and to sign. Names accounts, references and staff ids; no patient. */
export function dayReportPage(
  { hospital, reconciliation, accounts, tills, lines, statements }: DayReport,
  lang: Language,
): string {
  const word = words[lang];
  const format = new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB');
  const cell = (value: string | number | undefined): string =>
    typeof value === 'number' ? `<td class="n">${format.format(value)}</td>` : `<td>${escapeHtml(value ?? '')}</td>`;
  const table = (heads: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string =>
    rows.length === 0
      ? `<p>${word.none}</p>`
      : `<table><thead><tr>${heads.map((head, n) => `<th scope="col"${rows.some((row) => typeof row[n] === 'number') ? ' class="n"' : ''}>${head}</th>`).join('')}</tr></thead><tbody>${rows
          .map((row) => `<tr>${row.map(cell).join('')}</tr>`)
          .join('')}</tbody></table>`;
  const { day, account, state, bank, ledger, agreed, breaks, breakCount, others, closedAt, closedBy } = reconciliation;
  const sum = (of: 'debit' | 'credit'): number => accounts.reduce((total, one) => total + one[of], 0);
  const books = (rows: typeof accounts) => rows.map((one) => [one.account, one.debit, one.credit, one.balance]);
  const bookHeads = [word.account, word.debit, word.credit, word.balance];
  const outcomeOf = (one: BreakView): string => [one.outcome, one.note].filter(Boolean).join(': ');
  const closed =
    closedAt === undefined
      ? word.open
      : `${word.closed}: ${escapeHtml(`${momentOf(new Date(closedAt))} ${closedBy ?? ''}`)}`;
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${word.title} ${day}</title><style>${style}</style></head>
<body><main>
<p>${escapeHtml(hospital)}</p>
<h1>${word.title}</h1>
<p>${word.day}: ${dayOf(day)}. ${word.account}: ${escapeHtml(account)}. ${state === 'closed' ? closed : word.open}.</p>
<h2>${word.sides}</h2>
${table(
  ['', word.count, word.in, word.out],
  [
    [word.bank, bank.lines, bank.in, bank.out],
    [word.ledger, ledger.entries, ledger.in, ledger.out],
  ],
)}
<p>${word.agreed}: ${format.format(agreed)}. ${word.breaks}: ${format.format(breakCount)}.</p>
<h2>${word.breaks}</h2>
${table(
  [word.reference, word.kind, word.bank, word.ledger, word.owner, word.outcome],
  breaks.map((one) => [one.reference, one[lang], one.bank ?? '', one.ledger ?? '', one.owner, outcomeOf(one)]),
)}
<h2>${word.trial}</h2>
${table(bookHeads, [...books(accounts), [word.total, sum('debit'), sum('credit'), sum('debit') - sum('credit')]])}
<h2>${word.tills}</h2>
${table(bookHeads, books(tills))}
<h2>${word.others}</h2>
${table(
  [word.account, word.in, word.out],
  others.map((one) => [one.account, one.in, one.out]),
)}
<h2>${word.statements}</h2>
${table(
  [word.statement, word.count, word.amount, word.brought, word.approved],
  statements.map((one) => [one.statement, one.count, one.amount, one.broughtBy, one.approvedBy]),
)}
<h2>${word.lines}</h2>
${table(
  [word.reference, word.day, word.amount],
  lines.map((line) => [line.reference, dayOf(line.day), line.direction === 'in' ? line.amount : -line.amount]),
)}
<div class="signs">${word.signatures.map((who) => `<div><strong>${who}</strong><p>${word.sign}</p></div>`).join('')}</div>
</main></body></html>`;
}
