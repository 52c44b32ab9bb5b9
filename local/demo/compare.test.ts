import { describe, expect, it } from 'vitest';
import type { Movement } from './bank.ts';
import { agrees, compare, type LedgerEntry } from './compare.ts';

const moved = (reference: string, amount = 50_000): Movement => ({
  reference,
  amount,
  at: '2026-11-24T01:00:00.000Z',
  bin: '970418',
  account: '0990000000003',
  content: 'VP',
});
const posted = (reference: string, amount = 50_000, account = 'bank:970418:0990000000003'): LedgerEntry => ({
  reference,
  amount,
  account,
});

describe('the comparison of ledger and statement', () => {
  it('agrees when both have the same entries in any order', () => {
    const found = compare([moved('FT1'), moved('FT2')], [posted('FT2'), posted('FT1')]);
    expect(found).toMatchObject({ agreed: 2 });
    expect(agrees(found)).toBe(true);
  });
  it('finds money that the ledger never heard of', () => {
    expect(compare([moved('FT1'), moved('FT2')], [posted('FT1')])).toMatchObject({ agreed: 1, missing: ['FT2'] });
  });
  it('finds money that the bank never moved', () => {
    expect(compare([moved('FT1')], [posted('FT1'), posted('FT9')])).toMatchObject({ invented: ['FT9'] });
  });
  it('finds an entry that was posted twice', () => {
    const found = compare([moved('FT1')], [posted('FT1'), posted('FT1')]);
    expect(found.repeated).toEqual(['FT1']);
    expect(agrees(found)).toBe(false);
  });
  it('finds another amount and another account', () => {
    expect(compare([moved('FT1')], [posted('FT1', 49_999)]).different).toEqual(['FT1']);
    expect(compare([moved('FT1')], [posted('FT1', 50_000, 'bank:unregistered:1')]).different).toEqual(['FT1']);
  });
});
