import PDFDocument from 'pdfkit';
import type { ReceiptDocument, Said } from './receipt-document.ts';
import { receiptFont } from './receipt-font.ts';

/** A5 upright in points, 72 to the inch. */
const page = { width: 419.53, height: 595.28, margin: 26 };
const inner = page.width - 2 * page.margin;
const bottom = page.height - page.margin - 14;
/** Left edge and width of each column: service, quantity, total, insurance, co-payment, own. */
const columns = [0, 128, 152, 208, 262, 315].map((at, n, all) => ({ at, width: (all[n + 1] ?? inner) - at - 3 }));
const heads = ['Dịch vụ / Service', 'SL', 'Thành tiền', 'BHYT trả', 'Cùng chi trả', 'Tự trả'];

const money = new Intl.NumberFormat('vi-VN');
const both = ({ vi, en }: Said): string => `${vi} / ${en}`;

type Paper = InstanceType<typeof PDFDocument>;

/** One row of the table; a row that would cross the foot of the page begins a new one. */
function row(paper: Paper, cells: readonly string[], grey: boolean): void {
  const heights = cells.map((cell, n) => paper.heightOfString(cell, { width: columns[n]?.width ?? inner }));
  const height = Math.max(...heights) + 3;
  if (paper.y + height > bottom) paper.addPage();
  const top = paper.y;
  if (grey)
    paper
      .rect(page.margin, top - 1, inner, height)
      .fill('#eeeeee')
      .fill('#111111');
  for (const [n, { at, width }] of columns.entries()) {
    paper.text(cells[n] ?? '', page.margin + at, top, { width, align: n === 0 ? 'left' : 'right' });
  }
  paper.y = top + height;
  paper
    .moveTo(page.margin, paper.y - 1.5)
    .lineTo(page.margin + inner, paper.y - 1.5)
    .lineWidth(0.4)
    .stroke('#999999');
}

/** A name at the left, a value at the right of the paper. */
function pair(paper: Paper, name: string, value: string): void {
  const left = Math.min(paper.widthOfString(name) + 1, inner * 0.6);
  const right = inner - left - 6;
  const height = Math.max(paper.heightOfString(name, { width: left }), paper.heightOfString(value, { width: right }));
  if (paper.y + height > bottom) paper.addPage();
  const top = paper.y;
  paper.text(name, page.margin, top, { width: left });
  paper.text(value, page.margin + inner - right, top, { width: right, align: 'right' });
  paper.y = top + height + 1.5;
}

function heading(
  paper: Paper,
  { hospital, facilityCode, receipt, title, date }: ReceiptDocument,
  qr: Uint8Array,
): void {
  const { margin } = page;
  paper.image(Buffer.from(qr), margin + inner - 66, margin - 8, { width: 72 });
  paper.fontSize(11).text(hospital, margin, margin, { width: inner - 80 });
  paper.fontSize(8.5).text(`Mã cơ sở KCB: ${facilityCode}`).text(`Số / No.: ${receipt}`);
  paper.y = Math.max(paper.y, margin + 62);
  const centred = { width: inner, align: 'center' } as const;
  paper.fontSize(15).text(title.vi.toLocaleUpperCase('vi-VN'), margin, paper.y, centred);
  paper.fontSize(8.5).text(title.en, centred).text(both(date), centred).moveDown(0.6);
}

/**
 * A receipt as a PDF of A5 with its font inside, so that Vietnamese prints the same everywhere.
 * @param qr PNG of the receipt's number
 */
export async function receiptPdf(document: ReceiptDocument, qr: Uint8Array, now: Date): Promise<Uint8Array> {
  const { person, encounter, lines, sums, words, way, receipt, title, printed, copy } = document;
  const info = { Title: `${title.vi} ${receipt}`, Author: document.hospital, CreationDate: now, ModDate: now };
  const size: [number, number] = [page.width, page.height];
  // Pages are numbered at the end, so they are kept until then. No font of the library's own: they lie in files.
  const paper = new PDFDocument({ size, margin: page.margin, lang: 'vi', info, font: '', bufferPages: true });
  paper.font(Buffer.from(receiptFont()));
  heading(paper, document, qr);
  pair(paper, 'Mã người bệnh / Patient code', person);
  if (encounter !== undefined) pair(paper, 'Mã lượt khám / Visit', encounter);
  pair(paper, 'Hình thức thanh toán / Paid by', both(way));
  paper.moveDown(0.4).fontSize(7.5);
  if (lines.length > 0) row(paper, heads, true);
  for (const line of lines) {
    const amounts = [line.quantity, line.total, line.fundPays, line.coPayment, line.ownPayment];
    row(paper, [`${line.vi}\n${line.en}`, ...amounts.map((amount) => money.format(amount))], false);
  }
  paper.moveDown(0.4).fontSize(8.5);
  for (const sum of sums) pair(paper, both(sum), `${money.format(sum.amount)} đồng`);
  pair(paper, 'Bằng chữ / In words', words);
  paper.moveDown(0.6);
  signatures(paper);
  const { count } = paper.bufferedPageRange();
  for (let at = 0; at < count; at++) {
    paper.switchToPage(at);
    const foot = `${both(copy)}\n${both(printed)}${count > 1 ? ` · ${receipt} · ${at + 1}/${count}` : ''}`;
    // Below the margin a line of text would begin a page of its own.
    paper.page.margins.bottom = 0;
    paper.fontSize(6.5).text(foot, page.margin, bottom + 2, { width: inner });
  }
  paper.end();
  const chunks: Buffer[] = [];
  for await (const chunk of paper) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function signatures(paper: Paper): void {
  if (paper.y + 60 > bottom) paper.addPage();
  const top = paper.y;
  const half = { width: inner / 2, align: 'center' } as const;
  paper.text('Người nộp tiền / Payer\n(ký, ghi rõ họ tên)', page.margin, top, half);
  paper.text('Người thu tiền / Cashier\n(ký, ghi rõ họ tên)', page.margin + inner / 2, top, half);
}
