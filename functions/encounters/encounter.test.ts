import { describe, expect, it } from 'vitest';
import { ClinicId, EncounterId, Icd10, PersonId, ServiceCode, TicketId } from '../../shared/kernel/ids.ts';
import { close, type Encounter } from './encounter.ts';

const anEncounter = (changes: Partial<Encounter> = {}): Encounter => ({
  encounter: EncounterId.parse('e-1'),
  ticket: TicketId.parse('t-1'),
  person: PersonId.parse('p-1'),
  clinic: ClinicId.parse('noi'),
  examination: ServiceCode.parse('KHAM'),
  doctor: 'doctor-1',
  state: 'open',
  openedAt: '2026-11-24T01:00:00.000Z',
  ...changes,
});
const known = { mainDiagnosis: Icd10.parse('J18.9'), birthDate: '1980-11-25', sex: 'female' as const };
const at = new Date('2026-11-24T02:00:00.000Z');

describe('the closing of a visit', () => {
  it('counts the age on the Vietnamese day on which the visit began', () => {
    // 17:30 UTC on 24 November is already the birthday in Viet Nam.
    const evening = anEncounter({ openedAt: '2026-11-24T17:30:00.000Z' });
    expect(close(evening, known, 'outpatient', at)).toMatchObject({ ageYears: 46 });
    expect(close(anEncounter(), known, 'outpatient', at)).toMatchObject({ ageYears: 45 });
  });
  it('keeps the retention class that the doctor named', () => {
    expect(close(anEncounter(), known, 'death', at)).toMatchObject({
      encounter: { state: 'closed', retention: 'death', closedAt: at.toISOString() },
    });
  });
  it('says that the sex is unknown when identity does not know it', () => {
    expect(close(anEncounter(), { ...known, sex: undefined }, 'outpatient', at)).toMatchObject({ sex: 'unknown' });
  });
  it.each([
    ['a closed visit', anEncounter({ state: 'closed' }), known, 'encounter-closed'],
    ['a visit without diagnosis', anEncounter(), { ...known, mainDiagnosis: undefined }, 'diagnosis-missing'],
    ['a patient whose birth date is unknown', anEncounter(), { ...known, birthDate: undefined }, 'person-unknown'],
  ])('refuses %s', (_, encounter, facts, code) => {
    expect(close(encounter, facts, 'outpatient', at)).toEqual({ refused: code });
  });
});
