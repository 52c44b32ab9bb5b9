import { dong } from '../../shared/kernel/money.ts';
import { escapeHtml } from '../../shared/kernel/text.ts';
import { amountInWords } from './amount-in-words.ts';
import type { Buyer } from './buyer.ts';
import type { Invoice } from './invoice.ts';

/** Characters that no XML 1.0 document may hold, not even as a reference (XML 1.0 section 2.2). */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const text = (value: string): string => escapeHtml(value.replace(forbidden, ''));
const element = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : `<${name}>${typeof value === 'number' ? value : text(value)}</${name}>`;

/** `1C26TAA-00000001`: form, symbol without the form, number. */
function partsOf(invoice: string): { form: string; symbol: string; number: number } {
  return { form: invoice.slice(0, 1), symbol: invoice.slice(1, 7), number: Number(invoice.slice(8)) };
}

/** The invoice that this one changes: 1 takes its place, 2 adjusts it. */
function relation({ adjusts, replaces, reason }: Invoice): string {
  const other = adjusts ?? replaces;
  if (other === undefined) return '';
  const { form, symbol, number } = partsOf(other);
  const names = [element('KHMSHDCLQuan', form), element('KHHDCLQuan', symbol), element('SHDCLQuan', number)];
  const kind = element('TCHDon', replaces === undefined ? 2 : 1);
  return `<TTHDLQuan>${kind}${names.join('')}${element('GChu', reason)}</TTHDLQuan>`;
}

function buyerXml(buyer: Buyer | undefined, { kind }: Invoice): string {
  const unnamed = kind === 'insurer' ? 'Cơ quan bảo hiểm xã hội' : 'Người bệnh không lấy hoá đơn';
  const names = [
    element('Ten', buyer?.name ?? unnamed),
    element('MST', buyer?.taxCode),
    element('DChi', buyer?.address),
    element('CCCDan', buyer?.citizenId),
    element('DCTDTu', buyer?.email),
  ];
  return `<NMua>${names.join('')}</NMua>`;
}

/**
 * The file that the hospital's e-invoice provider takes an invoice from. A format of our own, version 1: its elements
 * bear the names by which Vietnamese e-invoices are widely known, and nothing here says that it is the tax authority's
 * schema. The provider makes the legal document, signs it and sends it. Deterministic: the same invoice gives the same
 * bytes.
 */
export function invoiceXml(invoice: Invoice, buyer: Buyer | undefined): string {
  const { form, symbol, number } = partsOf(invoice.invoice);
  const { seller, day, issuedAt, lines, total } = invoice;
  // Services of health care are not subject to value-added tax; only a value-added invoice says so.
  const rate = form === '1' ? element('TSuat', 'KCT') : '';
  const rows = lines.map(
    (line, at) =>
      `<HHDVu>${element('STT', at + 1)}${element('THHDVu', line.text)}${element('SLuong', line.quantity)}${element('ThTien', line.amount)}${rate}</HHDVu>`,
  );
  const general = [
    element('KHMSHDon', form),
    element('KHHDon', symbol),
    element('SHDon', number),
    element('NLap', day),
    element('TDLap', issuedAt),
    element('DVTTe', 'VND'),
    relation(invoice),
  ];
  const sold = [
    element('Ten', seller.name),
    element('MST', seller.taxCode),
    element('DChi', seller.address),
    element('MCSKCB', seller.facilityCode),
  ];
  const words = `${total < 0 ? 'Giảm ' : ''}${amountInWords(dong(Math.abs(total)))}`;
  const sums = [element('TgTTTBSo', total), element('TgTTTBChu', words)];
  return `<?xml version="1.0" encoding="UTF-8"?>
<BanGiaoHoaDon phienBan="1"><HDon><DLHDon Id="${text(invoice.invoice)}"><TTChung>${general.join('')}</TTChung><NDHDon><NBan>${sold.join('')}</NBan>${buyerXml(buyer, invoice)}<DSHHDVu>${rows.join('')}</DSHHDVu><TToan>${sums.join('')}</TToan></NDHDon></DLHDon></HDon></BanGiaoHoaDon>
`;
}
