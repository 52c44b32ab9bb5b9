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
const smallestShown = 5;

/** Visits of one hospital in one disease chapter and age band. */
interface Cell {
  readonly hospital: string;
  readonly chapter: string;
  readonly ageBand: string;
  readonly visits: number;
}

/**
 * The cells that may be shown. Small ones of a hospital go into one of chapter and band `other`, and the next larger
 * ones join them until `other` is large enough too: hiding a single cell hides nothing when the hospital's total is
 * known, as what is missing is then that cell. A hospital with too few visits in all shows `other` without a count.
 */
export function shownCells(
  cells: readonly Cell[],
): { hospital: string; chapter: string; ageBand: string; visits: number | null }[] {
  return [...Map.groupBy(cells, (cell) => cell.hospital)].flatMap(([hospital, own]) => {
    const rising = own.toSorted((a, b) => a.visits - b.visits);
    let hidden = 0;
    let taken = 0;
    for (const { visits } of rising) {
      if (visits >= smallestShown && (hidden === 0 || hidden >= smallestShown)) break;
      hidden += visits;
      taken += 1;
    }
    const kept = new Set(rising.slice(taken));
    const rest = { hospital, chapter: 'other', ageBand: 'other', visits: hidden >= smallestShown ? hidden : null };
    return [...own.filter((cell) => kept.has(cell)), ...(taken > 0 ? [rest] : [])];
  });
}
