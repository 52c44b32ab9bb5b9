import { isRefusal, type Refusal, refuse } from '../../../shared/kernel/refusal.ts';
import { foldAccents } from '../../../shared/kernel/text.ts';
import { localDay } from '../../../shared/kernel/time.ts';
import { type CitizenCard, isPlaceKnown, numberAgrees } from '../citizen-card.ts';
import type { ChipDiffering } from '../person.ts';
import { digestOf, isSigned } from './algorithms.ts';
import { type MachineReadable, parseDg1 } from './dg1.ts';
import { type Face, parseDg2 } from './dg2.ts';
import { type NationalData, parseDg13 } from './dg13.ts';
import { readSod, type SecurityObject } from './sod.ts';
import { rootOf, type Trust } from './trust.ts';

/** What a kiosk read from a chip: EF.SOD and the data groups by their number, each as the whole file. */
export interface ChipReading {
  readonly sod: Uint8Array;
  readonly groups: ReadonlyMap<number, Uint8Array>;
}

interface ReadChip {
  /** `chip_unverified` where no root is pinned: the chip agrees with itself, and anybody can make one that does. */
  readonly assurance: 'chip_verified' | 'chip_unverified';
  readonly zone: MachineReadable;
  readonly data: NationalData;
  /** Absent when DG2 was not sent. */
  readonly face?: Face;
  /** SHA-256 of the pinned root that vouches, hexadecimal with colons. */
  readonly root?: string;
  readonly placeKnown: boolean;
  readonly numberAgrees: boolean;
  /** Between the machine-readable zone and DG13. An authority's slip: marked, and not a reason to turn somebody away. */
  readonly differs: readonly ChipDiffering[];
  /** Between the chip and the code printed on the card, when that was scanned too. */
  readonly codeDiffers: readonly ChipDiffering[];
}

export const chipReadingRefusals = [
  'chip-sod-unreadable',
  'chip-algorithm-refused',
  'chip-content-changed',
  'chip-signature-invalid',
  'chip-issuer-unknown',
  'chip-signer-expired',
  'chip-signer-revoked',
  'chip-groups-missing',
  'chip-group-unlisted',
  'chip-group-changed',
  'chip-group-unreadable',
  'chip-numbers-differ',
  'chip-card-expired',
] as const;
type ChipRefusal = (typeof chipReadingRefusals)[number];

const group = { zone: 1, face: 2, national: 13 } as const;

/**
 * Passive authentication (ICAO Doc 9303-11, 5.1), then what the card says of itself. In this order, each with a refusal
 * of its own: the signed list is what was hashed; the signature is the signer's; the signer is a pinned root's; dates and
 * revocations; every group sent is in the list with its hash; DG1, DG13 and the scanned code name one number; the card
 * has not expired. Only what passed is parsed. It proves that the data are genuine, not that the chip is no copy and not
 * who holds it: that is active authentication in the reader, and the face.
 */
export function verifyChip(
  { sod, groups }: ChipReading,
  trust: Trust,
  now: Date,
  code?: CitizenCard,
): ReadChip | Refusal<ChipRefusal> {
  const object = readSod(sod);
  if (isRefusal(object)) return object;
  const root = authenticate(object, trust, now);
  if (isRefusal(root)) return root;
  const flaw = flawIn(groups, object.groups);
  if (flaw) return flaw;
  const parsed = parse(groups);
  if (isRefusal(parsed)) return parsed;
  const { zone, data } = parsed;
  if (zone.citizenNumber !== data.citizenNumber) return refuse('chip-numbers-differ', 'dg13');
  if (code && code.citizenNumber !== data.citizenNumber) return refuse('chip-numbers-differ', 'qr');
  const today = localDay(now);
  const expiry = data.expiryDate === undefined || zone.expiryDate < data.expiryDate ? zone.expiryDate : data.expiryDate;
  if (expiry < today) return refuse('chip-card-expired');
  return {
    assurance: root ? 'chip_verified' : 'chip_unverified',
    ...parsed,
    ...(root && { root: root.x509.fingerprint256 }),
    placeKnown: isPlaceKnown(data.citizenNumber),
    numberAgrees: numberAgrees(data.citizenNumber, data.birthDate, data.sex),
    differs: differsFromZone(data, zone),
    codeDiffers: code ? differsFromCode(data, code) : [],
  };
}

function authenticate(object: SecurityObject, trust: Trust, now: Date) {
  const { digest, content, messageDigest, scheme, signedAttributes, signer, signature } = object;
  if (!isEqual(digestOf(digest, content), messageDigest)) return refuse('chip-content-changed');
  if (!signer.maySignDocuments) return refuse('chip-signature-invalid', 'usage');
  if (!isSigned(scheme, signedAttributes, signer.key, signature)) return refuse('chip-signature-invalid');
  return rootOf(signer, trust, now);
}

/** Why these are not the groups that were signed; undefined when they are. */
function flawIn(groups: ChipReading['groups'], { hash, hashes }: SecurityObject['groups']) {
  if (groups.size === 0) return refuse('chip-groups-missing', 'all');
  for (const [number, file] of groups) {
    const signed = hashes.get(number);
    if (!signed) return refuse('chip-group-unlisted', `dg${number}`);
    if (!isEqual(digestOf(hash, file), signed)) return refuse('chip-group-changed', `dg${number}`);
  }
  return undefined;
}

function parse(groups: ChipReading['groups']) {
  const [first, second, thirteenth] = [groups.get(group.zone), groups.get(group.face), groups.get(group.national)];
  if (!first) return refuse('chip-groups-missing', 'dg1');
  if (!thirteenth) return refuse('chip-groups-missing', 'dg13');
  const dg1 = parseDg1(first);
  if (!dg1.ok) return refuse('chip-group-unreadable', `dg1:${dg1.reason}`);
  const dg13 = parseDg13(thirteenth);
  if (!dg13.ok) return refuse('chip-group-unreadable', `dg13:${dg13.reason}`);
  if (!second) return { zone: dg1.zone, data: dg13.data };
  const dg2 = parseDg2(second);
  if (!dg2.ok) return refuse('chip-group-unreadable', `dg2:${dg2.reason}`);
  return { zone: dg1.zone, data: dg13.data, face: dg2.face };
}

const isEqual = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

function differsFromZone(data: NationalData, zone: MachineReadable): ChipDiffering[] {
  const birth = data.birthDate.slice(2).replaceAll('-', '');
  const name = lettersOf(data.fullName);
  const isName = zone.nameCut ? name.startsWith(lettersOf(zone.name)) : name === lettersOf(zone.name);
  const isExpiry = data.expiryDate === undefined || data.expiryDate === zone.expiryDate;
  return differing({
    fullName: isName,
    birthDate: birth === zone.birth,
    sex: data.sex === zone.sex,
    expiryDate: isExpiry,
  });
}

const differsFromCode = (data: NationalData, code: CitizenCard): ChipDiffering[] =>
  differing({
    fullName: data.fullName.toLowerCase() === code.fullName.toLowerCase(),
    birthDate: data.birthDate === code.birthDate,
    sex: data.sex === code.sex,
    expiryDate: true,
  });

const differing = ({ fullName, birthDate, sex, expiryDate }: Record<ChipDiffering, boolean>): ChipDiffering[] => [
  ...(fullName ? [] : (['fullName'] as const)),
  ...(birthDate ? [] : (['birthDate'] as const)),
  ...(sex ? [] : (['sex'] as const)),
  ...(expiryDate ? [] : (['expiryDate'] as const)),
];

/** The letters of a name as the machine-readable zone has them. */
const lettersOf = (name: string): string =>
  foldAccents(name)
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
