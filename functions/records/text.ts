import * as z from 'zod';
import { escapeHtml } from '../../shared/kernel/text.ts';

/**
 * Text that a person typed, kept as typed but for blanks around it. Control characters other than tab and line break
 * are refused, because a FHIR string may not contain them (R4 datatypes, string) and a printed page cannot show them; so
 * are marks that turn the order of what is printed, and halves of characters.
 */
export const plainText = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this refuses.
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]*$/)
    .refine((text) => text.isWellFormed());

/** Text inside XHTML; FHIR narratives are XHTML fragments (R4 narrative). */
export const xhtml = (text: string): string => escapeHtml(text).replace(/\r?\n/g, '<br/>');
