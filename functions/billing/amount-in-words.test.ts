import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dong } from '../../shared/kernel/money.ts';
import { amountInWords } from './amount-in-words.ts';

describe('an amount on a receipt', () => {
  it.each([
    [0, 'Không đồng'],
    [1, 'Một đồng'],
    [10, 'Mười đồng'],
    [11, 'Mười một đồng'],
    [15, 'Mười lăm đồng'],
    [21, 'Hai mươi mốt đồng'],
    [25, 'Hai mươi lăm đồng'],
    [50, 'Năm mươi đồng'],
    [105, 'Một trăm lẻ năm đồng'],
    [111, 'Một trăm mười một đồng'],
    [1000, 'Một nghìn đồng'],
    [1005, 'Một nghìn không trăm lẻ năm đồng'],
    [37_000, 'Ba mươi bảy nghìn đồng'],
    [173_140, 'Một trăm bảy mươi ba nghìn một trăm bốn mươi đồng'],
    [1_000_000, 'Một triệu đồng'],
    [1_000_001, 'Một triệu không trăm lẻ một đồng'],
    [2_530_000, 'Hai triệu năm trăm ba mươi nghìn đồng'],
    [1_000_000_000, 'Một tỷ đồng'],
    [1_000_050_000, 'Một tỷ không trăm năm mươi nghìn đồng'],
    [3_000_000_000_000, 'Ba nghìn tỷ đồng'],
  ])('of %i is said "%s"', (amount, words) => {
    expect(amountInWords(dong(amount))).toBe(words);
  });
  it('is said in words that mean it: read back, they are the same amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999_999 }), (amount) => {
        expect(readBack(amountInWords(dong(amount)))).toBe(amount);
      }),
    );
  });
  it('is never negative', () => {
    expect(() => amountInWords(dong(-1))).toThrow(RangeError);
  });
});

const units = new Map([
  ['không', 0],
  ['một', 1],
  ['mốt', 1],
  ['hai', 2],
  ['ba', 3],
  ['bốn', 4],
  ['năm', 5],
  ['lăm', 5],
  ['sáu', 6],
  ['bảy', 7],
  ['tám', 8],
  ['chín', 9],
]);

/** What a person who hears the words would write down. */
function readBack(text: string): number {
  let total = 0;
  let million = 0;
  let group = 0;
  let digit = 0;
  const endGroup = (): number => {
    const said = group + digit;
    group = 0;
    digit = 0;
    return said;
  };
  for (const said of text.toLowerCase().replace(' đồng', '').split(' ')) {
    if (said === 'trăm') {
      group += digit * 100;
      digit = 0;
    } else if (said === 'mười') group += 10;
    else if (said === 'mươi') {
      group += digit * 10;
      digit = 0;
    } else if (said === 'nghìn') million += endGroup() * 1000;
    else if (said === 'triệu') million += endGroup() * 1_000_000;
    else if (said === 'tỷ') {
      total += (million + endGroup()) * 1_000_000_000;
      million = 0;
    } else if (said !== 'lẻ') digit = units.get(said) ?? Number.NaN;
  }
  return total + million + endGroup();
}
