import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalDay } from '../../shared/kernel/time.ts';
import { parseCitizenCardQr } from './citizen-card.ts';

const today = LocalDay.parse('2026-11-24');
const fields = ['099085000001', '272000001', 'Nguyễn Thị Thử', '15081985', 'Nữ', 'Ấp 1, Xã Thử, Đồng Nai', '20062021'];
const aCard = (changes: Record<number, string> = {}): string => fields.map((field, n) => changes[n] ?? field).join('|');
const cardOf = (text: string) => {
  const read = parseCitizenCardQr(text, today);
  if (!read.ok) throw new Error(`refused: ${read.reason}`);
  return read.card;
};
const reasonOf = (text: string): string => {
  const read = parseCitizenCardQr(text, today);
  return read.ok ? 'accepted' : read.reason;
};

describe('the code on a citizen card', () => {
  it('gives the person, the dates as ISO days', () => {
    expect(cardOf(aCard())).toEqual({
      citizenNumber: '099085000001',
      oldNumber: '272000001',
      fullName: 'Nguyễn Thị Thử',
      birthDate: '1985-08-15',
      sex: 'female',
      residence: 'Ấp 1, Xã Thử, Đồng Nai',
      issueDate: '2021-06-20',
      extra: [],
      placeKnown: false,
      numberAgrees: false,
    });
  });

  it('gives the name from the third field although the second is empty', () => {
    const card = cardOf(aCard({ 1: '' }));
    expect([card.fullName, card.oldNumber]).toEqual(['Nguyễn Thị Thử', undefined]);
  });

  it('may end before the issue date, and may go on behind it', () => {
    expect(cardOf(fields.slice(0, 6).join('|')).issueDate).toBeUndefined();
    expect(cardOf(`${aCard()}||Trần Văn Thử|`).extra).toEqual(['', 'Trần Văn Thử', '']);
  });

  it('reads the same however accents are composed, and with blanks and line ends of a scanner', () => {
    expect(cardOf(`  ${aCard().normalize('NFD')}\r\n`)).toEqual(cardOf(aCard()));
    expect(cardOf(aCard({ 4: ' NỮ ', 2: 'Nguyễn  Thị Thử' }))).toEqual(cardOf(aCard()));
  });

  it.each([
    ['nothing', ' ', 'empty'],
    ['more than 1000 characters', aCard({ 5: 'x'.repeat(1000) }), 'too_long'],
    ['a control character', aCard({ 2: 'Nguyễn\u0007Thử' }), 'bad_characters'],
    ['a character that turns the direction of text', aCard({ 2: 'Nguyễn\u202eThử' }), 'bad_characters'],
    ['no bars', '099085000001', 'too_few_fields'],
    ['a web address', 'https://example.vn/x', 'too_few_fields'],
    ['the form of the old insurance card', 'HT4000000000000|4e6775|1985|2|41|00|01/01/2021', 'bad_number'],
    ['a number of 11 digits', aCard({ 0: '09908500001' }), 'bad_number'],
    ['a number in other digits', aCard({ 0: '٠99085000001' }), 'bad_number'],
    ['an old number of 8 digits', aCard({ 1: '27200001' }), 'bad_old_number'],
    ['the second field left out', fields.filter((_, n) => n !== 1).join('|'), 'bad_old_number'],
    ['no name', aCard({ 2: '' }), 'bad_name'],
    ['digits in the name', aCard({ 2: 'Nguyễn 2' }), 'bad_name'],
    ['a name of 101 characters', aCard({ 2: 'N'.repeat(101) }), 'bad_name'],
    ['a 30th of February', aCard({ 3: '30021985' }), 'bad_birth_date'],
    ['a birth date in ISO form', aCard({ 3: '1985-08-15' }), 'bad_birth_date'],
    ['a birth in 1899', aCard({ 3: '31121899' }), 'bad_birth_date'],
    ['a birth tomorrow', aCard({ 3: '25112026' }), 'birth_in_future'],
    ['another word for the sex', aCard({ 4: 'Female' }), 'bad_sex'],
    ['a residence of 301 characters', aCard({ 5: 'x'.repeat(301) }), 'bad_residence'],
    ['an issue date that is none', aCard({ 6: '31042021' }), 'bad_issue_date'],
    ['an issue tomorrow', aCard({ 6: '25112026' }), 'bad_issue_date'],
    ['an issue before the birth', aCard({ 6: '14081985' }), 'bad_issue_date'],
  ])('is refused with %s', (_what, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('is read on the day of birth and on leap days that exist', () => {
    expect(reasonOf(aCard({ 3: '24112026', 6: '' }))).toBe('accepted');
    expect([reasonOf(aCard({ 3: '29022000' })), reasonOf(aCard({ 3: '29021900' }))]).toEqual([
      'accepted',
      'bad_birth_date',
    ]);
  });

  it('is answered whatever the text, never thrown at', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 9 }), (parts) => {
        expect(reasonOf(parts.join('|'))).toBeTypeOf('string');
      }),
    );
  });
});

describe('a citizen number', () => {
  it.each([
    ['099085000001', '15081985', 'Nam', true],
    ['099185000001', '15081985', 'Nữ', true],
    ['099210000001', '01012010', 'Nam', true],
    ['099310000001', '01012010', 'Nữ', true],
    ['099085000001', '15081985', 'Nữ', false],
    ['099085000001', '15081986', 'Nam', false],
    ['099010000001', '01012010', 'Nam', false],
    ['099485000001', '15081985', 'Nam', false],
  ])('%s of a person born %s, %s: agrees is %s', (number, birth, sex, agrees) => {
    expect(cardOf(aCard({ 0: number, 3: birth, 4: sex })).numberAgrees).toBe(agrees);
  });

  it('names one of the 63 provinces of before July 2025 or a country, Dong Nai by its own code and that of Binh Phuoc', () => {
    const known = (code: string): boolean => cardOf(aCard({ 0: `${code}900000000` })).placeKnown;
    expect(['001', '070', '075', '096', '101', '295'].map(known)).toEqual([true, true, true, true, true, true]);
    expect(['000', '003', '097', '099', '100', '296', '999'].map(known)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    const codes = Array.from({ length: 100 }, (_, n) => String(n).padStart(3, '0'));
    expect(codes.filter(known)).toHaveLength(63);
  });
});
