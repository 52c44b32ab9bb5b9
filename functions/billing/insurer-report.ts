import { type Dong, dong } from '../../shared/kernel/money.ts';
import type { Rows } from '../../shared/kernel/table-file.ts';
import { escapeHtml } from '../../shared/kernel/text.ts';
import { localDay } from '../../shared/kernel/time.ts';
import type { TableReads } from '../../shared/ports/table.ts';
import { type BillAnswer, type InsurerMonth, openOf } from './insurer-month.ts';
import { type InsurerAnswer, insurerMonths } from './insurer-months.ts';
import { linesOf } from './nettings.ts';

/** What a month with the insurer was made of. */
interface InsurerReport {
  readonly hospital: string;
  readonly month: InsurerMonth;
  readonly bills: readonly (readonly [bill: string, claimed: Dong])[];
  /** What earlier months left to take off this one. Dong, zero or less. */
  readonly brought: Dong;
  readonly answers: readonly InsurerAnswer[];
  readonly answered: ReadonlyMap<string, BillAnswer>;
}

export async function insurerReportOf(
  month: InsurerMonth,
  hospital: string,
  table: TableReads,
): Promise<InsurerReport> {
  const { bills: claimed, carried: brought } = await linesOf(month.month, table);
  const answered = await insurerMonths(table).answered(month.month);
  return {
    hospital,
    month,
    bills: [...claimed].sort(([a], [b]) => (a < b ? -1 : 1)),
    brought,
    answers: await insurerMonths(table).answers(month.month),
    answered: new Map(answered.map((one) => [one.bill, one])),
  };
}

/** One row for each bill, then the sums of the month. Whole dong. */
export function insurerRows({ month, bills, brought, answered }: InsurerReport): Rows {
  return [
    ['row', 'bill', 'claimed', 'accepted', 'cut', 'reason'],
    ...bills.map(([bill, claimed]) => {
      const answer = answered.get(bill);
      return ['bill', bill, claimed, answer?.accepted, answer && claimed - answer.accepted, answer?.reason];
    }),
    ...(brought === 0 ? [] : [['brought', month.month, brought]]),
    ['claimed', month.month, month.claimed],
    ['paid', month.month, month.paid],
    ['cut', month.month, month.cut],
    ...(month.carried === undefined ? [] : [['carried', month.month, month.carried]]),
    ['open', month.month, openOf(month)],
  ];
}

/** What was cut by the insurer's reasons, the biggest first. */
function cutsByReason(answered: Iterable<BillAnswer>): { reason: string; bills: number; cut: Dong }[] {
  const reasons = new Map<string, { bills: number; cut: number }>();
  for (const { claimed, accepted, reason = '' } of answered) {
    if (accepted === claimed) continue;
    const sum = reasons.get(reason) ?? { bills: 0, cut: 0 };
    reasons.set(reason, { bills: sum.bills + 1, cut: sum.cut + claimed - accepted });
  }
  return [...reasons]
    .map(([reason, { bills, cut }]) => ({ reason, bills, cut: dong(cut) }))
    .sort((a, b) => b.cut - a.cut || (a.reason < b.reason ? -1 : 1));
}

const words = {
  vi: {
    title: 'Quyết toán với quỹ bảo hiểm y tế',
    month: 'Tháng',
    claimed: 'Đã đề nghị, chờ quỹ trả',
    settled: 'Đã quyết toán',
    moved: ['Tháng trước chuyển sang', 'Chuyển tháng sau'],
    sums: ['Đề nghị', 'Đã trả', 'Từ chối', 'Còn lại'],
    bills: 'Số bảng kê',
    answers: 'Kết quả giám định',
    cuts: 'Từ chối theo lý do',
    heads: ['Ngày', 'Số bảng kê', 'Đề nghị', 'Chấp nhận', 'Từ chối', 'Trạng thái', 'Người duyệt'],
    reasonHeads: ['Lý do', 'Số bảng kê', 'Số tiền'],
    states: { requested: 'Chờ duyệt', approved: 'Đã duyệt', rejected: 'Không duyệt' },
    none: 'Không có',
    signatures: ['Người lập', 'Kế toán trưởng', 'Giám đốc'],
    sign: '(Ký, ghi rõ họ tên)',
  },
  en: {
    title: 'Settlement with the health insurance fund',
    month: 'Month',
    claimed: 'Claimed, not settled yet',
    settled: 'Settled',
    moved: ['Brought from earlier months', 'Carried into a later month'],
    sums: ['Claimed', 'Paid', 'Cut', 'Open'],
    bills: 'Bills',
    answers: "The insurer's answers",
    cuts: 'Cut, by reason',
    heads: ['Day', 'Bills', 'Claimed', 'Accepted', 'Cut', 'State', 'Approved by'],
    reasonHeads: ['Reason', 'Bills', 'Amount'],
    states: { requested: 'Waiting', approved: 'Approved', rejected: 'Rejected' },
    none: 'None',
    signatures: ['Prepared by', 'Chief accountant', 'Director'],
    sign: '(signature, full name)',
  },
} as const;

const style = `
:root{color-scheme:light}
body{margin:0;background:#fff;color:#111;font:14px/1.45 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem;margin:.2rem 0;text-align:center}h2{font-size:1.05rem;margin:1.2rem 0 .3rem}
table{width:100%;border-collapse:collapse}thead{display:table-header-group}
th,td{border:1px solid #888;padding:.25rem .5rem;text-align:left}th.n,td.n{text-align:right}td.n{white-space:nowrap}
.signs{display:grid;grid-template-columns:repeat(3,1fr);margin-top:2rem;text-align:center;break-inside:avoid}
.signs p{margin:0 0 5rem}
@page{size:A4;margin:15mm}
@media screen and (max-width:40rem){main{padding:.5rem}table{display:block;overflow-x:auto}}
@media print{body{font-size:12px}main{max-width:none;padding:0}h2{break-after:avoid}}`;

/** The month as a page to print and to sign. Names no patient and no bill. */
export function insurerPage(
  { hospital, month, bills, brought, answers, answered }: InsurerReport,
  lang: 'vi' | 'en',
): string {
  const word = words[lang];
  const format = new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB');
  const cell = (value: string | number): string =>
    typeof value === 'number' ? `<td class="n">${format.format(value)}</td>` : `<td>${escapeHtml(value)}</td>`;
  const table = (heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
    rows.length === 0
      ? `<p>${word.none}</p>`
      : `<table><thead><tr>${heads.map((head, n) => `<th scope="col"${rows.some((row) => typeof row[n] === 'number') ? ' class="n"' : ''}>${head}</th>`).join('')}</tr></thead><tbody>${rows
          .map((row) => `<tr>${row.map(cell).join('')}</tr>`)
          .join('')}</tbody></table>`;
  const name = month.month.split('-').reverse().join('/');
  const told = answers.map((one) => [
    localDay(new Date(one.requestedAt)).split('-').reverse().join('/'),
    one.bills,
    one.claimed,
    one.accepted,
    one.cut,
    word.states[one.state],
    one.decidedBy ?? '',
  ]);
  const cuts = cutsByReason(answered.values()).map(({ reason, bills: count, cut }) => [reason, count, cut]);
  const left = month.carried ?? 0;
  const moved = brought === 0 && left === 0 ? '' : table(word.moved, [[brought, left]]);
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${word.title} ${name}</title><style>${style}</style></head>
<body><main>
<p>${escapeHtml(hospital)}</p>
<h1>${word.title}</h1>
<p>${word.month}: ${name}. ${word[month.state]}. ${word.bills}: ${format.format(bills.length)}.</p>
${table(word.sums, [[month.claimed, month.paid, month.cut, openOf(month)]])}
${moved}
<h2>${word.answers}</h2>
${table(word.heads, told)}
<h2>${word.cuts}</h2>
${table(word.reasonHeads, cuts)}
<div class="signs">${word.signatures.map((who) => `<div><strong>${who}</strong><p>${word.sign}</p></div>`).join('')}</div>
</main></body></html>`;
}
