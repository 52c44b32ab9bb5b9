import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPaymentCodes, isPaymentCode, paymentCode, paymentCodeLength } from './payment-code.ts';

const alphabet = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const aPrefix = fc.string({ unit: fc.constantFrom(...alphabet.slice(10)), minLength: 2, maxLength: 2 });
const aCode = fc.tuple(aPrefix, fc.uuid()).map(([prefix, id]) => paymentCode(prefix, id));

describe('a payment code', () => {
  it('has two letters, ten characters and a check character, none of them I, L, O or U', () => {
    fc.assert(
      fc.property(aCode, (code) => {
        expect(code).toMatch(/^[A-HJKMNP-TV-Z]{2}[0-9A-HJKMNP-TV-Z]{11}$/);
        expect(code).toHaveLength(paymentCodeLength);
        expect(isPaymentCode(code)).toBe(true);
      }),
    );
  });

  it('is the same for the same entropy and differs when the last 50 bits do', () => {
    const one = paymentCode('DN', '01932c07-209c-7def-8b0a-1c2d3e4f5a6b');
    expect(paymentCode('DN', '01932C07-209C-7DEF-8B0A-1C2D3E4F5A6B')).toBe(one);
    expect(paymentCode('DN', '11932c07-209c-7def-8b0a-1c2d3e4f5a6b')).toBe(one);
    expect(paymentCode('DN', '01932c07-209c-7def-8b0b-1c2d3e4f5a6b')).not.toBe(one);
  });

  it('needs a prefix of its alphabet and enough entropy', () => {
    for (const prefix of ['', 'D', 'DNX', 'DO', 'dn', 'D1'])
      expect(() => paymentCode(prefix, 'f'.repeat(32))).toThrow(RangeError);
    for (const entropy of ['', 'f'.repeat(12), 'g'.repeat(32)])
      expect(() => paymentCode('DN', entropy)).toThrow(RangeError);
  });

  it('is no longer one when any character of it is another', () => {
    fc.assert(
      fc.property(aCode, fc.nat(paymentCodeLength - 1), fc.constantFrom(...alphabet), (code, at, other) => {
        fc.pre(code.charAt(at) !== other);
        expect(isPaymentCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('is no longer one when any two characters of it change places', () => {
    fc.assert(
      fc.property(aCode, fc.nat(paymentCodeLength - 1), fc.nat(paymentCodeLength - 1), (code, a, b) => {
        fc.pre(code.charAt(a) !== code.charAt(b));
        const characters = [...code];
        [characters[a], characters[b]] = [code.charAt(b), code.charAt(a)];
        expect(isPaymentCode(characters.join(''))).toBe(false);
      }),
    );
  });

  it('is no longer one for every neighbour exchange and every substitution of one code, tried out in full', () => {
    const code = paymentCode('DN', '01932c07-209c-7def-8b0a-1c2d3e4f5a6b');
    for (let at = 0; at < code.length; at++) {
      for (const other of alphabet) {
        if (other !== code.charAt(at))
          expect(isPaymentCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
      }
      const swapped = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
      if (swapped !== code) expect(isPaymentCode(swapped)).toBe(false);
    }
  });
});

describe('the text of a transfer', () => {
  it('gives back the code whatever the bank puts around it, in whatever case, with whatever punctuation', () => {
    fc.assert(
      fc.property(
        aCode,
        fc.string({ maxLength: 30 }),
        fc.string({ maxLength: 30 }),
        fc.constantFrom('', ' ', '-', '.'),
        (code, before, behind, mark) => {
          const printed = [...code].join(mark).toLowerCase();
          expect(findPaymentCodes(before + printed + behind)).toContain(code);
        },
      ),
    );
  });

  it('gives each code once, in the order of the text', () => {
    const [one, two] = [paymentCode('DN', '0000000000001'), paymentCode('DN', '0000000000002')];
    expect(findPaymentCodes(`MBVCB.327.${two} ck ${one}, ${two}`)).toEqual([two, one]);
  });

  it('gives nothing when there is no code in it', () => {
    expect(findPaymentCodes('NGUYEN VAN A chuyen tien')).toEqual([]);
    expect(findPaymentCodes('')).toEqual([]);
  });
});
