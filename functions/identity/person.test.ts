import { describe, expect, it } from 'vitest';
import { LocalDay } from '../../shared/kernel/time.ts';
import { parseCitizenCardQr } from './citizen-card.ts';
import { birthYearOf, detailsOf, differencesOf, maskNumber, PersonDetails } from './person.ts';

const detailsFrom = (text: string): PersonDetails => {
  const read = parseCitizenCardQr(text, LocalDay.parse('2026-11-24'));
  if (!read.ok) throw new Error(read.reason);
  return detailsOf(read.card);
};
const first = '099085000001||Trần Văn Thử|15081985|Nam|Ấp 1, Xã Thử|20062021';

describe('the details of a person', () => {
  it('hold what the card says and survive being sealed as text', () => {
    const details = detailsFrom(`${first}|và sau nữa`);
    expect(PersonDetails.parse(JSON.parse(JSON.stringify(details)))).toEqual(details);
    expect(details).toMatchObject({ citizenNumber: '099085000001', birthDate: '1985-08-15', extra: ['và sau nữa'] });
    expect(birthYearOf(details)).toBe(1985);
  });
  it.each([
    ['the same card', first, []],
    ['a renewed card', first.replace('20062021', '21062026'), ['issueDate']],
    ['a card with an old number', first.replace('||', '|987654321|'), ['oldNumber']],
    ['a corrected sex and date', first.replace('15081985|Nam', '16081985|Nữ'), ['birthDate', 'sex']],
  ])('differ from %s in these facts', (_, later, facts) => {
    expect(differencesOf(detailsFrom(first), detailsFrom(later))).toEqual(facts);
  });
  it('show the last three digits of a number only', () => {
    expect(maskNumber('099085000321')).toBe('*********321');
  });
});
