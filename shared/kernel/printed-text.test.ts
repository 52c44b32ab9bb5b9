import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPrintable, paperLines, paperText } from './printed-text.ts';

const invisible = ['\u200b', '\u200d\u2060', '\ufeff', '\u00ad', '\u061c', '\u3164', '\u115f', '\u2800', '\u0301', ' '];
const hiding = [
  ...['\u202e', '\u202a', '\u2066', '\u2069', '\u200e', '\u200b', '\ufeff', '\u2028', '\u0007', '\ud800', '\uffff'],
  ...['\u{e0041}', '\u206a', '\ufff9', '\u3164'],
];

describe('a printed text', () => {
  it('is refused when nothing of it can be seen', () => {
    for (const text of ['', '  ', ...invisible]) {
      expect(paperText(200).safeParse(text).success, JSON.stringify(text)).toBe(false);
      expect(paperLines(200).safeParse(text).success, JSON.stringify(text)).toBe(false);
    }
  });
  it('is refused when something in it hides or turns what is printed', () => {
    for (const mark of hiding) {
      expect(paperText(200).safeParse(`Trần ${mark} Hai`).success, JSON.stringify(mark)).toBe(false);
      expect(paperLines(200).safeParse(`Trần ${mark} Hai`).success, JSON.stringify(mark)).toBe(false);
    }
  });
  it('is taken in any Vietnamese spelling, composed or not, with signs and symbols; only notes have lines', () => {
    for (const text of [
      'Nguyễn Thị Thử',
      'Nguyễn'.normalize('NFD'),
      'Số 12/3, đường "A" & B <x>',
      '✔ 5 µg ≥ 3',
      '阮',
    ]) {
      expect(paperText(200).parse(` ${text} `)).toBe(text);
      expect(paperLines(200).parse(text)).toBe(text);
    }
    expect(paperText(200).safeParse('một\nhai').success).toBe(false);
    expect(paperLines(200).parse('một\n\thai')).toBe('một\n\thai');
  });
  it('never holds a format character, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        if (!isPrintable(text)) return;
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(text).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u);
      }),
      { numRuns: 2_000 },
    );
  });
});
