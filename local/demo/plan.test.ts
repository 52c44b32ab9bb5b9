import { describe, expect, it } from 'vitest';
import { parseCitizenCardQr } from '../../functions/identity/citizen-card.ts';
import { parseHealthCard } from '../../functions/insurance/health-card.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { chaptersFor, clinicFor, type Place, type PlannedVisit, planMorning } from './plan.ts';
import { seeded } from './random.ts';
import { troubles } from './trouble.ts';

const everything = ['XN-CTM', 'XN-GLU', 'XN-CRP', 'XN-NT', 'XQ-NGUC', 'SA-BUNG', 'CT-NGUC', 'DTD', 'T-PARA500'];
const general: Place = {
  hospital: 'dong-nai',
  template: 'general',
  level: 'specialised',
  clinics: ['noi', 'ngoai', 'ho-hap', 'tim-mach', 'san', 'nhi'],
  priced: new Set(everything),
};
const children: Place = {
  ...general,
  hospital: 'nhi-dong',
  template: 'children',
  clinics: ['nhi-tong-quat', 'nhi-ho-hap', 'nhi-tieu-hoa'],
};
const district: Place = {
  ...general,
  hospital: 'cam-my',
  template: 'district',
  level: 'initial',
  clinics: ['noi', 'nhi', 'san'],
  priced: new Set(['XN-CTM']),
};
const today = new Date('2026-11-24T01:00:00.000Z');
const morning = (visits: number, seed = 2026, salt = 0): PlannedVisit[] =>
  planMorning([general, children, district], visits, seeded(seed), { salt, today });

describe('a planned morning', () => {
  it('is the same for the same seed', () => {
    expect(morning(50)).toEqual(morning(50));
    expect(morning(50)).not.toEqual(morning(50, 2027));
  });
  it('begins before six and brings patients in order of arrival', () => {
    const times = morning(400).map(({ arrivesAt }) => arrivesAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(5.5 * 60);
    expect(times.at(-1)).toBeLessThan(11.5 * 60);
  });
  it('invents people whose cards can be read and whose province does not exist', () => {
    const plans = morning(500);
    for (const { patient } of plans) {
      const read = parseCitizenCardQr(patient.card, LocalDay.parse('2026-11-24'));
      expect(read).toMatchObject({ ok: true, card: { placeKnown: false, numberAgrees: true, sex: patient.sex } });
      if (patient.healthCard !== undefined) expect(parseHealthCard(patient.healthCard).ok).toBe(true);
    }
    expect(new Set(plans.map(({ patient }) => patient.card.slice(0, 12))).size).toBe(plans.length);
  });
  it('brings other people with another salt', () => {
    const numbers = (salt: number) => morning(50, 2026, salt).map(({ patient }) => patient.card.slice(0, 12));
    expect(numbers(500).filter((number) => numbers(0).includes(number))).toEqual([]);
  });
  it('orders and prescribes only what the hospital has a price for', () => {
    for (const { hospital, orders, lines } of morning(500)) {
      const { priced } = hospital === 'cam-my' ? district : general;
      expect(
        [...orders.map(({ code }) => code), ...lines.map(({ drug }) => drug)].every((one) => priced.has(one)),
      ).toBe(true);
    }
  });
  it('sends only children to a children’s hospital, and nobody but women of that age to obstetrics', () => {
    const plans = morning(2000);
    expect(plans.filter(({ hospital, patient }) => hospital === 'nhi-dong' && patient.ageYears > 15)).toEqual([]);
    const mothers = plans.filter(({ clinic }) => clinic === 'san').map(({ patient }) => patient);
    expect(mothers.length).toBeGreaterThan(0);
    expect(mothers.filter(({ sex, ageYears }) => sex === 'male' || ageYears < 18 || ageYears > 45)).toEqual([]);
  });
  it('follows the published shares: near half of the children come for the respiratory tract', () => {
    const sick = morning(4000).filter(({ hospital }) => hospital === 'nhi-dong');
    const respiratory = sick.filter(({ diagnosis }) => diagnosis.startsWith('J')).length / sick.length;
    expect(respiratory).toBeGreaterThan(0.4);
    expect(respiratory).toBeLessThan(0.53);
  });
  it('plants each trouble at each hospital that has visits enough', () => {
    const plans = morning(400);
    for (const hospital of ['dong-nai', 'nhi-dong', 'cam-my']) {
      const seen = new Set(plans.filter((plan) => plan.hospital === hospital).map(({ trouble }) => trouble));
      expect([...seen].toSorted()).toEqual(Object.keys(troubles).toSorted());
    }
  });
});

describe('the shares of disease chapters', () => {
  it('give over sixty at least half to circulation and metabolism, and still sum to a hundred', () => {
    const shares = chaptersFor(general, 70);
    expect((shares['IV'] ?? 0) + (shares['IX'] ?? 0)).toBeCloseTo(50, 6);
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 6);
  });
});

describe('the choice of a clinic', () => {
  it('goes by chapter, and by age for children', () => {
    expect(clinicFor(general, 'IX', 60)).toBe('tim-mach');
    expect(clinicFor(general, 'IX', 8)).toBe('nhi');
    expect(clinicFor(children, 'XI', 8)).toBe('nhi-tieu-hoa');
    expect(clinicFor(district, 'IX', 60)).toBe('noi');
  });
  it('takes the first clinic where the right one does not exist', () => {
    expect(clinicFor({ ...general, clinics: ['ngoai'] }, 'IX', 60)).toBe('ngoai');
  });
});
