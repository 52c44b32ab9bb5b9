import type {
  ClinicalResource,
  FhirClinicalImpression,
  FhirCondition,
  FhirMedicationRequest,
  FhirSection,
  FhirServiceRequest,
} from './fhir.ts';
import { xhtml } from './text.ts';
import { mainOf, type Visit } from './visit.ts';

const section = <R extends ClinicalResource>(
  title: string,
  resources: readonly R[],
  line: (resource: R) => string,
): FhirSection[] =>
  // An empty section breaks rule cmp-1 of FHIR R4, so it is left out.
  resources.length === 0
    ? []
    : [
        {
          title,
          text: {
            status: 'generated',
            div: `<div xmlns="http://www.w3.org/1999/xhtml"><ul>${resources.map((one) => `<li>${line(one)}</li>`).join('')}</ul></div>`,
          },
          entry: resources.map((one) => ({ reference: `${one.resourceType}/${one.id}` })),
        },
      ];

const noteLine = (note: FhirClinicalImpression): string =>
  `${note.date} ${xhtml(note.code.text ?? '')}: ${xhtml(note.note[0].text)}`;
const orderLine = (order: FhirServiceRequest): string =>
  `${order.code.coding[0].code} x ${order.quantityQuantity.value}`;
const drugLine = (drug: FhirMedicationRequest): string =>
  `${drug.groupIdentifier.value}: ${xhtml(drug.dosageInstruction[0].text)}`;

/** The record as a person reads it: notes, diagnoses with the main one first, orders, prescriptions. */
export function sectionsOf(visit: Visit, resources: readonly ClinicalResource[]): FhirSection[] {
  const notes = resources.filter((one): one is FhirClinicalImpression => one.resourceType === 'ClinicalImpression');
  const orders = resources.filter((one): one is FhirServiceRequest => one.resourceType === 'ServiceRequest');
  const drugs = resources.filter((one): one is FhirMedicationRequest => one.resourceType === 'MedicationRequest');
  const conditions = resources.filter((one): one is FhirCondition => one.resourceType === 'Condition');
  const rank = new Map(visit.diagnoses.map(({ condition }, place) => [condition, place]));
  const ranked = conditions.toSorted((one, other) => (rank.get(one.id) ?? 0) - (rank.get(other.id) ?? 0));
  const main = mainOf(visit)?.condition;
  const diagnosisLine = (condition: FhirCondition): string =>
    `${condition.code.coding[0].code}${condition.id === main ? ' (bệnh chính / main)' : ''}`;
  return [
    ...section('Ghi chép / Notes', notes, noteLine),
    ...section('Chẩn đoán / Diagnoses', ranked, diagnosisLine),
    ...section('Chỉ định / Orders', orders, orderLine),
    ...section('Đơn thuốc / Prescriptions', drugs, drugLine),
  ];
}
