import { escapeHtml } from '../../shared/kernel/text.ts';
import type { ReceiptDocument, Said } from './receipt-document.ts';

const style = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#111;font:12px/1.3 system-ui,sans-serif}
main{max-width:148mm;margin:0 auto;padding:6mm}
header{display:grid;grid-template-columns:1fr auto;gap:4mm;align-items:start}
header svg{display:block;width:24mm;height:24mm}
h1{font-size:1.35rem;margin:0;text-align:center}
.date{text-align:center;margin:0 0 3mm;font-style:italic}
small{color:#444}
dl{display:grid;grid-template-columns:auto 1fr;gap:.5mm 3mm;margin:0 0 3mm}dt{color:#444}dd{margin:0;font-weight:600}
table{width:100%;border-collapse:collapse}table+table{margin-top:2mm}thead{display:table-header-group}
th,td{border:1px solid #999;padding:.6mm 1.2mm;text-align:left;vertical-align:top;font-weight:400}
thead th{font-weight:600}td.n,th.n{text-align:right}td.n{white-space:nowrap}tr{break-inside:avoid}
.services{font-size:11px;line-height:1.2}.services small{display:block}
tfoot tr:last-child th,tfoot tr:last-child td{font-weight:700}
.signs{display:grid;grid-template-columns:1fr 1fr;text-align:center;margin-top:3mm;break-inside:avoid}
.signs p{margin:0 0 14mm}
footer{border-top:1px solid #999;margin-top:3mm;padding-top:1mm;color:#444;font-size:10px}
@page{size:A5;margin:8mm}
@media print{main{max-width:none;padding:0}}`;

/** Vietnamese first, English small behind it. */
const both = ({ vi, en }: Said): string => `${escapeHtml(vi)} <small lang="en">${escapeHtml(en)}</small>`;

const money = new Intl.NumberFormat('vi-VN');
const cell = (amount: number, unit = ''): string => `<td class="n">${money.format(amount)}${unit}</td>`;

const heads: readonly Said[] = [
  { vi: 'Dịch vụ', en: 'Service' },
  { vi: 'SL', en: 'Qty' },
  { vi: 'Thành tiền', en: 'Total' },
  { vi: 'BHYT trả', en: 'Insurance' },
  { vi: 'Cùng chi trả', en: 'Co-payment' },
  { vi: 'Tự trả', en: 'Own' },
];

/**
 * A receipt as a page to print on A5, Vietnamese first and English second. Names codes and services; no person.
 * @param qr SVG of the receipt's number, for a desk that looks it up
 */
export function receiptPage(document: ReceiptDocument, qr: string): string {
  const { hospital, facilityCode, title, receipt, date, person, encounter, lines, sums, words, way } = document;
  const rows = lines.map(
    (line) =>
      `<tr><th scope="row">${both(line)}</th>${[line.quantity, line.total, line.fundPays, line.coPayment, line.ownPayment].map((one) => cell(one)).join('')}</tr>`,
  );
  const head = heads.map((one, at) => `<th scope="col"${at > 0 ? ' class="n"' : ''}>${both(one)}</th>`).join('');
  const services =
    lines.length === 0
      ? ''
      : `<table class="services"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const sumRows = sums.map((sum) => `<tr><th scope="row">${both(sum)}</th>${cell(sum.amount, ' đồng')}</tr>`);
  const facts: readonly [Said, string][] = [
    [{ vi: 'Mã người bệnh', en: 'Patient code' }, escapeHtml(person)],
    ...(encounter === undefined
      ? []
      : [[{ vi: 'Mã lượt khám', en: 'Visit' }, escapeHtml(encounter)] satisfies [Said, string]]),
    [{ vi: 'Hình thức thanh toán', en: 'Paid by' }, both(way)],
    [{ vi: 'Bằng chữ', en: 'In words' }, escapeHtml(words)],
  ];
  const signs: readonly Said[] = [
    { vi: 'Người nộp tiền', en: 'Payer' },
    { vi: 'Người thu tiền', en: 'Cashier' },
  ];
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${escapeHtml(title.vi)} ${escapeHtml(receipt)}</title><style>${style}</style></head>
<body><main>
<header><div><strong>${escapeHtml(hospital)}</strong><br><small>Mã cơ sở KCB: ${escapeHtml(facilityCode)}</small><br>Số <small lang="en">No.</small> <strong>${escapeHtml(receipt)}</strong></div>${qr}</header>
<h1>${both(title)}</h1>
<p class="date">${both(date)}</p>
<dl>${facts.map(([name, value]) => `<dt>${both(name)}</dt><dd>${value}</dd>`).join('')}</dl>
${services}
<table><tfoot>${sumRows.join('')}</tfoot></table>
<div class="signs">${signs.map((who) => `<div><strong>${both(who)}</strong><p><small>(ký, ghi rõ họ tên)</small></p></div>`).join('')}</div>
<footer>${both(document.copy)}<br>${both(document.printed)}</footer>
</main></body></html>`;
}
