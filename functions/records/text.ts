import { paperLines } from '../../shared/kernel/printed-text.ts';
import { escapeHtml } from '../../shared/kernel/text.ts';

/**
 * Text that a person typed, kept as typed but for blanks around it. Control characters other than tab and line break
 * are refused, because a FHIR string may not contain them (R4 datatypes, string), and what no paper shows.
 */
export const plainText = paperLines;

/** Text inside XHTML; FHIR narratives are XHTML fragments (R4 narrative). */
export const xhtml = (text: string): string => escapeHtml(text).replace(/\r?\n/g, '<br/>');
