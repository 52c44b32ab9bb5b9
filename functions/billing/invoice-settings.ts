import * as z from 'zod';
import { paperText } from '../../shared/kernel/printed-text.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';

/** Ten digits, with a dash and three more for a dependent unit, or the twelve of a citizen's number. */
export const TaxCode = z.string().regex(/^(\d{10}(-\d{3})?|\d{12})$/);

/**
 * What the hospital registered with the tax authority. Whether medical services are sold on form 1 (as not subject to
 * value-added tax) or form 2, and whether with the authority's code, is the hospital's to say: Decree 254/2026 article
 * 6.1 b lets health care do without one when its systems qualify.
 */
export const InvoiceSettings = z.strictObject({
  form: z.enum(['1', '2']),
  coded: z.boolean(),
  /** T for an enterprise or institution and two letters of its own. */
  letters: z.string().regex(/^[A-Z]{3}$/),
  taxCode: TaxCode.optional(),
  name: paperText(200).optional(),
  address: paperText(300).optional(),
});
export type InvoiceSettings = z.infer<typeof InvoiceSettings>;

/** Until a hospital says otherwise. */
export const usualSettings: InvoiceSettings = { form: '1', coded: true, letters: 'TAA' };

/** `1C26TAA`: the series of a year. */
export const symbolOf = ({ form, coded, letters }: InvoiceSettings, day: LocalDay): string =>
  `${form}${coded ? 'C' : 'K'}${day.slice(2, 4)}${letters}`;
