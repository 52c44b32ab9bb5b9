import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BillingStage, openBillingStage } from '../../test/billing-stage.ts';
import { deskStage } from '../../test/desk-stage.ts';

let stage: BillingStage;
beforeEach(async () => {
  stage = await openBillingStage();
});
afterEach(() => stage.close());
const page = (link: string, more: object = {}) =>
  stage.request('GET /bills/{link}', { link: link.replace('/bills/', ''), ...more });

describe('the bill on a patient phone', () => {
  it('shows services, fees, shares and the QR code in Vietnamese, and names nobody', async () => {
    const { link, code } = await stage.billed('e-1');
    const reply = await page(link);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const text of [
      'lang="vi"',
      'Siêu âm ổ bụng',
      '60.000 ₫',
      '110.000 ₫',
      'Bảo hiểm y tế trả',
      'Cần thanh toán',
      code,
    ])
      expect(reply.text).toContain(text);
    expect(reply.text).toContain('<svg');
    expect(reply.text).not.toContain('person-of-e-1');
    expect(reply.text).not.toMatch(/<script|<img|https?:\/\/(?!www\.w3\.org)/);
  });
  it('speaks English when asked, and ignores what a messenger adds to the link', async () => {
    const { link } = await stage.billed('e-1');
    const reply = await page(link, { lang: 'en', utm_source: 'zalo' });
    for (const text of ['lang="en"', 'Abdominal ultrasound', '110,000 ₫', 'To pay']) expect(reply.text).toContain(text);
    expect((await page(link, { lang: 'xx' })).text).toContain('lang="vi"');
  });
  it('says paid with the receipt when the money has come', async () => {
    const { link, code } = await stage.billed('e-1');
    await stage.pay(await stage.sepay(), { amount: 110_000, content: code });
    const reply = await page(link);
    expect(reply.text).toContain('Đã thanh toán');
    expect(reply.text).toMatch(/QR[1-4]-2026-000001/);
    expect(reply.text).not.toContain('<svg');
  });
  it('says what went back of a refunded bill, a part or all, and no longer that it is paid; it asks for nothing', async () => {
    const { bill, link, code } = await stage.billed('e-1');
    await stage.pay(await stage.sepay(), { amount: 110_000, content: code });
    const desk = deskStage(stage);
    const giveBack = async (amount: number) => {
      const { refund } = (await desk.refund({ kind: 'bill', bill }, amount)).body;
      await desk.decide(refund);
    };
    await giveBack(30_000);
    const part = (await page(link)).text;
    expect(part).toContain('Đã hoàn một phần');
    expect(part).toMatch(/Được duyệt hoàn<\/dt><dd>30\.000 ₫/);
    expect(part).not.toMatch(/<strong>Đã thanh toán|<svg/);
    await giveBack(80_000);
    const english = (await page(link, { lang: 'en' })).text;
    expect(english).toContain('<strong>Refunded</strong>');
    expect(english).toMatch(/Approved to go back<\/dt><dd>110,000 ₫/);
    expect(english).not.toContain('<svg');
    expect(english).toMatch(/QR[1-4]-2026-000001/);
  });
  it('is found by its link only', async () => {
    const { bill } = await stage.billed('e-1');
    expect((await page('0'.repeat(40))).status).toBe(404);
    expect((await page(bill)).status).toBe(404);
  });
  it('is audited as the reading of a bill', async () => {
    const { link, bill } = await stage.billed('e-1');
    await page(link);
    const audit = stage.stored('billing').filter((item) => item.pk.startsWith('AUDIT#'));
    expect(audit.map((item) => JSON.parse(item.value))).toContainEqual(
      expect.objectContaining({ act: 'read', door: 'billing.showBillPage', subject: bill }),
    );
  });
});

describe('the QR picture of a bill', () => {
  const picture = (bill: string) => stage.request('GET /v1/bills/{bill}/qr.png', { bill }, { as: 'kiosk' });
  it('reads back as the payload of the bill', async () => {
    const { bill, payload } = await stage.billed('e-1');
    const reply = await picture(bill);
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } });
    const { data, width, height } = PNG.sync.read(reply.bytes);
    // Its CommonJS build arrives as a namespace in Node and as the function itself in a bundler.
    const decode = 'default' in jsQR ? jsQR.default : jsQR;
    expect(decode(new Uint8ClampedArray(data), width, height)?.data).toBe(payload);
  });
  it('is refused when nothing is due', async () => {
    const { bill, code } = await stage.billed('e-1');
    await stage.pay(await stage.sepay(), { amount: 110_000, content: code });
    expect((await picture(bill)).status).toBe(409);
    expect((await picture('unknown')).status).toBe(404);
  });
});
