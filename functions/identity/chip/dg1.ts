import { contentOf } from './tlv.ts';

/** The machine-readable zone of the card, as the chip holds it. It has no accents and no centuries. */
export interface MachineReadable {
  /** 9 characters; on Vietnamese cards the last 9 digits of the citizen number. */
  readonly documentNumber: string;
  /** 12 digits, from the optional field. */
  readonly citizenNumber: string;
  /** YYMMDD; the century stands in the citizen number and in DG13. */
  readonly birth: string;
  readonly sex: 'male' | 'female';
  /** YYYY-MM-DD. Cards without an end say 2099-12-31. */
  readonly expiryDate: string;
  /** In capitals, single blanks. */
  readonly name: string;
  /** Whether the name fills its line, so that its end may have been cut off. */
  readonly nameCut: boolean;
}

type Dg1Reason = 'form' | 'characters' | 'issuer' | 'check_digit' | 'number' | 'sex' | 'expiry';
type Dg1 = { readonly ok: true; readonly zone: MachineReadable } | { readonly ok: false; readonly reason: Dg1Reason };

const outerTag = 0x61;
const zoneTag = 0x5f1f;
const lineLength = 30;

/**
 * Reads DG1: three lines of 30 characters in the order of a TD1 card (ICAO Doc 9303-5, 4.2). Vietnamese cards carry the
 * 12-digit number at the head of the optional field of the first line.
 */
export function parseDg1(file: Uint8Array): Dg1 {
  const outer = contentOf(file, outerTag);
  const zone = outer && contentOf(outer, zoneTag);
  if (zone?.length !== 3 * lineLength) return refused('form');
  const text = Buffer.from(zone).toString('latin1');
  if (!/^[A-Z0-9<]{90}$/.test(text)) return refused('characters');
  const first = text.slice(0, lineLength);
  const second = text.slice(lineLength, 2 * lineLength);
  const third = text.slice(2 * lineLength);
  if (first.slice(2, 5) !== 'VNM') return refused('issuer');
  const checked = [
    [first.slice(5, 14), first[14]],
    [second.slice(0, 6), second[6]],
    [second.slice(8, 14), second[14]],
    [first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18, 29), second[29]],
  ] as const;
  if (checked.some(([field, digit]) => checkDigit(field) !== digit)) return refused('check_digit');
  const citizenNumber = first.slice(15, 27);
  if (!/^\d{12}$/.test(citizenNumber) || !/^\d{9}$/.test(first.slice(5, 14))) return refused('number');
  const sex = second[7] === 'M' ? 'male' : second[7] === 'F' ? 'female' : undefined;
  if (sex === undefined) return refused('sex');
  const expiryDate = dayOf(second.slice(8, 14));
  if (expiryDate === undefined) return refused('expiry');
  return {
    ok: true,
    zone: {
      documentNumber: first.slice(5, 14),
      citizenNumber,
      birth: second.slice(0, 6),
      sex,
      expiryDate,
      name: third.replace(/<+/g, ' ').trim(),
      // A cut may fall between two words, and leave one filler.
      nameCut: !third.endsWith('<<'),
    },
  };
}

const refused = (reason: Dg1Reason): Dg1 => ({ ok: false, reason });

/** Weights 7, 3, 1 over digits, letters as 10 to 35, fillers as 0 (ICAO Doc 9303-3, 4.9). */
export function checkDigit(field: string): string {
  const weights = [7, 3, 1];
  const sum = [...field].reduce((total, character, at) => {
    const value = character === '<' ? 0 : Number.parseInt(character, 36);
    return total + value * (weights[at % weights.length] ?? 0);
  }, 0);
  return String(sum % 10);
}

/** YYMMDD of this century: no card with a chip was issued in another. */
function dayOf(text: string): string | undefined {
  if (!/^\d{6}$/.test(text)) return undefined;
  const iso = `20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4)}`;
  const day = new Date(`${iso}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) ? iso : undefined;
}
