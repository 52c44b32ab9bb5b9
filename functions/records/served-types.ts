import type { ClinicalType } from './fhir.ts';

/** The FHIR types that can be read here; the capability statement lists the same. */
export const servedTypes = [
  'ClinicalImpression',
  'Condition',
  'Encounter',
  'MedicationRequest',
  'ServiceRequest',
] as const satisfies readonly ClinicalType[];
