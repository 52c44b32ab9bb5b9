import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageBand, icdChapter, shownCells } from './coding.ts';

describe('facts are coded before they leave a hospital', () => {
  it.each([
    [0, '00-04'],
    [4, '00-04'],
    [5, '05-14'],
    [24, '15-24'],
    [59, '45-59'],
    [74, '60-74'],
    [75, '75+'],
    [101, '75+'],
  ])('puts age %i into band %s', (age, band) => {
    expect(ageBand(age)).toBe(band);
  });
  it.each([
    ['A00', 'I'],
    ['B99', 'I'],
    ['C34.1', 'II'],
    ['D48', 'II'],
    ['D50', 'III'],
    ['H59', 'VII'],
    ['H60', 'VIII'],
    ['J18.9', 'X'],
    ['T98', 'XIX'],
    ['U07.1', 'XXII'],
    ['W19', 'XX'],
    ['Z00.0', 'XXI'],
  ])('puts %s into chapter %s', (code, chapter) => {
    expect(icdChapter(code)).toBe(chapter);
  });
  const cell = (chapter: string, visits: number) => ({ hospital: 'h', chapter, ageBand: '25-44', visits });
  const other = (visits: number | null) => ({ hospital: 'h', chapter: 'other', ageBand: 'other', visits });
  it('shows large cells as they are', () => {
    expect(shownCells([cell('I', 5), cell('X', 60)])).toEqual([cell('I', 5), cell('X', 60)]);
  });
  it('puts small cells together, with a larger one when together they are still small', () => {
    expect(shownCells([cell('I', 2), cell('IX', 3), cell('X', 60)])).toEqual([cell('X', 60), other(5)]);
    expect(shownCells([cell('I', 1), cell('IX', 7), cell('X', 60)])).toEqual([cell('X', 60), other(8)]);
  });
  it('shows no count of a hospital with few visits', () => {
    expect(shownCells([cell('I', 1), cell('X', 2)])).toEqual([other(null)]);
  });
  it('lets no cell under five be found by taking what is shown from the total', () => {
    const cells = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(cells, (counts) => {
        const shown = shownCells(counts.map((visits, at) => cell(`C${at}`, visits)));
        const total = counts.reduce((sum, visits) => sum + visits, 0);
        for (const { visits } of shown) expect(visits ?? 5).toBeGreaterThanOrEqual(5);
        const missing = total - shown.reduce((sum, { visits }) => sum + (visits ?? 0), 0);
        expect(missing === 0 || (total < 5 && shown.length === 1)).toBe(true);
      }),
    );
  });
});
