import type { ClinicId, EncounterId, Icd10, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';

interface Diagnosis {
  /** Id of the Condition. */
  readonly condition: string;
  readonly code: Icd10;
}

/** What the record knows of a visit as a whole; the FHIR Encounter is written from it. */
export interface Visit {
  readonly encounter: EncounterId;
  readonly person: PersonId;
  readonly clinic: ClinicId;
  readonly doctor: string;
  readonly examination: ServiceCode;
  readonly openedAt: string;
  readonly closedAt?: string;
  /** The first is the main diagnosis when `hasMain` says so. */
  readonly diagnoses: readonly Diagnosis[];
  readonly hasMain: boolean;
}

interface Diagnosed {
  readonly visit: Visit;
  readonly diagnosis: Diagnosis;
  readonly main: boolean;
  /** The Condition has to be written. */
  readonly added: boolean;
  /** The visit has changed. */
  readonly changed: boolean;
}

/** Orders and drugs that one visit may hold: far above any outpatient's, and still one bill and one document. */
const mostOrdered = 300;

/** What the visit holds after this many orders or drugs more. */
export const orderMore = (held: number, more: number): number | Refusal<'visit-full'> =>
  held + more > mostOrdered ? refuse('visit-full', `${held} of ${mostOrdered}`) : held + more;

/** The diagnosis by which the visit is counted and paid, if there is one. */
export const mainOf = (visit: Visit): Diagnosis | undefined => (visit.hasMain ? visit.diagnoses[0] : undefined);

/**
 * Adds a diagnosis, or makes a known one the main one. At most one is main: without a word about it the first becomes
 * main; a later one that claims to be main takes the place, and the earlier one stays as a further diagnosis. The same
 * code again adds nothing.
 */
export function diagnose(
  visit: Visit,
  wanted: { readonly code: Icd10; readonly main: boolean | undefined; readonly condition: string },
): Diagnosed {
  const known = visit.diagnoses.find((one) => one.code === wanted.code);
  const diagnosis = known ?? { condition: wanted.condition, code: wanted.code };
  const isMainAlready = known !== undefined && mainOf(visit) === known;
  const main = isMainAlready || (wanted.main ?? !visit.hasMain);
  if (known && main === isMainAlready) return { visit, diagnosis, main, added: false, changed: false };
  const others = visit.diagnoses.filter((one) => one !== known);
  const diagnoses = main ? [diagnosis, ...others] : [...others, diagnosis];
  const after = { ...visit, diagnoses, hasMain: visit.hasMain || main };
  return { visit: after, diagnosis, main, added: !known, changed: true };
}
