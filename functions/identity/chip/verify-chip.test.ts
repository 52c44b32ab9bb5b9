import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '../../../shared/kernel/refusal.ts';
import { LocalDay } from '../../../shared/kernel/time.ts';
import {
  type Chip,
  faceFile,
  groupsOf,
  type Holder,
  issueChip,
  type Maker,
  nationalFields,
  nationalFile,
  newAuthority,
  newSigner,
  revoke,
  signList,
  tlv,
  zoneFile,
} from '../../../test/chip/issue-chip.ts';
import vectors from '../../../test/chip/openssl-chips.json' with { type: 'json' };
import { parseCitizenCardQr } from '../citizen-card.ts';
import { readSod } from './sod.ts';
import { noTrust, type Trust, trustOf } from './trust.ts';
import { type ChipReading, verifyChip } from './verify-chip.ts';

const now = new Date('2026-11-24T01:00:00.000Z');
const days = { from: new Date('2021-01-01T00:00:00Z'), to: new Date('2036-01-01T00:00:00Z') };
const thu: Holder = {
  citizenNumber: '099185004321',
  fullName: 'Nguyễn Thị Thử',
  birthDate: '1985-08-15',
  sex: 'female',
  residence: 'Ấp Mẫu, Xã Thử, Đồng Nai',
  issueDate: '2021-06-20',
  expiryDate: '2031-08-15',
  oldNumber: '987654321',
};
const khac: Holder = { ...thu, citizenNumber: '099085000001', fullName: 'Trần Văn Khác', sex: 'male' };

let authority: Maker;
let signer: Maker;
let card: Chip;
let trust: Trust;

const trusting = (...roots: readonly Maker[]): Trust => {
  const made = trustOf({ roots: roots.map(({ pem }) => pem), revocationLists: [] });
  if (isRefusal(made)) throw new Error(made.refused);
  return made;
};
beforeAll(async () => {
  authority = await newAuthority(days);
  signer = await newSigner(authority, days);
  card = await issueChip(signer, thu);
  trust = trusting(authority);
});

const outcome = (reading: ChipReading, believing = trust, at = now, code?: string): string => {
  const qr = code === undefined ? undefined : parseCitizenCardQr(code, LocalDay.parse('2026-11-24'));
  const read = verifyChip(reading, believing, at, qr?.ok ? qr.card : undefined);
  if (!isRefusal(read)) return read.assurance;
  return read.because === undefined ? read.refused : `${read.refused} ${read.because}`;
};
const read = (reading: ChipReading, believing = trust) => {
  const chip = verifyChip(reading, believing, now);
  if (isRefusal(chip)) throw new Error(`${chip.refused} ${chip.because}`);
  return chip;
};
/** The chip of a holder with some files replaced before the state signs. */
const signedWith = async (changes: readonly (readonly [number, Uint8Array])[], holder = thu): Promise<Chip> =>
  issueChip(signer, holder, { groups: new Map([...groupsOf(holder), ...changes]) });
/** A chip with some files replaced after the state signed. */
const replaced = ({ sod, groups }: Chip, ...changes: readonly (readonly [number, Uint8Array])[]): Chip => ({
  sod,
  groups: new Map([...groups, ...changes]),
});
const fileOf = ({ groups }: Chip, number: number): Uint8Array => {
  const file = groups.get(number);
  if (!file) throw new Error(`no group ${number}`);
  return file;
};
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** The same bytes with one run of them, in hexadecimal, replaced by another of the same length. */
const swapped = (bytes: Uint8Array, from: string, to: string): Uint8Array => {
  const hex = Buffer.from(bytes).toString('hex');
  expect(hex.split(from)).toHaveLength(2);
  expect(to).toHaveLength(from.length);
  return Buffer.from(hex.replace(from, to), 'hex');
};
const contentOf = ({ sod }: Chip): Uint8Array => {
  const object = readSod(sod);
  if (isRefusal(object)) throw new Error(object.because);
  return object.content;
};

describe('the chip of a citizen card', () => {
  it('is verified under a pinned root, and gives the person with accents, century and portrait', () => {
    const chip = read(card);
    expect(chip).toMatchObject({
      assurance: 'chip_verified',
      zone: { citizenNumber: '099185004321', documentNumber: '185004321', name: 'NGUYEN THI THU' },
      data: {
        citizenNumber: '099185004321',
        fullName: 'Nguyễn Thị Thử',
        birthDate: '1985-08-15',
        sex: 'female',
        residence: 'Ấp Mẫu, Xã Thử, Đồng Nai',
        issueDate: '2021-06-20',
        expiryDate: '2031-08-15',
        father: 'Trần Văn Cha',
        mother: 'Lê Thị Mẹ',
        oldNumber: '987654321',
      },
      face: { format: 'image/jpeg', width: 300, height: 400 },
      placeKnown: false,
      numberAgrees: true,
      differs: [],
      codeDiffers: [],
    });
    expect(chip.root).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it.each(['P-384', 'RSA', 'RSA-PSS'] as const)('is verified when the state signs with %s', async (keys) => {
    const root = await newAuthority({ ...days, keys, hash: 'SHA-512' });
    const one = await newSigner(root, { ...days, keys, hash: 'SHA-384' });
    expect(outcome(await issueChip(one, thu, { hash: 'SHA-512' }), trusting(root))).toBe('chip_verified');
  });

  it('is only unverified where no root is pinned, whoever signed it', async () => {
    const stranger = await newSigner(await newAuthority(days), days);
    expect(outcome(card, noTrust)).toBe('chip_unverified');
    expect(outcome(await issueChip(stranger, thu), noTrust)).toBe('chip_unverified');
    expect(read(card, noTrust).root).toBeUndefined();
  });

  it('is refused with another portrait', () => {
    const other = replaced(card, [2, faceFile(Buffer.from('ffd8ffe000', 'hex'))]);
    expect([outcome(other), outcome(other, noTrust)]).toEqual(['chip-group-changed dg2', 'chip-group-changed dg2']);
  });

  it('is refused with a file of another card, though that card is genuine', async () => {
    const other = await issueChip(signer, khac);
    for (const number of [1, 2, 13])
      expect(outcome(replaced(card, [number, fileOf(other, number)]))).toBe(`chip-group-changed dg${number}`);
    expect(outcome({ sod: other.sod, groups: card.groups })).toBe('chip-group-changed dg1');
  });

  it('is refused when the signed list was changed to fit another portrait, and when its digest was changed as well', () => {
    const portrait = faceFile(Buffer.from('ffd8ffe000', 'hex'));
    const [hash, other] = [sha256(fileOf(card, 2)), sha256(portrait)];
    const list = swapped(card.sod, hash, other);
    expect(outcome({ ...replaced(card, [2, portrait]), sod: list })).toBe('chip-content-changed');
    const fitted = swapped(list, sha256(contentOf(card)), sha256(contentOf({ ...card, sod: list })));
    expect(outcome({ ...replaced(card, [2, portrait]), sod: fitted })).toBe('chip-signature-invalid');
  });

  it('is refused under a forged chain that carries the right names', async () => {
    const root = await newAuthority(days);
    const forged = await issueChip(await newSigner(root, days), thu);
    expect(root.certificate.subject.isEqual(authority.certificate.subject)).toBe(true);
    expect([outcome(forged), outcome(forged, trusting(root))]).toEqual(['chip-issuer-unknown', 'chip_verified']);
  });

  it('is verified under the old and the new root while both are pinned', async () => {
    const next = await newAuthority({ from: new Date('2026-01-01'), to: new Date('2041-01-01') });
    const young = await issueChip(await newSigner(next, { from: new Date('2026-01-01'), to: days.to }), khac);
    const both = trusting(authority, next);
    expect([outcome(card, both), outcome(young, both)]).toEqual(['chip_verified', 'chip_verified']);
    expect([outcome(young, trusting(authority)), outcome(card, trusting(next))]).toEqual([
      'chip-issuer-unknown',
      'chip-issuer-unknown',
    ]);
  });

  it.each([
    ['signer', 'before its first day', '2020-12-31T23:59:59.000Z'],
    ['signer', 'after its last day', '2036-01-01T00:00:01.000Z'],
  ])('is refused when the certificate of the %s is used %s', async (_who, _when, at) => {
    const root = await newAuthority({ from: new Date('2015-01-01'), to: new Date('2051-01-01') });
    const endless = await issueChip(await newSigner(root, days), { ...thu, expiryDate: '2045-08-15' });
    expect(outcome(endless, trusting(root), new Date(at))).toBe('chip-signer-expired signer');
    expect(outcome(endless, trusting(root))).toBe('chip_verified');
  });

  it('is refused when the root itself has ended', async () => {
    const root = await newAuthority({ from: days.from, to: new Date('2026-11-01') });
    expect(outcome(await issueChip(await newSigner(root, days), thu), trusting(root))).toBe(
      'chip-signer-expired authority',
    );
  });

  it('is refused when the root revoked its signer, and taken when it revoked another', async () => {
    const [good, bad] = [await newSigner(authority, days), await newSigner(authority, days)];
    const revocations = await revoke(authority, [bad], new Date('2026-11-01'));
    const believing = trustOf({ roots: [authority.pem], revocationLists: [revocations] });
    if (isRefusal(believing)) throw new Error(believing.refused);
    expect(outcome(await issueChip(bad, thu), believing)).toBe('chip-signer-revoked');
    expect(outcome(await issueChip(good, thu), believing)).toBe('chip_verified');
  });

  it('is refused the day after it expired, in Viet Nam, and never when it has no end', async () => {
    const ends = await issueChip(signer, { ...thu, expiryDate: '2026-11-24' });
    expect(outcome(ends, trust, new Date('2026-11-24T16:59:59.999Z'))).toBe('chip_verified');
    expect(outcome(ends, trust, new Date('2026-11-24T17:00:00.000Z'))).toBe('chip-card-expired');
    const { expiryDate: _, ...endless } = thu;
    const old = await issueChip(signer, endless);
    expect(outcome(old)).toBe('chip_verified');
    expect(read(old).data.expiryDate).toBeUndefined();
    expect(read(old).differs).toEqual([]);
  });

  it('is refused when SHA-1 hashed its files, signed the list, or signed the signer', async () => {
    expect(outcome(await issueChip(signer, thu, { hash: 'SHA-1' }))).toBe('chip-algorithm-refused hashes');
    const weak = await newSigner(authority, { ...days, hash: 'SHA-1' });
    expect(outcome(await issueChip(weak, thu))).toBe('chip-algorithm-refused signature');
    const old = await newAuthority({ ...days, hash: 'SHA-1' });
    expect(outcome(await issueChip(await newSigner(old, days), thu), noTrust)).toBe(
      'chip-algorithm-refused certificate',
    );
  });

  it('is refused when its signer must be understood in a way that is not', async () => {
    const odd = await newSigner(authority, { ...days, critical: '1.2.3.4' });
    expect(outcome(await issueChip(odd, thu))).toBe('chip-signature-invalid usage');
  });

  it('is refused when a root signed the files in place of a document signer', async () => {
    expect(outcome(await issueChip(authority, thu))).toBe('chip-signature-invalid usage');
  });

  it('is refused without files, without one that names the person, and with one that was never signed', async () => {
    const only = (...numbers: number[]) => ({
      sod: card.sod,
      groups: new Map(numbers.map((number) => [number, fileOf(card, number)] as const)),
    });
    expect(outcome({ sod: card.sod, groups: new Map() })).toBe('chip-groups-missing all');
    expect([outcome(only(2, 13)), outcome(only(1, 2))]).toEqual([
      'chip-groups-missing dg1',
      'chip-groups-missing dg13',
    ]);
    expect(outcome(replaced(card, [15, fileOf(card, 1)]))).toBe('chip-group-unlisted dg15');
    expect(outcome(only(1, 13))).toBe('chip_verified');
    expect(read(only(1, 13)).face).toBeUndefined();
  });

  it('is refused when its two parts, or the code on the card, name another number', async () => {
    const mixed = await signedWith([[13, nationalFile(nationalFields(khac))]]);
    expect(outcome(mixed)).toBe('chip-numbers-differ dg13');
    const code = (number: string) => `${number}||Nguyễn Thị Thử|15081985|Nữ|Ấp Mẫu, Xã Thử, Đồng Nai|20062021`;
    expect(outcome(card, trust, now, code('099185004321'))).toBe('chip_verified');
    expect(outcome(card, trust, now, code('099185004322'))).toBe('chip-numbers-differ qr');
  });

  it('is taken, and marked, when the same number stands with other facts', async () => {
    const slip = { fullName: 'Lê Thử', birthDate: '1985-08-16', sex: 'male', expiryDate: '2031-08-16' } as const;
    const marked = read(await signedWith([[1, zoneFile({ ...thu, ...slip })]]));
    expect(marked.differs).toEqual(['fullName', 'birthDate', 'sex', 'expiryDate']);
    const qr = parseCitizenCardQr('099185004321||Nguyễn Thị Thư|16081985|Nam|Ấp Mẫu|', LocalDay.parse('2026-11-24'));
    const chip = qr.ok ? verifyChip(card, trust, now, qr.card) : undefined;
    expect(chip).toMatchObject({ codeDiffers: ['fullName', 'birthDate', 'sex'], differs: [] });
    const wrong = await issueChip(signer, { ...thu, citizenNumber: '099085004321' });
    expect(read(wrong)).toMatchObject({ numberAgrees: false, placeKnown: false });
  });

  it('is compared by as much of a long name as the machine-readable zone holds', async () => {
    const long = { ...thu, fullName: 'Nguyễn Phúc Công Tằng Tôn Nữ Thử Nghiệm' };
    const chip = read(await issueChip(signer, long));
    expect([chip.zone.nameCut, chip.zone.name, chip.differs]).toEqual([true, 'NGUYEN PHUC CONG TANG TON NU', []]);
  });

  it('is refused when a file is signed but is no file of a citizen card', async () => {
    const outcomes = [1, 2, 13].map(async (number) => outcome(await signedWith([[number, Buffer.from('00', 'hex')]])));
    expect(await Promise.all(outcomes)).toEqual([
      'chip-group-unreadable dg1:form',
      'chip-group-unreadable dg2:form',
      'chip-group-unreadable dg13:form',
    ]);
  });
});

describe('a chip that OpenSSL made, with curves stated by their parameters', () => {
  it.each(vectors.chips)('is verified: $id', ({ root, sod, dg1, dg2, dg13 }) => {
    const bytes = (text: string) => Buffer.from(text, 'base64');
    const made = trustOf({ roots: [root], revocationLists: [] });
    if (isRefusal(made)) throw new Error(made.refused);
    const groups = new Map([dg1, dg2, dg13].map((file, nth) => [[1, 2, 13][nth] ?? 0, bytes(file)] as const));
    const at = new Date('2027-06-01T00:00:00Z');
    expect(outcome({ sod: bytes(sod), groups }, made, at)).toBe('chip_verified');
    expect(outcome({ sod: bytes(sod), groups }, trust, at)).toBe('chip-issuer-unknown');
  });
});

describe('the signed list of a chip', () => {
  it('is refused when it names a group twice, a group beyond 16, or is none', async () => {
    const algorithm = Buffer.from('300b0609608648016503040201', 'hex');
    const pair = (number: number) =>
      tlv(0x30, Buffer.concat([tlv(2, Buffer.from([number])), tlv(4, Buffer.alloc(32, number))]));
    const listOf = (...pairs: Buffer[]) =>
      tlv(0x30, Buffer.concat([tlv(2, Buffer.from([0])), algorithm, tlv(0x30, Buffer.concat(pairs))]));
    const outcomeOf = async (list: Buffer) =>
      outcome({ sod: await signList(signer, Uint8Array.from(list).buffer), groups: card.groups });
    expect(await outcomeOf(listOf(pair(1), pair(1)))).toBe('chip-sod-unreadable hashes');
    expect(await outcomeOf(listOf(pair(17)))).toBe('chip-sod-unreadable hashes');
    expect(await outcomeOf(Buffer.from('0500', 'hex'))).toBe('chip-sod-unreadable hashes');
    expect(await outcomeOf(listOf(pair(2), pair(13)))).toBe('chip-group-unlisted dg1');
  });

  it('is answered and never thrown at when it is cut anywhere', () => {
    for (let length = 0; length < card.sod.length; length++)
      expect(outcome({ sod: card.sod.subarray(0, length), groups: card.groups })).toMatch(/^chip-sod-unreadable/);
  });

  it('never gives another person or another root with one byte changed, whichever it is', () => {
    const genuine = read(card);
    const touched = fc.property(fc.nat(card.sod.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const sod = Uint8Array.from(card.sod);
      sod[at] = (sod[at] ?? 0) ^ by;
      const chip = verifyChip({ sod, groups: card.groups }, trust, now);
      // Versions and lists of algorithms around the signature are not signed, and say nothing of the person.
      if (!isRefusal(chip)) expect(chip).toEqual(genuine);
    });
    fc.assert(touched, { numRuns: 3000 });
  });

  it('is answered and never thrown at when runs of it are replaced, doubled or left out', () => {
    const torn = fc.property(
      fc.nat(card.sod.length),
      fc.nat(64),
      fc.uint8Array({ maxLength: 64 }),
      (at, length, between) => {
        const sod = Buffer.concat([card.sod.subarray(0, at), between, card.sod.subarray(at + length)]);
        expect(outcome({ sod, groups: card.groups })).toMatch(/^chip[-_]/);
      },
    );
    fc.assert(torn, { numRuns: 1000 });
    const random = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(outcome({ sod: tlv(0x77, bytes), groups: card.groups })).toMatch(/^chip-sod-unreadable/);
    });
    fc.assert(random);
  });

  it('is refused quickly when it nests thousands of levels deep', () => {
    let nested: Uint8Array = Buffer.alloc(0);
    for (let level = 0; level < 15_000; level++) nested = tlv(0x30, nested);
    const started = performance.now();
    expect(outcome({ sod: tlv(0x77, nested), groups: card.groups })).toMatch(/^chip-sod-unreadable/);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('the setting of roots', () => {
  it('takes roots as PEM or as base64 of DER, and lists that one of them signed', async () => {
    const bare = authority.pem.replace(/-----[A-Z ]+-----|\n/g, '');
    const revocations = await revoke(authority, [signer], now);
    const made = trustOf({ roots: [bare, authority.pem], revocationLists: [revocations] });
    expect(isRefusal(made) ? made : made.roots.map(({ revoked }) => revoked.size)).toEqual([1, 1]);
    expect(trustOf({ roots: [], revocationLists: [] })).toEqual(noTrust);
  });

  it('refuses what is no root: a signer, another text, a weak way of signing', async () => {
    const weak = await newAuthority({ ...days, hash: 'SHA-1' });
    for (const text of [signer.pem, 'x', '', weak.pem])
      expect(trustOf({ roots: [text], revocationLists: [] })).toEqual({ refused: 'chip-root-unfit' });
  });

  it('refuses a list of revocations that none of the roots signed', async () => {
    const stranger = await newAuthority(days);
    for (const list of [await revoke(stranger, [signer], now), 'x'])
      expect(trustOf({ roots: [authority.pem], revocationLists: [list] })).toEqual({
        refused: 'chip-revocations-unfit',
      });
  });
});
