import figures from './distributions.json' with { type: 'json' };
import { drawPatient, type Level, type Patient, type Template } from './people.ts';
import type { Random } from './random.ts';
import { drawWay, type Way } from './registration.ts';
import { assignTroubles, type Trouble } from './trouble.ts';

const { published, assumed } = figures;

/** A hospital as the demo found it: what it lists decides what can be ordered there. */
export interface Place {
  readonly hospital: string;
  readonly template: Template;
  readonly level: Level;
  readonly clinics: readonly string[];
  readonly priced: ReadonlySet<string>;
}

interface DrugLine {
  readonly drug: string;
  readonly quantity: number;
  readonly dose: { readonly amount: number; readonly unit: string };
  readonly route: string;
  readonly timesPerDay: number;
  readonly days: number;
}

/** Everything that happens to one patient in the morning, drawn before it begins. */
export interface PlannedVisit {
  readonly serial: number;
  readonly hospital: string;
  readonly clinic: string;
  /** Minutes after midnight in Viet Nam. */
  readonly arrivesAt: number;
  readonly patient: Patient;
  readonly diagnosis: string;
  readonly note: string;
  readonly orders: readonly { readonly code: string; readonly quantity: number }[];
  readonly lines: readonly DrugLine[];
  /** How the patient shows who they are. */
  readonly way: Way;
  readonly trouble: Trouble;
}

type Shares = Readonly<Record<string, number>>;

/** Shares of ICD-10 chapters for a patient of this age at this kind of hospital. */
export function chaptersFor({ template, level }: Pick<Place, 'template' | 'level'>, ageYears: number): Shares {
  const { specialised, district, children, over60 } = published.chapters;
  if (template === 'children' || ageYears < 16) return { ...children.percent, ...assumed.restOf.children };
  const base: Shares =
    level === 'specialised' ? specialised.percent : { ...district.percent, ...assumed.restOf.district };
  if (ageYears <= 60) return base;
  const isRaised = (chapter: string): boolean => chapter === 'IV' || chapter === 'IX';
  const sum = (of: (chapter: string) => boolean): number =>
    Object.entries(base).reduce((total, [chapter, share]) => total + (of(chapter) ? share : 0), 0);
  const raise = over60.ofIVandIX / sum(isRaised);
  const lower = (100 - over60.ofIVandIX) / sum((chapter) => !isRaised(chapter));
  return Object.fromEntries(
    Object.entries(base).map(([chapter, share]) => [chapter, share * (isRaised(chapter) ? raise : lower)]),
  );
}

type Diagnosis = (typeof assumed.diagnoses)[number];

const fits = (one: Diagnosis, { ageYears, sex }: Patient): boolean =>
  ageYears >= (one.ages[0] ?? 0) && ageYears <= (one.ages[1] ?? 0) && (!('sex' in one) || one.sex === sex);

function drawDiagnosis(place: Place, patient: Patient, random: Random): Diagnosis {
  const shares = Object.entries(chaptersFor(place, patient.ageYears));
  const possible = assumed.diagnoses.filter((one) => fits(one, patient));
  const chapter = random.weighted(
    shares.filter(([name]) => possible.some((one) => one.chapter === name)).map(([name, share]) => [name, share]),
  );
  return random.weighted(possible.filter((one) => one.chapter === chapter).map((one) => [one, one.weight]));
}

/** Where the patient goes; a hospital without that clinic sends everybody to its first one. */
export function clinicFor(place: Place, chapter: string, ageYears: number): string {
  const { byChapter, otherwise, under16 } = assumed.clinics;
  const children: Partial<Record<Template, string>> = under16;
  const named: Shares | Record<string, string> = byChapter[place.template];
  const wanted = (ageYears < 16 ? children[place.template] : undefined) ?? named[chapter] ?? otherwise[place.template];
  const found = place.clinics.find((clinic) => clinic === wanted) ?? place.clinics[0];
  if (found === undefined) throw new Error(`${place.hospital} has no clinic`);
  return found;
}

function drawArrival(random: Random): number {
  const slots = Object.entries(assumed.arrivals.percent);
  const [hours = 0, minutes = 0] = random
    .weighted(slots.map(([from, share]) => [from, share]))
    .split(':')
    .map(Number);
  return hours * 60 + minutes + random.next() * assumed.arrivals.slotMinutes;
}

const linesOf = (drugs: readonly string[], priced: ReadonlySet<string>): DrugLine[] =>
  Object.entries(assumed.drugs)
    .filter(([drug]) => drugs.includes(drug) && priced.has(drug))
    .map(([drug, { unit, ...line }]) => ({ drug, ...line, dose: { amount: 1, unit } }));

/**
 * The morning, patient by patient in order of arrival. The same seed gives the same morning, whatever the machine does
 * with it. `salt` below a million shifts the citizen numbers, so that a server that has seen one morning can see another.
 */
export function planMorning(
  places: readonly Place[],
  visits: number,
  random: Random,
  { salt, today }: { readonly salt: number; readonly today: Date },
): PlannedVisit[] {
  const crowd: Shares = assumed.hospitals;
  const weights = places.map((place) => [place, crowd[place.hospital] ?? 10] as const);
  const drawn = Array.from({ length: visits }, (_, index): Omit<PlannedVisit, 'trouble'> => {
    const own = random.branch(`visit ${index}`);
    const place = own.weighted(weights);
    const serial = (salt + index) % 1_000_000;
    const patient = drawPatient(place, serial, today, own);
    const diagnosis = drawDiagnosis(place, patient, own);
    const orders = Object.entries(diagnosis.orders)
      .filter(([code, chance]) => own.percent(chance ?? 0) && place.priced.has(code))
      .map(([code]) => ({ code, quantity: 1 }));
    return {
      serial,
      hospital: place.hospital,
      clinic: clinicFor(place, diagnosis.chapter, patient.ageYears),
      arrivesAt: drawArrival(own),
      patient,
      diagnosis: diagnosis.code,
      note: diagnosis.note,
      orders,
      lines: linesOf(diagnosis.drugs, place.priced),
      way: drawWay(own.branch('way')),
    };
  }).sort((a, b) => a.arrivesAt - b.arrivesAt);
  const troubles = assignTroubles(
    drawn.map(({ hospital }) => hospital),
    random.branch('troubles'),
  );
  return drawn.map((visit, index) => ({ ...visit, trouble: troubles[index] ?? 'none' }));
}
