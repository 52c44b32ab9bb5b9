import { describe, expect, it } from 'vitest';
import { itemBytes, readUnits, writeUnits } from '../../shared/aws/units.ts';

describe('the size of an item', () => {
  it('counts names and text in UTF-8 bytes', () => {
    expect(itemBytes({ pk: 'abc' })).toBe(5);
    expect(itemBytes({ tên: 'Bưởi' })).toBe(4 + 7);
  });

  it('counts a number as a byte for two digits and one more', () => {
    expect(itemBytes({ n: 7 })).toBe(1 + 2);
    expect(itemBytes({ n: 1234 })).toBe(1 + 3);
    expect(itemBytes({ n: 120_000 })).toBe(1 + 2);
    expect(itemBytes({ n: -12 })).toBe(1 + 3);
  });

  it('counts a document as three bytes and one for each element', () => {
    expect(itemBytes({ m: {} })).toBe(4);
    expect(itemBytes({ m: { a: 'bc' } })).toBe(4 + 1 + 1 + 2);
    expect(itemBytes({ l: [true, null] })).toBe(4 + 2 * 2);
  });
});

describe('units', () => {
  it('round up to started kilobytes for a write and four kilobytes for a read, never below one', () => {
    expect([0, 1, 1024, 1025].map(writeUnits)).toEqual([1, 1, 1, 2]);
    expect([0, 1, 4096, 4097].map((bytes) => readUnits(bytes, true))).toEqual([1, 1, 1, 2]);
    expect(readUnits(4097, false)).toBe(1);
  });
});
