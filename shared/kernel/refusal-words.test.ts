import { describe, expect, it } from 'vitest';
import { detailOf } from './refusal-words.ts';

describe('the detail of a refusal', () => {
  it.each([
    [
      'statement-unreadable',
      'balance-differs-line-7',
      'Dòng 7: số dư không khớp với các dòng',
      'Line 7: the balance does not follow',
    ],
    [
      'statement-unreadable',
      'reference-missing-line-12',
      'Dòng 12: thiếu số tham chiếu',
      'Line 12: the reference is missing',
    ],
    ['csv-unreadable', 'line-3', 'Dòng 3', 'Line 3'],
    ['csv-unreadable', 'no-rows', 'không có dòng dữ liệu nào', 'no rows'],
    ['csv-header', 'unknown-column-4', 'cột thứ 4', 'column 4'],
    ['csv-header', 'missing-price', '“price”', '“price”'],
    ['csv-header', 'twice-code', '“code”', '“code”'],
    ['csv-too-long', 'most-20000', '20.000', '20,000'],
    ['workbook-unreadable', 'sheet-row-3', 'Hàng 3', 'Row 3'],
    ['workbook-unreadable', 'sheet-empty', 'không có hàng dữ liệu', 'no rows'],
    ['workbook-header', 'sheet-column-AB', 'cột AB', 'Column AB'],
    ['workbook-header', 'missing-price', '“price”', '“price”'],
    ['import-has-errors', 'rows-3', '3 dòng', '3 rows'],
  ] as const)('%s (%s) names line and reason in words, in both languages', (refused, because, vi, en) => {
    expect(detailOf({ refused, because }, 'vi')).toContain(vi);
    expect(detailOf({ refused, because }, 'en')).toContain(en);
  });
  it('is the plain sentence where there is nothing to add, or nothing that a person could read', () => {
    expect(detailOf({ refused: 'csv-unreadable' }, 'en')).toBe('The file cannot be read as CSV');
    expect(detailOf({ refused: 'csv-unreadable', because: 'some-other-word' }, 'en')).toBe(
      'The file cannot be read as CSV',
    );
    expect(detailOf({ refused: 'over-refund-limit', because: 'line-3' }, 'vi')).toBe(
      'Số tiền vượt hạn mức của thu ngân, quản trị viên phải đề nghị',
    );
  });
});
