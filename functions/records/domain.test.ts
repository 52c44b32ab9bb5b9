import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retentionLock } from '../../shared/contracts/retention.ts';
import { ClinicId, EncounterId, Icd10, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import { LocalDay } from '../../shared/kernel/time.ts';
import { canonicalJson } from './canonical-json.ts';
import { collectPeriod, PrescriptionLine, prescriptionCode, printedLine, rulesOn } from './prescription.ts';
import { encounterOf, resourceId } from './resource-id.ts';
import { conditionResource, encounterResource, medicationResource, noteResource, orderResource } from './resources.ts';
import { diagnose, mainOf, type Visit } from './visit.ts';

const day = (text: string) => LocalDay.parse(text);
const uuids = fc.uuid({ version: 7 });
const aVisit = (changes: Partial<Visit> = {}): Visit => ({
  encounter: EncounterId.parse('e-1'),
  person: PersonId.parse('p-1'),
  clinic: ClinicId.parse('noi'),
  doctor: 'doctor-1',
  examination: ServiceCode.parse('KHAM'),
  openedAt: '2026-11-24T01:00:00.000Z',
  diagnoses: [],
  hasMain: false,
  ...changes,
});

describe('the retention of a record', () => {
  it.each([
    ['outpatient', '2026-01-01', 0, '2036-12-31T17:00:00.000Z'],
    ['outpatient', '2026-12-31', 0, '2036-12-31T17:00:00.000Z'],
    ['outpatient', '2026-11-24', 5, '2041-12-31T17:00:00.000Z'],
    ['mental-or-accident', '2026-11-24', 0, '2046-12-31T17:00:00.000Z'],
    ['death', '2026-11-24', 0, '2056-12-31T17:00:00.000Z'],
  ] as const)('%s, ended %s, with %i years more, lasts until %s', (retention, ended, extra, until) => {
    expect(retentionLock(retention, day(ended), extra)).toEqual({ until: new Date(until) });
  });
  it('of an adverse event has no end', () => {
    expect(retentionLock('adverse-event', day('2026-11-24'), 5)).toEqual({ legalHold: true });
  });
  it('is unknown before the rule was in force', () => {
    expect(() => retentionLock('outpatient', day('2025-06-30'), 0)).toThrow(RangeError);
  });
  it('never ends before the full term has passed since the last day of treatment', () => {
    const days = fc.date({ min: new Date('2025-07-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 50 }), (date, extra) => {
        const ended = date.toISOString().slice(0, 10);
        const { until } = retentionLock('outpatient', day(ended), extra);
        const fullTerm = new Date(`${ended}T17:00:00.000Z`);
        fullTerm.setUTCFullYear(fullTerm.getUTCFullYear() + 10 + extra);
        expect(until?.getTime()).toBeGreaterThanOrEqual(fullTerm.getTime());
      }),
    );
  });
});

describe('canonical JSON', () => {
  // The example of RFC 8785 section 3.2.2 and 3.2.3.
  it('spells the example of RFC 8785 as the RFC does', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });
  it('sorts members by UTF-16 code units, not by code points', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
    const spelled = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
    expect(spelled).toBe(`{${sorted.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`);
  });
  it('has one spelling for a value however its members are ordered, and reads back as that value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const spelled = canonicalJson(value);
        expect(canonicalJson(JSON.parse(spelled))).toBe(spelled);
        expect(JSON.parse(spelled)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 0])('refuses %s', (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });
});

describe('the id of a resource', () => {
  it('names its visit, fits FHIR and keeps the order of time', () => {
    fc.assert(
      fc.property(uuids, uuids, uuids, (encounter, one, other) => {
        const [id, second] = [resourceId(encounter, one), resourceId(encounter, other)];
        expect(id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
        expect(encounterOf(id)).toBe(encounter);
        expect(id < second).toBe(one < other);
      }),
    );
  });
  it('keeps the order in which things were written at one moment', () => {
    const uuid = '01a20b11-1a80-7fd0-9c28-1356f26a44d3';
    const ids = Array.from({ length: 50 }, (_, place) => resourceId('e-1', uuid, place));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(50);
  });
  it('is refused when the visit leaves it no room, and none is read out of a plain UUID', () => {
    expect(() => resourceId('e'.repeat(39), '01a20b11-1a80-7fd0-9c28-1356f26a44d3')).toThrow(RangeError);
    expect(encounterOf('01a20b11-1a80-7fd0-9c28-1356f26a44d3')).toBeUndefined();
  });
});

describe('the diagnoses of a visit', () => {
  const asked = fc.record({
    code: fc.constantFrom('A00', 'B01', 'C02.1', 'D03', 'E10').map((code) => Icd10.parse(code)),
    main: fc.option(fc.boolean(), { nil: undefined }),
  });
  it('hold each code once and at most one main, which stays once there is one', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 20 }), (steps) => {
        let visit = aVisit();
        for (const [at, step] of steps.entries()) {
          const before = mainOf(visit);
          const done = diagnose(visit, { ...step, condition: `c-${at}` });
          visit = done.visit;
          expect(done.main).toBe(mainOf(visit)?.code === step.code);
          if (before) expect(mainOf(visit)).toBeDefined();
          if (step.main === true) expect(mainOf(visit)?.code).toBe(step.code);
          expect(done.changed || done.visit === visit).toBe(true);
        }
        const codes = visit.diagnoses.map((one) => one.code);
        expect(new Set(codes).size).toBe(codes.length);
        expect(new Set(codes)).toEqual(new Set(steps.map((step) => step.code)));
      }),
    );
  });
  it('has no main one when the only one was said not to be', () => {
    expect(mainOf(diagnose(aVisit(), { code: Icd10.parse('A00'), main: false, condition: 'c' }).visit)).toBeUndefined();
  });
});

describe('a prescription', () => {
  const rules = rulesOn(day('2026-11-24'));
  const line = (changes: object) =>
    PrescriptionLine.parse({
      drug: 'T-ORS',
      quantity: 9,
      dose: { amount: 1, unit: 'gói' },
      route: 'oral',
      timesPerDay: 2,
      days: 3,
      ...changes,
    });

  it('has a national code of fourteen characters, whatever the random part', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }), (hex) => {
        expect(prescriptionCode('75009', hex)).toMatch(/^75009[0-9a-z]{7}-C$/);
      }),
    );
    expect(() => prescriptionCode('7500', 'ab')).toThrow(RangeError);
  });
  it.each([
    [1, '01'],
    [9, '09'],
    [10, '10'],
    [100, '100'],
  ])('prints the quantity %i as %s', (quantity, printed) => {
    expect(printedLine(line({ quantity }), rules).vi).toContain(`Số lượng: ${printed}. `);
    expect(printedLine(line({ quantity }), rules).en).toContain(`Quantity: ${printed}. `);
  });
  it('can be collected for five days after the Vietnamese day of issue', () => {
    expect(collectPeriod(new Date('2026-11-24T17:30:00.000Z'), rules)).toEqual({
      start: '2026-11-25',
      end: '2026-11-30',
    });
  });
  it('knows no rules before the circular was in force', () => {
    expect(() => rulesOn(day('2025-06-30'))).toThrow(RangeError);
  });
});

describe('every resource', () => {
  const stamp = { id: 'r-1', version: 3, at: '2026-11-24T01:00:00.000Z' };
  const about = { encounter: EncounterId.parse('e-1'), person: PersonId.parse('p-1'), by: 'doctor-1' };
  const line = PrescriptionLine.parse({
    drug: 'T-ORS',
    quantity: 2,
    dose: { amount: 1, unit: '<gói>' },
    route: 'oral',
    timesPerDay: 1,
    days: 1,
  });
  const collect = { start: '2026-11-24', end: '2026-11-29' };
  const printed = printedLine(line, rulesOn(day('2026-11-24')));
  const all = [
    encounterResource(aVisit(), 3, stamp.at),
    noteResource(stamp, about, { text: 'x', kind: 'plan' }),
    conditionResource(stamp, about, Icd10.parse('J18.9')),
    orderResource(stamp, about, { code: ServiceCode.parse('DTD'), quantity: 1, requisition: 'q-1' }),
    medicationResource(stamp, about, { line, prescription: '75009abcdefg-C', printed, collect }),
  ];
  it.each(all.map((resource) => [resource.resourceType, resource] as const))(
    '%s carries its version and time, names the patient, and holds nothing empty',
    (_, resource) => {
      expect(resource.meta).toEqual({ versionId: '3', lastUpdated: stamp.at });
      expect(resource.subject).toEqual({ reference: 'Patient/p-1' });
      if (resource.resourceType !== 'Encounter') expect(resource.encounter).toEqual({ reference: 'Encounter/e-1' });
      // FHIR R4 json: no empty arrays, objects, strings or nulls.
      expect(JSON.stringify(resource)).not.toMatch(/\[\]|\{\}|:""|null/);
    },
  );
  it('escapes what was typed inside its narrative', () => {
    const [div] = all.flatMap((resource) => (resource.resourceType === 'MedicationRequest' ? [resource.text.div] : []));
    expect(div).toContain('&#60;gói&#62;');
  });
});
