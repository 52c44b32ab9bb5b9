import { foldAccents } from '../../../shared/kernel/text.ts';
import { isName, longestResidence } from '../citizen-card.ts';
import { contentOf, der, smallInteger, type Tlv, tlvsOf } from './tlv.ts';

/** What Viet Nam writes into DG13, in the words of the card. */
export interface NationalData {
  /** 12 digits. */
  readonly citizenNumber: string;
  readonly fullName: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  readonly sex: 'male' | 'female';
  readonly nationality?: string;
  readonly ethnicGroup?: string;
  readonly religion?: string;
  readonly homeTown?: string;
  readonly residence: string;
  readonly marks?: string;
  /** YYYY-MM-DD */
  readonly issueDate?: string;
  /** YYYY-MM-DD; absent on a card without an end. */
  readonly expiryDate?: string;
  readonly father?: string;
  readonly mother?: string;
  /** The 9 digits of the identity card before it. */
  readonly oldNumber?: string;
  /** Fields that are not known here, as they stand. */
  readonly others: ReadonlyMap<number, readonly string[]>;
}

type Dg13Reason =
  | 'form'
  | 'field_twice'
  | 'characters'
  | 'too_long'
  | 'number'
  | 'name'
  | 'birth_date'
  | 'sex'
  | 'issue_date'
  | 'expiry_date'
  | 'old_number';
type Dg13 = { readonly ok: true; readonly data: NationalData } | { readonly ok: false; readonly reason: Dg13Reason };

const outerTag = 0x6d;
/** UTF8String, PrintableString, TeletexString, IA5String. */
const textTags: readonly number[] = [0x0c, 0x13, 0x14, 0x16];
/** What the cards are said to have is two levels; a few more cost nothing. */
const deepest = 6;
const known = {
  number: 1,
  name: 2,
  birthDate: 3,
  sex: 4,
  nationality: 5,
  ethnicGroup: 6,
  religion: 7,
  homeTown: 8,
  residence: 9,
  marks: 10,
  issueDate: 11,
  expiryDate: 12,
  parents: 13,
  oldNumber: 16,
} as const;

/**
 * Reads DG13. No public standard describes it; readers agree on a sequence of items, each led by the number of its field,
 * and on these numbers. Items may lie one level deeper than expected, and fields that are unknown are kept.
 */
export function parseDg13(file: Uint8Array): Dg13 {
  const outer = contentOf(file, outerTag);
  const members = outer && tlvsOf(outer);
  if (!members) return refused('form');
  const fields = new Map<number, readonly string[]>();
  const flaw = collect(members, fields, 0);
  if (flaw !== undefined) return refused(flaw);
  const one = (field: number): string => fields.get(field)?.[0] ?? '';
  const texts = [...fields.values()].flat();
  if (texts.some((text) => /[\p{Cc}\p{Cf}\p{Cs}\ufffd]/u.test(text))) return refused('characters');
  if (texts.some((text) => text.length > longestResidence)) return refused('too_long');

  const citizenNumber = one(known.number);
  if (!/^\d{12}$/.test(citizenNumber)) return refused('number');
  const fullName = one(known.name);
  if (!isName(fullName)) return refused('name');
  const birthDate = dayOf(one(known.birthDate));
  if (birthDate === undefined) return refused('birth_date');
  const sex = sexOf(one(known.sex));
  if (sex === undefined) return refused('sex');
  const issueDate = one(known.issueDate) === '' ? '' : dayOf(one(known.issueDate));
  if (issueDate === undefined) return refused('issue_date');
  const expiryDate = /\d/.test(one(known.expiryDate)) ? dayOf(one(known.expiryDate)) : '';
  if (expiryDate === undefined) return refused('expiry_date');
  if (!/^(\d{9})?$/.test(one(known.oldNumber))) return refused('old_number');

  const mother = fields.get(known.parents)?.[1];
  const ids: readonly number[] = Object.values(known);
  return {
    ok: true,
    data: {
      citizenNumber,
      fullName,
      birthDate,
      sex,
      ...(one(known.nationality) && { nationality: one(known.nationality) }),
      ...(one(known.ethnicGroup) && { ethnicGroup: one(known.ethnicGroup) }),
      ...(one(known.religion) && { religion: one(known.religion) }),
      ...(one(known.homeTown) && { homeTown: one(known.homeTown) }),
      residence: one(known.residence),
      ...(one(known.marks) && { marks: one(known.marks) }),
      ...(issueDate && { issueDate }),
      ...(expiryDate && { expiryDate }),
      ...(one(known.parents) && { father: one(known.parents) }),
      ...(mother && { mother }),
      ...(one(known.oldNumber) && { oldNumber: one(known.oldNumber) }),
      others: new Map([...fields].filter(([field]) => !ids.includes(field))),
    },
  };
}

const refused = (reason: Dg13Reason): Dg13 => ({ ok: false, reason });

/**
 * A sequence that begins with a number is an item, unless another such sequence follows in it: then the number is a
 * version, and the sequence holds the items.
 */
function collect(
  members: readonly Tlv[],
  into: Map<number, readonly string[]>,
  depth: number,
): 'form' | 'field_twice' | undefined {
  for (const member of members.filter(isConstructed)) {
    const inner = tlvsOf(member.value);
    if (!inner || depth > deepest) return 'form';
    const field = smallInteger(inner[0]);
    const rest = inner.slice(1);
    if (field === undefined || rest.some(holdsItem)) {
      const flaw = collect(inner, into, depth + 1);
      if (flaw !== undefined) return flaw;
      continue;
    }
    if (into.has(field)) return 'field_twice';
    const texts = textsOf(rest, depth + 1);
    if (!texts) return 'form';
    into.set(field, texts);
  }
  return undefined;
}

const isConstructed = ({ tag }: Tlv): boolean => tag === der.sequence || tag === der.set;

/** Whether this is an item, or holds one at its head. */
const holdsItem = (element: Tlv): boolean => {
  if (!isConstructed(element)) return false;
  const [first] = tlvsOf(element.value) ?? [];
  if (!first) return false;
  return first.tag === der.integer || (isConstructed(first) && tlvsOf(first.value)?.[0]?.tag === der.integer);
};

/** The texts of an item, those in nested sequences (the parents) among them. */
function textsOf(members: readonly Tlv[], depth: number): string[] | undefined {
  if (depth > deepest) return undefined;
  const found: string[] = [];
  for (const member of members) {
    if (textTags.includes(member.tag)) {
      found.push(Buffer.from(member.value).toString('utf8').normalize('NFC').trim().replace(/ {2,}/g, ' '));
    } else if (isConstructed(member)) {
      const inner = tlvsOf(member.value);
      const texts = inner && textsOf(inner, depth + 1);
      if (!texts) return undefined;
      found.push(...texts);
    }
  }
  return found;
}

/** dd/MM/yyyy or ddMMyyyy to YYYY-MM-DD, undefined when there is no such day. */
function dayOf(text: string): string | undefined {
  const match = /^(\d{2})([/-]?)(\d{2})\2(\d{4})$/.exec(text);
  if (!match) return undefined;
  const iso = `${match[4]}-${match[3]}-${match[1]}`;
  const day = new Date(`${iso}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) ? iso : undefined;
}

function sexOf(text: string): 'male' | 'female' | undefined {
  const folded = foldAccents(text).toLowerCase();
  return folded === 'nam' ? 'male' : folded === 'nu' ? 'female' : undefined;
}
