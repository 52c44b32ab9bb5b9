import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OneCardText } from '../../shared/contracts/billing.ts';
import { TenantId } from '../../shared/kernel/ids.ts';
import { OneCardNumber, oneCardText, readOneCardText } from './one-card.ts';
import { paymentCode } from './payment-code.ts';
import { codePrefixes, standingPayload } from './request-payment.ts';
import { decodeVietQr } from './vietqr.ts';

const hospital = TenantId.parse('long-khanh');
const entropy = fc.stringMatching(/^[0-9a-f]{16}$/);
const numbers = entropy.map((hex) => paymentCode(codePrefixes.oneCard, hex));

describe('the number of a One Card', () => {
  it('is read back from what the card says, scanned or typed in small letters with blanks around', () => {
    fc.assert(
      fc.property(numbers, (oneCard) => {
        const text = oneCardText(hospital, oneCard);
        expect(text).toBe(`DNOC1:long-khanh:${oneCard}`);
        expect(OneCardText.safeParse(text).success).toBe(true);
        expect(OneCardNumber.safeParse(oneCard).success).toBe(true);
        expect(readOneCardText(text)).toEqual({ oneCard, hospital: 'long-khanh' });
        expect(readOneCardText(text.toUpperCase())).toEqual({ oneCard, hospital: 'long-khanh' });
        const printed = `${oneCard.slice(0, 2)} ${oneCard.slice(2, 7)} ${oneCard.slice(7, 12)} ${oneCard.slice(12)}`;
        expect(OneCardText.safeParse(printed).success).toBe(true);
        expect(readOneCardText(printed)).toEqual({ oneCard, hospital: undefined });
        expect(readOneCardText(` ${oneCard.toLowerCase()} `)).toEqual({ oneCard, hospital: undefined });
      }),
    );
  });
  it('with one wrong character, or two exchanged, is none', () => {
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const place = fc.integer({ min: 2, max: 12 });
    fc.assert(
      fc.property(numbers, place, fc.constantFrom(...alphabet), (oneCard, at, other) => {
        const wrong = oneCard.slice(0, at) + other + oneCard.slice(at + 1);
        expect(readOneCardText(wrong)?.oneCard).toBe(other === oneCard[at] ? oneCard : undefined);
      }),
    );
    fc.assert(
      fc.property(numbers, place, place, (oneCard, a, b) => {
        const swapped = [...oneCard];
        [swapped[a], swapped[b]] = [oneCard[b] ?? '', oneCard[a] ?? ''];
        const text = swapped.join('');
        expect(readOneCardText(text)?.oneCard).toBe(text === oneCard ? oneCard : undefined);
      }),
    );
  });
  it('is not the code of a bill, another format, or a text with something missing', () => {
    const bill = paymentCode(codePrefixes.bill, '0123456789abcdef');
    const card = paymentCode(codePrefixes.oneCard, '0123456789abcdef');
    for (const text of [bill, '', 'TK', `DNOC2:long-khanh:${card}`, `long-khanh:${card}`, `DNOC1::x:${card}`])
      expect(readOneCardText(text), text).toBeUndefined();
  });
  it('stands in a VietQR code that anybody may pay any amount by, as often as they like', () => {
    const payTo = { bin: '970436', account: '0121000456789', name: 'BV LONG KHANH' };
    const card = paymentCode(codePrefixes.oneCard, '0123456789abcdef');
    const read = decodeVietQr(standingPayload(payTo, card));
    expect(read).toMatchObject({
      ok: true,
      fields: { initMethod: '11', account: payTo.account, additional: { purpose: card } },
    });
    expect(read.ok && read.fields.amount).toBeUndefined();
  });
});
