import type { Dong } from '../../shared/kernel/money.ts';

const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
const word = (digit: number): string => digits[digit] ?? '';

/** Tens and units; `joined` says that hundreds stand before. */
function belowHundred(tens: number, units: number, joined: boolean): string[] {
  if (tens === 0) {
    if (units === 0) return [];
    return joined ? ['lẻ', word(units)] : [word(units)];
  }
  const spoken = tens === 1 ? ['mười'] : [word(tens), 'mươi'];
  if (units === 0) return spoken;
  if (units === 1 && tens > 1) return [...spoken, 'mốt'];
  if (units === 5) return [...spoken, 'lăm'];
  return [...spoken, word(units)];
}

/** Three digits; `full` says that bigger groups stand before, so that their zeros are spoken. */
function belowThousand(value: number, full: boolean): string[] {
  const hundreds = Math.trunc(value / 100);
  const rest = belowHundred(Math.trunc(value / 10) % 10, value % 10, hundreds > 0 || full);
  return hundreds > 0 || full ? [word(hundreds), 'trăm', ...rest] : rest;
}

/** Below a thousand million. */
function belowBillion(value: number, full: boolean): string[] {
  const groups = [
    { of: Math.trunc(value / 1_000_000), name: ['triệu'] },
    { of: Math.trunc(value / 1000) % 1000, name: ['nghìn'] },
    { of: value % 1000, name: [] },
  ];
  let spoken: string[] = [];
  for (const { of, name } of groups) {
    if (of > 0) spoken = [...spoken, ...belowThousand(of, full || spoken.length > 0), ...name];
  }
  return spoken;
}

/**
 * An amount as receipts and invoices must say it: "Một trăm hai mươi nghìn không trăm lẻ năm đồng". Whole dong from 0 to
 * below 10^18; a capital first, as accounting papers are written (Circular 200/2014/TT-BTC, forms of receipts).
 * @throws RangeError for a negative amount: a refund says its amount as a positive one.
 */
export function amountInWords(amount: Dong): string {
  if (amount < 0 || !Number.isSafeInteger(amount)) throw new RangeError('not an amount that can be said');
  const billions = Math.trunc(amount / 1_000_000_000);
  const rest = amount % 1_000_000_000;
  const spoken = [
    ...(billions > 0 ? [...belowBillion(billions, false), 'tỷ'] : []),
    ...belowBillion(rest, billions > 0),
  ];
  const text = `${spoken.length === 0 ? word(0) : spoken.join(' ')} đồng`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
