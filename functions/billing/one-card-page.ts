import type { ReceivingAccount } from '../../shared/contracts/tenants.ts';
import { escapeHtml } from '../../shared/kernel/text.ts';
import type { OneCard } from './one-card.ts';

/** ID-1 of ISO/IEC 7810, as bank cards have it: 85.6 x 54 mm, corners of some 3 mm. */
const style = `
@page{size:85.6mm 54mm;margin:0}
*{box-sizing:border-box}
body{margin:0;color:#14212b;font:2.6mm/1.3 system-ui,sans-serif;-webkit-print-color-adjust:exact;print-color-adjust:exact}
section{width:85.6mm;height:54mm;padding:4mm;display:grid;grid-template-columns:1fr 34mm;gap:3mm;align-items:center;overflow:hidden;break-after:page;break-inside:avoid}
section:last-child{break-after:auto}
h1{font-size:4.6mm;line-height:1.15;margin:0}h1 small{display:block;font-size:3mm;font-weight:400;color:#4a5b68}
p{margin:1.4mm 0 0}.from{margin:0 0 2mm;font-weight:600}
.number{font:600 3.4mm/1.2 ui-monospace,monospace;letter-spacing:.1mm;white-space:nowrap}
.en{color:#4a5b68;margin-top:.4mm}.back{font-size:2.3mm}.back h1{font-size:4mm}
.qr svg{display:block;width:34mm;height:34mm}
@media screen{body{background:#f2f5f7;padding:6mm}section{background:#fff;border:.2mm solid #d5dde3;border-radius:3.2mm;margin:0 auto 6mm}}`;

/** `TK 01234 56789 X`: groups that a person can type. */
const grouped = (oneCard: string): string =>
  [oneCard.slice(0, 2), oneCard.slice(2, 7), oneCard.slice(7, 12), oneCard.slice(12)].join(' ');

/**
 * Both sides of a card, each a page of its own, in Vietnamese and English. It names the hospital and nobody else: who
 * finds a lost card learns neither name nor number of a person.
 * @param front SVG of what the card says, for kiosk, desk and till
 * @param back SVG of its standing VietQR, for a bank's app
 */
export function oneCardPage(
  { oneCard }: OneCard,
  payTo: ReceivingAccount,
  { front, back }: { front: string; back: string },
): string {
  const number = `<p class="number">${grouped(oneCard)}</p>`;
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>Thẻ khám bệnh / One Card</title><style>${style}</style></head>
<body>
<section><div><p class="from">${escapeHtml(payTo.name)}</p><h1>Thẻ khám bệnh<small lang="en">One Card</small></h1>${number}
<p>Đăng ký khám và thanh toán tại kiốt, quầy và quỹ thu.</p><p class="en" lang="en">Registers and pays at kiosk, desk and till.</p></div><div class="qr">${front}</div></section>
<section class="back"><div><h1>Nạp tiền<small lang="en">Top up</small></h1>
<p>Quét bằng ứng dụng ngân hàng, nhập số tiền.</p><p class="en" lang="en">Scan with a banking app, enter the amount.</p>
${number}<p>${escapeHtml(payTo.account)}<br>${escapeHtml(payTo.name)}</p>
<p>Mất thẻ? Báo ngay cho quầy.</p><p class="en" lang="en">Lost? Tell the desk at once.</p></div><div class="qr">${back}</div></section>
</body></html>`;
}
