import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVietQr } from './vietqr-reader.ts';

/** The dynamic code to an account in the VietQR format document of NAPAS, v1.0, September 2021, section 6.1.3. */
const printed =
  '00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E';

describe("the bank's own reader of VietQR codes", () => {
  it('reads the printed sample of NAPAS', () => {
    expect(readVietQr(printed)).toEqual({
      bin: '970403',
      account: '0011012345678',
      amount: 180_000,
      purpose: 'thanh toan don hang',
      payee: '',
    });
  });
  it('refuses a code with any one character changed', () => {
    fc.assert(
      fc.property(fc.nat(printed.length - 1), fc.constantFrom(...'0123456789ABCDEF'), (at, other) => {
        fc.pre(printed[at] !== other);
        expect(() => readVietQr(`${printed.slice(0, at)}${other}${printed.slice(at + 1)}`)).toThrow();
      }),
    );
  });
  it('refuses a second account behind the first, as an account swap would have it', () => {
    const swapped =
      '00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA38570010A00000072701270006970403011399999999999990208QRIBFTTA53037045802VN6304';
    expect(() => readVietQr(`${swapped}3900`)).toThrow('no EMVCo code');
  });
});
