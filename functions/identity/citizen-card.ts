import { foldAccents } from '../../shared/kernel/text.ts';
import type { LocalDay } from '../../shared/kernel/time.ts';
import places from './citizen-id-provinces.json' with { type: 'json' };

/** What the QR on a citizen card says. It is not signed: it proves nothing about who stands there; only the chip does. */
export interface CitizenCard {
  /** 12 digits. */
  readonly citizenNumber: string;
  /** The 9 digits of the identity card before it. */
  readonly oldNumber?: string;
  /** In NFC, single blanks between words. */
  readonly fullName: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  readonly sex: 'male' | 'female';
  readonly residence: string;
  /** YYYY-MM-DD */
  readonly issueDate?: string;
  /** What newer cards carry behind the seventh field, as it stands. */
  readonly extra: readonly string[];
  /** Whether the first three digits name a known province or country. Test people have none. */
  readonly placeKnown: boolean;
  /** Whether the number's century, sex and year are those of the card. */
  readonly numberAgrees: boolean;
}

type CardReason =
  | 'empty'
  | 'too_long'
  | 'bad_characters'
  | 'too_few_fields'
  | 'bad_number'
  | 'bad_old_number'
  | 'bad_name'
  | 'bad_birth_date'
  | 'birth_in_future'
  | 'bad_sex'
  | 'bad_residence'
  | 'bad_issue_date';

type ReadCard = { readonly ok: true; readonly card: CitizenCard } | { readonly ok: false; readonly reason: CardReason };

/** What a door takes: no scanner reads more from a card. */
export const longestCard = 512;
/** Real cards stay under 250 characters; the limits only keep out what is no card. */
const longestText = 1000;
const longestName = 100;
export const longestResidence = 300;

/**
 * Reads `number|old number|full name|birth date|sex|residence|issue date`, dates as ddMMyyyy. The second field may be
 * empty, the last may be absent, more may follow. Blanks around a field, the case of the sex and the Unicode form do
 * not matter, as scanners and keyboards differ in them.
 *
 * A number that disagrees with the date or sex is not refused but marked: numbers are cancelled and set anew when sex
 * or birth year are put right (Decree 70/2024, art. 11-12), and a person is not turned away for a clerk's error. The
 * same holds for an unknown place.
 */
export function parseCitizenCardQr(text: string, today: LocalDay): ReadCard {
  const trimmed = text.trim();
  if (trimmed === '') return refused('empty');
  if (trimmed.length > longestText) return refused('too_long');
  // Control, format and unpaired characters: a name must not steer a screen, a log or a printer.
  if (/[\p{Cc}\p{Cf}\p{Cs}]/u.test(trimmed)) return refused('bad_characters');
  const fields = trimmed
    .normalize('NFC')
    .split('|')
    .map((field) => field.trim().replace(/ {2,}/g, ' '));
  const [citizenNumber, oldNumber, fullName, birth, sexText, residence, issue = '', ...extra] = fields;
  if (!citizenNumber || !/^\d{12}$/.test(citizenNumber))
    return refused(fields.length < 6 ? 'too_few_fields' : 'bad_number');
  if (oldNumber === undefined || fullName === undefined || birth === undefined) return refused('too_few_fields');
  if (sexText === undefined || residence === undefined) return refused('too_few_fields');
  if (!/^(\d{9})?$/.test(oldNumber)) return refused('bad_old_number');
  if (!isName(fullName)) return refused('bad_name');
  const birthDate = dateOf(birth);
  if (birthDate === undefined || birthDate < '1900') return refused('bad_birth_date');
  if (birthDate > today) return refused('birth_in_future');
  const sex = sexOf(sexText);
  if (sex === undefined) return refused('bad_sex');
  if (residence.length > longestResidence) return refused('bad_residence');
  const issueDate = issue === '' ? '' : dateOf(issue);
  if (issueDate === undefined || issueDate > today) return refused('bad_issue_date');
  if (issueDate !== '' && issueDate < birthDate) return refused('bad_issue_date');
  return {
    ok: true,
    card: {
      citizenNumber,
      ...(oldNumber !== '' && { oldNumber }),
      fullName,
      birthDate,
      sex,
      residence,
      ...(issueDate !== '' && { issueDate }),
      extra,
      placeKnown: isPlaceKnown(citizenNumber),
      numberAgrees: numberAgrees(citizenNumber, birthDate, sex),
    },
  };
}

const refused = (reason: CardReason): ReadCard => ({ ok: false, reason });

/** Letters of any script, with the marks that names are written with. */
export const isName = (text: string): boolean => text.length <= longestName && /^\p{L}[\p{L}\p{M} '’.-]*$/u.test(text);

/** ddMMyyyy to YYYY-MM-DD, undefined when there is no such day. */
function dateOf(text: string): string | undefined {
  const match = /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (!match) return undefined;
  const iso = `${match[3]}-${match[2]}-${match[1]}`;
  const day = new Date(`${iso}T00:00:00.000Z`);
  // A day beyond its month does not fail there, it becomes a day of the next month.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) ? iso : undefined;
}

function sexOf(text: string): 'male' | 'female' | undefined {
  const folded = foldAccents(text).toLowerCase();
  return folded === 'nam' ? 'male' : folded === 'nu' ? 'female' : undefined;
}

/** Whether the first three digits name a province of before July 2025, or a country. */
export const isPlaceKnown = (citizenNumber: string): boolean => {
  const code = citizenNumber.slice(0, 3);
  return Object.hasOwn(places.provinces, code) || Object.hasOwn(places.countries, code);
};

/**
 * The fourth digit counts centuries from 1900 by two, even for men, odd for women; the next two are the birth year's
 * last. There is no check digit.
 */
export function numberAgrees(citizenNumber: string, birthDate: string, sex: 'male' | 'female'): boolean {
  const year = Number(birthDate.slice(0, 4));
  const fourth = (Math.floor(year / 100) - 19) * 2 + (sex === 'female' ? 1 : 0);
  return citizenNumber.slice(3, 6) === `${fourth}${birthDate.slice(2, 4)}`;
}
