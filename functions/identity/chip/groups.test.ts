import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faceFile, type Holder, nationalFields, nationalFile, tlv, zoneFile } from '../../../test/chip/issue-chip.ts';
import { isPlaceKnown, numberAgrees } from '../citizen-card.ts';
import { parseDg1 } from './dg1.ts';
import { parseDg2 } from './dg2.ts';
import { parseDg13 } from './dg13.ts';
import { tlvsOf } from './tlv.ts';

const thu: Holder = {
  citizenNumber: '099185004321',
  fullName: 'Đặng Thị Thử',
  birthDate: '1985-08-15',
  sex: 'female',
  residence: 'Ấp Mẫu, Xã Thử, Đồng Nai',
  issueDate: '2021-06-20',
  expiryDate: '2031-08-15',
};
const zoneOf = (text: string): Uint8Array => tlv(0x61, tlv(0x5f1f, Buffer.from(text, 'latin1')));
const reasonOf = (read: { ok: true } | { ok: false; reason: string }): string => (read.ok ? 'taken' : read.reason);

describe('the machine-readable zone of a chip', () => {
  /** The specimen of ICAO Doc 9303-5, appendix A, is of Utopia; only its check digits are ours to take. */
  const utopian = 'I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<';
  const text = Buffer.from(zoneFile(thu)).toString('latin1').slice(-90);

  it('gives number, birth, sex, expiry and name', () => {
    expect(parseDg1(zoneFile(thu))).toEqual({
      ok: true,
      zone: {
        documentNumber: '185004321',
        citizenNumber: '099185004321',
        birth: '850815',
        sex: 'female',
        expiryDate: '2031-08-15',
        name: 'DANG THI THU',
        nameCut: false,
      },
    });
  });

  it('has the check digits of the standard: those of its specimen pass, and only the state is refused', () => {
    expect(reasonOf(parseDg1(zoneOf(utopian)))).toBe('issuer');
    expect(reasonOf(parseDg1(zoneOf(utopian.replace('UTO', 'VNM'))))).toBe('number');
    expect(reasonOf(parseDg1(zoneOf(utopian.replace('UTO', 'VNM').replace('<<6ER', '<<5ER'))))).toBe('check_digit');
  });

  it.each([
    ['another tag', tlv(0x62, tlv(0x5f1f, Buffer.from(text))), 'form'],
    ['two lines of 44 characters', zoneOf('P<'.padEnd(88, '<')), 'form'],
    ['something behind the zone', tlv(0x61, Buffer.concat([tlv(0x5f1f, Buffer.from(text)), Buffer.from([0])])), 'form'],
    ['small letters', zoneOf(text.toLowerCase()), 'characters'],
    ['another birth date', zoneOf(text.replace('850815', '850816')), 'check_digit'],
    ['another expiry', zoneOf(text.replace('310815', '320815')), 'check_digit'],
    ['another number', zoneOf(text.replace('099185', '099186')), 'check_digit'],
    ['another sex', zoneOf(text.replace('F3108', 'X3108')), 'sex'],
    ['an expiry that is no day', zoneFile({ ...thu, expiryDate: '2031-02-30' }), 'expiry'],
  ])('is refused with %s', (_what, file, reason) => {
    expect(reasonOf(parseDg1(file))).toBe(reason);
  });
});

describe('the portrait of a chip', () => {
  const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
  it.each([
    ['image/jpeg', jpeg],
    ['image/jp2', Buffer.from('0000000c6a5020200d0a870a0000', 'hex')],
    ['image/j2c', Buffer.from('ff4fff510029', 'hex')],
  ])('is taken out as it is when it is %s', (format, image) => {
    const read = parseDg2(faceFile(image));
    expect(read).toMatchObject({ ok: true, face: { format, width: 300, height: 400 } });
    expect(read.ok && Buffer.from(read.face.image).equals(image)).toBe(true);
  });

  it('is found behind points of the face, and in a constructed element', () => {
    expect(parseDg2(faceFile(jpeg, 7))).toMatchObject({ ok: true, face: { width: 300, height: 400 } });
    const constructed = Buffer.from(faceFile(jpeg).toString('hex').replace('5f2e', '7f2e'), 'hex');
    expect(reasonOf(parseDg2(constructed))).toBe('taken');
  });

  const changed = (from: string, to: string) =>
    Buffer.from(Buffer.from(faceFile(jpeg)).toString('hex').replace(from, to), 'hex');
  it.each([
    ['no tag of a portrait', tlv(0x76, Buffer.alloc(0)), 'form'],
    ['no face in the group', changed('020101', '020100'), 'no_face'],
    ['no face in the record', changed('0001000000', '0000000000'), 'no_face'],
    ['a record of another standard', changed('46414300', '46494d00'), 'record'],
    ['another version', changed('30313000', '30323000'), 'record'],
    ['more points than there are bytes', changed('00010000002a0000', '00010000002affff'), 'record'],
    ['a face longer than its record', changed('00010000002a', '00010000002b'), 'record'],
    ['an image of no known kind', faceFile(Buffer.from('89504e470d0a1a0a', 'hex')), 'image'],
    ['no image', faceFile(Buffer.alloc(0)), 'image'],
  ])('is refused with %s', (_what, file, reason) => {
    expect(reasonOf(parseDg2(file))).toBe(reason);
  });
});

describe('the national data of a chip', () => {
  const fields = (...changes: (readonly [number, readonly string[]])[]) =>
    nationalFile(new Map([...nationalFields(thu), ...changes]));
  const without = (number: number) => {
    const rest = nationalFields(thu);
    rest.delete(number);
    return nationalFile(rest);
  };

  it('give the card in full, both parents, and fields that nobody described', () => {
    expect(parseDg13(fields([15, ['Phạm Thử']], [16, ['272000001']]))).toEqual({
      ok: true,
      data: {
        citizenNumber: '099185004321',
        fullName: 'Đặng Thị Thử',
        birthDate: '1985-08-15',
        sex: 'female',
        nationality: 'Việt Nam',
        ethnicGroup: 'Kinh',
        religion: 'Không',
        homeTown: 'Xã Thử, Đồng Nai',
        residence: 'Ấp Mẫu, Xã Thử, Đồng Nai',
        marks: 'Nốt ruồi cách 1cm dưới mắt trái',
        issueDate: '2021-06-20',
        expiryDate: '2031-08-15',
        father: 'Trần Văn Cha',
        mother: 'Lê Thị Mẹ',
        oldNumber: '272000001',
        others: new Map([[15, ['Phạm Thử']]]),
      },
    });
  });

  it('read the same without the outer sequence, and with a version before the items', () => {
    const plain = fields();
    const [outer] = tlvsOf(plain) ?? [];
    const [sequence] = tlvsOf(outer?.value ?? Buffer.alloc(0)) ?? [];
    const items = sequence?.value ?? Buffer.alloc(0);
    const version = tlv(0x02, Buffer.from([0]));
    expect(parseDg13(tlv(0x6d, items))).toEqual(parseDg13(plain));
    expect(parseDg13(tlv(0x6d, tlv(0x30, Buffer.concat([version, items]))))).toEqual(parseDg13(plain));
    expect(parseDg13(tlv(0x6d, tlv(0x30, Buffer.concat([version, tlv(0x31, items)]))))).toEqual(parseDg13(plain));
  });

  it('read the same however accents are composed, and however dates are written', () => {
    expect(parseDg13(fields([2, ['Đặng  Thị Thử '.normalize('NFD')]], [3, ['15081985']]))).toEqual(parseDg13(fields()));
  });

  it('may lack what a hospital does not need', () => {
    const few = [1, 2, 3, 4].map((number) => [number, nationalFields(thu).get(number) ?? []] as const);
    const read = parseDg13(nationalFile(new Map(few)));
    expect(read).toMatchObject({ ok: true, data: { residence: '' } });
    expect(read.ok && Object.keys(read.data)).toEqual([
      'citizenNumber',
      'fullName',
      'birthDate',
      'sex',
      'residence',
      'others',
    ]);
  });

  it.each([
    ['no number', without(1), 'number'],
    ['a number of 11 digits', fields([1, ['09918500432']]), 'number'],
    ['digits in the name', fields([2, ['Thử 2']]), 'name'],
    ['a 30th of February', fields([3, ['30/02/1985']]), 'birth_date'],
    ['another word for the sex', fields([4, ['X']]), 'sex'],
    ['an issue date that is none', fields([11, ['x']]), 'issue_date'],
    ['an expiry that is no day', fields([12, ['31/04/2031']]), 'expiry_date'],
    ['a text of 301 characters', fields([9, ['x'.repeat(301)]]), 'too_long'],
    ['an old number of 8 digits', fields([16, ['12345678']]), 'old_number'],
    ['a character that turns the direction of text', fields([9, ['Ấp\u202e1']]), 'characters'],
    [
      'bytes that are no UTF-8',
      Buffer.from(fields().toString('hex').replace('4b696e68', '4b69ff68'), 'hex'),
      'characters',
    ],
    ['another tag', tlv(0x6e, Buffer.alloc(0)), 'form'],
    [
      'a field twice',
      tlv(0x6d, Buffer.concat([fields(), fields()].map((file) => tlvsOf(file)?.[0]?.value ?? file))),
      'field_twice',
    ],
  ])('are refused with %s', (_what, file, reason) => {
    expect(reasonOf(parseDg13(file))).toBe(reason);
  });
});

describe('files of a chip', () => {
  const whole = {
    dg1: zoneFile(thu),
    dg2: faceFile(Buffer.from('ffd8ffe0', 'hex'), 2),
    dg13: nationalFile(nationalFields(thu)),
  };
  const readers = { dg1: parseDg1, dg2: parseDg2, dg13: parseDg13 };

  it.each(['dg1', 'dg2', 'dg13'] as const)('%s is answered and never thrown at when cut anywhere', (name) => {
    for (let length = 0; length < whole[name].length; length++)
      expect(readers[name](whole[name].subarray(0, length)).ok).toBe(false);
  });

  it.each(['dg1', 'dg2', 'dg13'] as const)('%s is answered and never thrown at when bytes are changed', (name) => {
    const file = whole[name];
    const touched = fc.property(
      fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 5 }),
      (changes) => {
        const bytes = Uint8Array.from(file);
        for (const [at, byte] of changes) bytes[at] = byte;
        expect(readers[name](bytes).ok).toBeTypeOf('boolean');
      },
    );
    fc.assert(touched, { numRuns: 1000 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        for (const tag of [0x61, 0x75, 0x6d]) expect(readers[name](tlv(tag, bytes)).ok).toBe(false);
      }),
    );
  });

  it('give back every element that was written, whatever its tag and length', () => {
    const element = fc.tuple(fc.constantFrom(0x02, 0x30, 0x7f61, 0x5f1f), fc.nat(70_000));
    fc.assert(
      fc.property(fc.array(element, { maxLength: 4 }), (elements) => {
        const bytes = Buffer.concat(elements.map(([tag, length]) => tlv(tag, Buffer.alloc(length, 7))));
        expect(tlvsOf(bytes)?.map(({ tag, value }) => [tag, value.length])).toEqual(elements);
      }),
    );
  });

  it.each([
    ['an indefinite length', '30800000'],
    ['a length written longer than needed', '308101ff'],
    ['a length with a leading zero', '30820080'.padEnd(264, '0')],
    ['a length of five bytes', '30850000000001ff'],
    ['a tag of four bytes', '7f818181010100'],
    ['fewer bytes than stated', '300500'],
  ])('are refused with %s', (_what, hex) => {
    expect(tlvsOf(Buffer.from(hex, 'hex'))).toBeUndefined();
  });
});

describe('any invented card', () => {
  const day = (from: string, to: string) =>
    fc
      .date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
  const word = fc.constantFrom('Nguyễn', 'Đỗ', 'Trần', 'Thị', 'Văn', 'Thử', 'Ưng', 'Yến', 'Hường', 'Ôn');
  const someone = fc
    .record({
      birthDate: day('1900-01-01', '2026-11-24'),
      sex: fc.constantFrom('male' as const, 'female' as const),
      words: fc.array(word, { minLength: 1, maxLength: 8 }),
      serial: fc.nat(999_999),
      expiryDate: day('2026-11-24', '2068-12-31'),
      endless: fc.boolean(),
    })
    .map(({ birthDate, sex, words, serial, expiryDate, endless }): Holder => {
      const century = (Number(birthDate.slice(0, 2)) - 19) * 2 + (sex === 'female' ? 1 : 0);
      return {
        ...{ birthDate, sex, residence: thu.residence, issueDate: '2026-01-01' },
        citizenNumber: `099${century}${birthDate.slice(2, 4)}${String(serial).padStart(6, '0')}`,
        fullName: words.join(' '),
        ...(!endless && { expiryDate }),
      };
    });

  it('gives back whom it was issued to, and its number agrees with that birth and sex and with no other', () => {
    const issued = fc.property(someone, (holder) => {
      const { expiryDate, ...rest } = holder;
      const [dg1, dg13] = [parseDg1(zoneFile(holder)), parseDg13(nationalFile(nationalFields(holder)))];
      if (!dg1.ok || !dg13.ok) throw new Error('refused');
      const { citizenNumber, sex, birthDate } = holder;
      expect(dg1.zone).toMatchObject({ citizenNumber, sex, expiryDate: expiryDate ?? '2099-12-31' });
      expect(dg1.zone.birth).toBe(birthDate.slice(2).replaceAll('-', ''));
      expect(dg13.data).toMatchObject(rest);
      expect(dg13.data.expiryDate).toBe(expiryDate);
      expect(numberAgrees(citizenNumber, birthDate, sex)).toBe(true);
      expect(numberAgrees(citizenNumber, birthDate, sex === 'male' ? 'female' : 'male')).toBe(false);
      const other = `${Number(birthDate.slice(0, 4)) + 1}${birthDate.slice(4)}`;
      expect(numberAgrees(citizenNumber, other, sex)).toBe(false);
      expect(isPlaceKnown(citizenNumber)).toBe(false);
    });
    fc.assert(issued, { numRuns: 500 });
  });
});
