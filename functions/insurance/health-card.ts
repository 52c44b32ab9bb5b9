import * as z from 'zod';
import { BenefitDigit } from '../../shared/contracts/insurance.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import corrected from './benefit-corrections.json' with { type: 'json' };

/**
 * A health insurance card number (BHYT), Decision 1351/QD-BHXH: two letters of the group, one digit 1-5 of the share
 * that the fund pays, two digits of the province, ten digits of social insurance.
 */
interface HealthCard {
  /** All 15 characters, letters in capitals. */
  readonly number: string;
  readonly group: string;
  readonly printedBenefit: BenefitDigit;
}

type HealthCardReason =
  | 'empty'
  /** Cards of Decision 1666/QD-BHXH show the ten digits only; the insurer's portal gives back the whole number. */
  | 'ten_digits_only'
  | 'wrong_length'
  | 'bad_group'
  | 'bad_benefit'
  | 'bad_digits';

type ReadHealthCard =
  | { readonly ok: true; readonly card: HealthCard }
  | { readonly ok: false; readonly reason: HealthCardReason };

const numberLength = 15;

/** Reads a card number as printed or typed: blanks, points and hyphens between its parts and small letters are taken. */
export function parseHealthCard(text: string): ReadHealthCard {
  const number = text.replace(/[\s.-]/g, '').toUpperCase();
  if (number === '') return refused('empty');
  if (/^[0-9]{10}$/.test(number)) return refused('ten_digits_only');
  if (number.length !== numberLength) return refused('wrong_length');
  const group = number.slice(0, 2);
  if (!/^[A-Z]{2}$/.test(group)) return refused('bad_group');
  const printed = BenefitDigit.safeParse(number.slice(2, 3));
  if (!printed.success) return refused('bad_benefit');
  if (!/^[0-9]{12}$/.test(number.slice(3))) return refused('bad_digits');
  return { ok: true, card: { number, group, printedBenefit: printed.data } };
}

const refused = (reason: HealthCardReason): ReadHealthCard => ({ ok: false, reason });

const Correction = z.object({
  group: z.string().regex(/^[A-Z]{2}$/),
  printed: BenefitDigit,
  counts: BenefitDigit,
  from: LocalDay,
});
const corrections = z.array(Correction).parse(corrected.corrections);

/** The digit that counts on this Vietnamese day, whatever an older card still shows. */
export function benefitOn(card: Pick<HealthCard, 'group' | 'printedBenefit'>, day: LocalDay): BenefitDigit {
  const correction = corrections.findLast(
    (one) => one.group === card.group && one.printed === card.printedBenefit && one.from <= day,
  );
  return correction?.counts ?? card.printedBenefit;
}
