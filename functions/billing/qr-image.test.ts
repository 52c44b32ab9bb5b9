import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { qrPng, qrSvg } from './qr-image.ts';
import { encodeVietQr, type VietQrInput } from './vietqr.ts';

/** An independent reader, as the payer's phone is one. */
function read(png: Uint8Array): string | undefined {
  const { data, width, height } = PNG.sync.read(Buffer.from(png));
  // Its CommonJS build arrives as a namespace in Node and as the function itself in a bundler.
  const decode = 'default' in jsqr ? jsqr.default : jsqr;
  return decode(new Uint8ClampedArray(data), width, height)?.data;
}

const payloadOf = (more: Partial<VietQrInput>): string => {
  const written = encodeVietQr({ bankBin: '970436', account: '0121000456789', service: 'QRIBFTTA', ...more });
  if (!written.ok) throw new Error(written.reason);
  return written.payload;
};

describe('a drawn code', () => {
  it.each([
    ['a reusable code', payloadOf({})],
    ['a bill', payloadOf({ amount: '1250000', additional: { purpose: 'DN0123456789A' } })],
    [
      'a bill with all its texts',
      payloadOf({
        amount: '9999999999999',
        mcc: '8062',
        merchantName: 'Bệnh viện ĐK Đồng Nai',
        city: 'Đồng Nai',
        postalCode: '76000',
        additional: { billNumber: 'B'.repeat(25), referenceLabel: 'R'.repeat(25), purpose: 'P'.repeat(25) },
      }),
    ],
    [
      'a code that names its merchant in another script',
      payloadOf({ otherLanguage: { language: 'vi', merchantName: 'Bệnh viện' } }),
    ],
  ])('of %s reads back as its payload', async (_what, payload) => {
    expect(read(await qrPng(payload))).toBe(payload);
  });

  it('of a series of bills reads back as its payload for each of them', async () => {
    for (let n = 1; n <= 12; n++) {
      const payload = payloadOf({
        amount: String(n * 37_501),
        additional: { purpose: `DN${String(n * 7919).padStart(11, '0')}` },
      });
      expect(read(await qrPng(payload))).toBe(payload);
    }
  });

  it('is SVG for a screen, without a script or a link in it', async () => {
    const svg = await qrSvg(payloadOf({ amount: '50000' }));
    expect(svg).toMatch(/^<svg [^>]*viewBox=/);
    expect(svg).not.toMatch(/script|href/);
  });
});
