import * as z from 'zod';

/**
 * What no printed text may hold: control characters, halves of characters and what is no character (no XML 1.0 document
 * may hold them, section 2.2), separators of lines and paragraphs, and all format characters: of no width, and marks
 * that turn the order of what is printed (Unicode category Cf; UAX 9 and UTR 36 section 2.5). The last few are letters
 * and symbols by their category, but blank on paper: the fillers of Hangul and the Braille pattern without dots.
 */
const hidden =
  '\\p{Cs}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Noncharacter_Code_Point}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\uffa0';
/** A letter, digit, sign or symbol: marks and blanks alone show nothing. */
const visible = '[\\p{L}\\p{N}\\p{P}\\p{S}]';

const ofOneLine = new RegExp(`^(?=[^]*${visible})[^\\p{Cc}${hidden}]*$`, 'u');
const ofLines = new RegExp(
  `^(?=[^]*${visible})[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f${hidden}]*$`,
  'u',
);

/** One line that somebody typed and a paper or a page shows: something can be seen, and nothing hides in it. */
export const paperText = (most: number, least = 1) => z.string().trim().min(least).max(most).regex(ofOneLine);

/** The same over several lines: tabs and line breaks are kept. */
export const paperLines = (most: number) => z.string().trim().min(1).max(most).regex(ofLines);

/** Whether a text of one line shows something and hides nothing. */
export const isPrintable = (text: string): boolean => ofOneLine.test(text);
