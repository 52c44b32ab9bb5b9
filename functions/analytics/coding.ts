/** Bands wide enough that a rare disease and a band do not point at one person. */
const bands: readonly (readonly [below: number, name: string])[] = [
  [5, '00-04'],
  [15, '05-14'],
  [25, '15-24'],
  [45, '25-44'],
  [60, '45-59'],
  [75, '60-74'],
];

export const ageBand = (years: number): string => bands.find(([below]) => years < below)?.[1] ?? '75+';

/** First codes of the ICD-10 chapters (WHO, ICD-10 2019, volume 1); a code belongs to the last one not after it. */
const chapters: readonly (readonly [first: string, chapter: string])[] = [
  ['A00', 'I'],
  ['C00', 'II'],
  ['D50', 'III'],
  ['E00', 'IV'],
  ['F00', 'V'],
  ['G00', 'VI'],
  ['H00', 'VII'],
  ['H60', 'VIII'],
  ['I00', 'IX'],
  ['J00', 'X'],
  ['K00', 'XI'],
  ['L00', 'XII'],
  ['M00', 'XIII'],
  ['N00', 'XIV'],
  ['O00', 'XV'],
  ['P00', 'XVI'],
  ['Q00', 'XVII'],
  ['R00', 'XVIII'],
  ['S00', 'XIX'],
  ['U00', 'XXII'],
  ['V01', 'XX'],
  ['Z00', 'XXI'],
];

/** The chapter of a diagnosis, in Roman numerals: J18.9 is X. */
export const icdChapter = (code: string): string =>
  chapters.findLast(([first]) => first <= code.slice(0, 3))?.[1] ?? 'I';

/** The smallest count a province page shows; below it a figure could point at a person. */
export const smallestShown = 5;

/** The count, or null when it is too small to be shown. */
export const shown = (count: number): number | null => (count === 0 || count >= smallestShown ? count : null);
