import { describe, expect, it } from 'vitest';
import { ageBand, icdChapter, shown } from './coding.ts';

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
  it.each([
    [0, 0],
    [1, null],
    [4, null],
    [5, 5],
  ])('shows a count of %i as %s', (count, seen) => {
    expect(shown(count)).toBe(seen);
  });
});
