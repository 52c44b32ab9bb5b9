import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { type ReceiptDocument, receiptDocument } from './receipt-document.ts';
import { receiptPage } from './receipt-page.ts';
import { receiptPdf } from './receipt-pdf.ts';

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());

const show = (kind: 'page' | 'pdf', receipt: string, as: 'cashier' | 'reception' | 'admin' | 'doctor' = 'cashier') =>
  stage.request(`GET /v1/receipts/{receipt}/${kind}`, { receipt }, { as });

async function paid(encounter = 'e-1'): Promise<string> {
  stage.cover(`person-of-${encounter}`);
  const { bill, code, due } = await stage.billed(encounter);
  await stage.pay(await stage.sepay(), { amount: due, content: code });
  return (await stage.bill(bill)).receipts[0];
}

/** The streams of a PDF, unpacked. */
function streamsOf(pdf: Buffer): string[] {
  const streams: string[] = [];
  let at = pdf.indexOf('stream\n');
  while (at >= 0) {
    const end = pdf.indexOf('\nendstream', at);
    const packed = pdf.subarray(at + 7, end);
    try {
      streams.push(inflateSync(packed).toString('latin1'));
    } catch {
      streams.push('');
    }
    at = pdf.indexOf('stream\n', end + 10);
  }
  return streams;
}

/** The characters for which a PDF's only font has a glyph in use, by its own map back to Unicode. */
function charactersOf(pdf: Buffer): Set<string> {
  const map = streamsOf(pdf).find((stream) => stream.includes('beginbfrange')) ?? '';
  const codes = [...map.matchAll(/<([0-9a-f ]+)>/g)].flatMap(([, hex = '']) => hex.split(' '));
  return new Set(codes.map((hex) => String.fromCodePoint(Number.parseInt(hex, 16))));
}

const sample: ReceiptDocument = receiptDocument(
  {
    receipt: 'TMT01-2026-000001',
    purpose: 'deposit',
    person: 'person-1',
    at: '2026-11-24T01:00:00.000Z',
    day: LocalDay.parse('2026-11-24'),
    amount: dong(2_000_005),
    deposited: dong(0),
    total: dong(0),
    fundPays: dong(0),
    patientPays: dong(0),
    settled: false,
    payment: 'p-1',
  },
  undefined,
  {
    template: 'general',
    level: 'basic',
    facilityCode: '75009',
    payTo: { bin: '970436', account: '1', name: 'Bệnh viện <b>Thử</b> & "Nghiệm"' },
  },
  new Date('2026-11-24T17:05:00.000Z'),
);

describe('a printed receipt', () => {
  it('shows hospital, number, Vietnamese date, codes, services with shares, the amount in words and the way', async () => {
    const receipt = await paid();
    const reply = await show('page', receipt);
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    for (const text of [
      'BV LONG-KHANH',
      receipt,
      'Ngày 24 tháng 11 năm 2026',
      'person-of-e-1',
      'Siêu âm ổ bụng',
      'Abdominal ultrasound',
      '110.000',
      'BHYT trả',
      'Cùng chi trả',
      'Tự trả',
      'Bằng chữ',
      'Chuyển khoản (sepay)',
      'In lúc 08:00 24/11/2026',
      '@page{size:A5',
      '<svg',
    ])
      expect(reply.text).toContain(text);
    expect(reply.text).toMatch(/[A-ZĐ][^<]+ nghìn [^<]*đồng/);
    expect(reply.text.indexOf('Biên lai thu tiền')).toBeLessThan(reply.text.indexOf('Receipt<'));
  });
  it('says on every print that prints are copies of one record, and printing changes nothing', async () => {
    const receipt = await paid();
    const before = stage.stored('billing').filter((item) => !item.pk.startsWith('AUDIT#'));
    const [first, second] = [await show('page', receipt), await show('page', receipt)];
    expect(first.text).toBe(second.text);
    expect(first.text).toContain('Mọi bản in đều là bản sao của cùng một biên lai');
    expect(stage.stored('billing').filter((item) => !item.pk.startsWith('AUDIT#'))).toEqual(before);
    const audit = stage.stored('billing').filter((item) => item.pk.startsWith('AUDIT#'));
    expect(audit.map((item) => JSON.parse(item.value))).toContainEqual(
      expect.objectContaining({ act: 'read', door: 'billing.showReceiptPage', subject: receipt }),
    );
  });
  it('shows hostile names of hospital and services as text', () => {
    const page = receiptPage(sample, '<svg></svg>');
    expect(page).not.toContain('<b>Thử');
    expect(page).toContain('&#60;b&#62;Thử&#60;/b&#62; &#38; &#34;Nghiệm&#34;');
    const zero = dong(0);
    const line = { quantity: 1, total: zero, fundPays: zero, coPayment: zero, ownPayment: zero };
    const bad = { ...line, vi: '<script>alert(1)</script>', en: '"><img src=x onerror=alert(1)>' };
    const text = receiptPage({ ...sample, lines: [bad] }, '');
    expect(text).not.toMatch(/<script|<img/);
    expect(text).toContain('&#60;script&#62;');
  });
  it('needs no bill: a deposit in cash has its own title and no services', () => {
    const page = receiptPage(sample, '');
    for (const text of ['Biên lai thu tạm ứng', 'TMT01-2026-000001', 'Tiền mặt', 'In lúc 00:05 25/11/2026'])
      expect(page).toContain(text);
    expect(page).toContain('Hai triệu không trăm lẻ năm đồng');
    expect(page).not.toContain('<thead>');
  });
  it('stays as it was when its bill is reckoned again, though no bill is so any more', async () => {
    const receipt = await paid();
    const { bill } = (await stage.request('GET /v1/receipts/{receipt}', { receipt }, { as: 'cashier' })).body;
    const before = (await show('page', receipt)).text;
    const source = (await stage.bill(bill)).lines.at(-1).source;
    const taken = { encounter: 'e-1', source, cancel: true, reason: 'Không làm' };
    await stage.request('POST /v1/encounters/{encounter}/charge-corrections', taken, { as: 'cashier' });
    await stage.request('POST /v1/bills/{bill}/recomputation', { bill, reason: 'Không làm' }, { as: 'cashier' });
    expect((await stage.bill(bill)).version).toBe(2);
    expect((await show('page', receipt)).text).toBe(before);
  });
  it('is for the desks of its hospital only', async () => {
    const receipt = await paid();
    expect((await show('page', receipt, 'doctor')).status).toBe(403);
    expect((await show('page', 'QR-2026-000099')).status).toBe(404);
    const other = { as: 'cashier' as const, hospital: 'thong-nhat' };
    expect((await stage.request('GET /v1/receipts/{receipt}/pdf', { receipt }, other)).status).toBe(404);
  });
});

describe('a receipt as PDF', () => {
  it('is a PDF of A5 with its font inside, in which every Vietnamese letter has a glyph', async () => {
    const reply = await show('pdf', await paid());
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } });
    const raw = reply.bytes.toString('latin1');
    expect(raw.slice(0, 5)).toBe('%PDF-');
    expect(raw).toContain('/MediaBox [0 0 419.53 595.28]');
    expect(raw).toContain('BeVietnamPro');
    const drawn = charactersOf(reply.bytes);
    for (const letter of 'Biênlaithutiền Siêuâmổbụng Mườinghìnđồng Ngườinộp'.replace(/ /g, ''))
      expect(drawn, letter).toContain(letter);
  });
  it('draws every letter of the alphabet with every tone', async () => {
    const vowels = 'aăâeêioôơuưy';
    const tones = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];
    const letters = [...vowels].flatMap((vowel) => tones.map((tone) => `${vowel}${tone}`.normalize('NFC')));
    const lower = [...letters, 'đ'].join('');
    const both = lower + lower.toLocaleUpperCase('vi');
    const drawn = charactersOf(Buffer.from(await receiptPdf({ ...sample, words: both }, await png(), stage.now())));
    expect([...both].filter((letter) => !drawn.has(letter))).toEqual([]);
  });
  it('goes on to further pages when the services are many', async () => {
    const line = { vi: 'Siêu âm ổ bụng', en: 'Ultrasound', quantity: 1, total: dong(60_000) };
    const shares = { fundPays: dong(0), coPayment: dong(0), ownPayment: dong(60_000) };
    const lines = Array.from({ length: 60 }, () => ({ ...line, ...shares }));
    const pdf = Buffer.from(await receiptPdf({ ...sample, lines }, await png(), stage.now())).toString('latin1');
    expect(pdf.match(/\/Type \/Page\n/g)).toHaveLength(3);
  });
});

const png = async (): Promise<Uint8Array> => {
  const { qrPng } = await import('./qr-image.ts');
  return qrPng('TMT01-2026-000001');
};
