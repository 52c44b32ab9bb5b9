import * as z from 'zod';
import { IdentitySource, Sex } from '../../shared/contracts/identity.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { Instant } from '../../shared/kernel/time.ts';
import type { NationalData } from './chip/dg13.ts';
import type { CitizenCard } from './citizen-card.ts';

/** What identifies a person to others. Stored sealed only, and handed round as `Confidential`. */
export const PersonDetails = z.object({
  /** Absent for somebody without papers. */
  citizenNumber: z.string().optional(),
  oldNumber: z.string().optional(),
  fullName: z.string(),
  /** YYYY-MM-DD */
  birthDate: z.iso.date(),
  sex: Sex,
  residence: z.string(),
  /** Digits only, from 0. Known of those whom the hospital brought. */
  phone: z.string().optional(),
  /** YYYY-MM-DD */
  issueDate: z.iso.date().optional(),
  /** What newer cards carry behind the seventh field, as it stands. */
  extra: z.array(z.string()),
});
export type PersonDetails = z.infer<typeof PersonDetails>;

/** How far a source proves who stands there: an unsigned QR is `low`, whatever it says. */
export const Assurance = z.enum(['low', 'substantial', 'high']);
export type Assurance = z.infer<typeof Assurance>;

/** A person as stored: coded facts in the clear, everything else under the hospital's key. */
export interface Person {
  readonly person: PersonId;
  readonly sealed: string;
  readonly birthYear: number;
  readonly sex: z.infer<typeof Sex>;
  readonly source: IdentitySource;
  readonly registeredAt: string;
  readonly registeredBy: string;
}

/** What a number of the hospital's old system leads to. */
export interface SourceEntry {
  readonly person: PersonId;
  readonly source: IdentitySource;
  readonly assurance: Assurance;
  readonly import: string;
  readonly at: string;
}

export const Differing = z.enum(['oldNumber', 'fullName', 'birthDate', 'sex', 'residence', 'issueDate']);
export type Differing = z.infer<typeof Differing>;

/** Where a chip and its own zone, or the code printed on its card, say a fact differently. */
export const ChipDiffering = z.enum(['fullName', 'birthDate', 'sex', 'expiryDate']);
export type ChipDiffering = z.infer<typeof ChipDiffering>;

/** What was proved of a chip. Without a pinned root it agrees with itself only, and anybody can make one that does. */
export const ChipProof = z.object({
  state: z.enum(['chip_verified', 'chip_unverified']),
  /** SHA-256 of the root that vouches, hexadecimal with colons. */
  root: z.string().optional(),
  differs: z.array(ChipDiffering),
  codeDiffers: z.array(ChipDiffering),
});

/** One reading of a card. It is never changed; what it says otherwise than the person is kept with it. */
export const Reading = z.object({
  reading: z.string(),
  person: PersonId,
  source: IdentitySource,
  assurance: Assurance,
  at: Instant,
  by: z.string(),
  placeKnown: z.boolean(),
  numberAgrees: z.boolean(),
  differs: z.array(Differing),
  chip: ChipProof.optional(),
  /** The details of this reading when they differ from those of the person. */
  sealed: z.string().optional(),
});
export type Reading = z.infer<typeof Reading>;

export const detailsOf = ({ placeKnown: _, numberAgrees: __, extra, ...details }: CitizenCard): PersonDetails => ({
  ...details,
  extra: [...extra],
});

/** What is kept of a chip: what the code on the card says too. Parents, religion, ethnic group and marks are not. */
export const detailsOfChip = (data: NationalData): PersonDetails => ({
  citizenNumber: data.citizenNumber,
  ...(data.oldNumber !== undefined && { oldNumber: data.oldNumber }),
  fullName: data.fullName,
  birthDate: data.birthDate,
  sex: data.sex,
  residence: data.residence,
  ...(data.issueDate !== undefined && { issueDate: data.issueDate }),
  extra: [],
});

export const birthYearOf = (details: PersonDetails): number => Number(details.birthDate.slice(0, 4));

/**
 * Which facts a new reading says otherwise. The person is not rewritten from an unsigned QR: a person at a desk decides
 * whether somebody moved house, or holds up another's number.
 */
export const differencesOf = (known: PersonDetails, read: PersonDetails): Differing[] =>
  Differing.options.filter((fact) => known[fact] !== read[fact]);

const shownDigits = 3;

/** `*********123`: enough to tell two people of one name apart, too little to use. */
export const maskNumber = (number: string): string =>
  `${'*'.repeat(number.length - shownDigits)}${number.slice(-shownDigits)}`;
