import * as z from 'zod';
import type { ClinicId, EncounterId, Icd10, PersonId, ServiceCode } from '../../shared/kernel/ids.ts';
import type {
  CodeableConcept,
  Coding,
  FhirClinicalImpression,
  FhirCondition,
  FhirEncounter,
  FhirMedicationRequest,
  FhirServiceRequest,
  Meta,
  Quantity,
  Reference,
} from './fhir.ts';
import { drugRoutes, type PrescriptionLine } from './prescription.ts';
import { xhtml } from './text.ts';
import { mainOf, type Visit } from './visit.ts';

/** Code systems and identifier systems: HL7's own where there is one, ours under one URN where there is none. */
export const systems = {
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  conditionClinical: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
  conditionVerification: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
  conditionCategory: 'http://terminology.hl7.org/CodeSystem/condition-category',
  diagnosisRole: 'http://terminology.hl7.org/CodeSystem/diagnosis-role',
  units: 'http://unitsofmeasure.org',
  loinc: 'http://loinc.org',
  /** The hospital's price list. */
  services: 'urn:smart-hospital:services',
  noteKind: 'urn:smart-hospital:note-kind',
  drugRoute: 'urn:smart-hospital:drug-route',
  staff: 'urn:smart-hospital:staff',
  clinic: 'urn:smart-hospital:clinic',
  facility: 'urn:smart-hospital:facility',
  requisition: 'urn:smart-hospital:requisition',
  prescription: 'urn:smart-hospital:prescription',
  document: 'urn:smart-hospital:document',
} as const;

/** Id, version and instant (ISO 8601) of the resource that is being written. */
interface Stamp {
  readonly id: string;
  readonly version: number;
  readonly at: string;
}
/** In whose visit, and by whose hand (a staff number). */
interface About {
  readonly encounter: EncounterId;
  readonly person: PersonId;
  readonly by: string;
}

/** What a note is about, in the order in which a record shows it. */
export const NoteKind = z.enum(['history', 'examination', 'assessment', 'plan', 'progress']);
export type NoteKind = z.infer<typeof NoteKind>;
const noteKinds: Record<NoteKind, { vi: string; en: string }> = {
  history: { vi: 'Bệnh sử', en: 'History' },
  examination: { vi: 'Khám bệnh', en: 'Examination' },
  assessment: { vi: 'Nhận định', en: 'Assessment' },
  plan: { vi: 'Hướng xử trí', en: 'Plan' },
  progress: { vi: 'Diễn biến', en: 'Progress' },
};

const metaOf = (stamp: Stamp): Meta => ({ versionId: String(stamp.version), lastUpdated: stamp.at });
const concept = (system: string, code: string, text?: string): CodeableConcept => ({
  coding: [{ system, code }],
  ...(text === undefined ? {} : { text }),
});
const coded = (system: string, code: string): [Coding] => [{ system, code }];
const days = (value: number): Quantity => ({ value, unit: 'ngày', system: systems.units, code: 'd' });
export const patientReference = (person: PersonId): Reference => ({ reference: `Patient/${person}` });
export const encounterReference = (encounter: EncounterId): Reference => ({ reference: `Encounter/${encounter}` });
/** Staff are not served as resources here, so they are named by their number. */
export const staffReference = (staff: string): Reference => ({
  type: 'Practitioner',
  identifier: { system: systems.staff, value: staff },
});
const clinicReference = (clinic: ClinicId): Reference => ({
  type: 'Location',
  identifier: { system: systems.clinic, value: clinic },
});

/** The visit itself: ambulatory, in progress until it is closed; diagnoses ranked, the main one first with rank 1. */
export function encounterResource(visit: Visit, version: number, at: string): FhirEncounter {
  const { encounter, closedAt } = visit;
  const firstRank = mainOf(visit) ? 1 : 2;
  const diagnosis = visit.diagnoses.map(({ condition }, place) => ({
    condition: { reference: `Condition/${condition}` },
    use: concept(systems.diagnosisRole, 'DD'),
    rank: place + firstRank,
  }));
  return {
    resourceType: 'Encounter',
    id: encounter,
    meta: metaOf({ id: encounter, version, at }),
    status: closedAt === undefined ? 'in-progress' : 'finished',
    class: { system: systems.actCode, code: 'AMB' },
    serviceType: concept(systems.services, visit.examination),
    subject: patientReference(visit.person),
    participant: [{ individual: staffReference(visit.doctor) }],
    period: { start: visit.openedAt, ...(closedAt === undefined ? {} : { end: closedAt }) },
    ...(diagnosis.length === 0 ? {} : { diagnosis }),
    location: [{ location: clinicReference(visit.clinic) }],
  };
}

/** A note in free text. ClinicalImpression.note carries author and time of each text, as the law asks of a record. */
export function noteResource(
  stamp: Stamp,
  about: About,
  note: { text: string; kind: NoteKind },
): FhirClinicalImpression {
  return {
    resourceType: 'ClinicalImpression',
    id: stamp.id,
    meta: metaOf(stamp),
    status: 'completed',
    code: concept(systems.noteKind, note.kind, noteKinds[note.kind].vi),
    subject: patientReference(about.person),
    encounter: encounterReference(about.encounter),
    effectiveDateTime: stamp.at,
    date: stamp.at,
    assessor: staffReference(about.by),
    note: [{ authorReference: staffReference(about.by), time: stamp.at, text: note.text }],
  };
}

/** A diagnosis made in this visit; whether it is the main one stands in the Encounter's ranks. */
export function conditionResource(stamp: Stamp, about: About, code: Icd10): FhirCondition {
  return {
    resourceType: 'Condition',
    id: stamp.id,
    meta: metaOf(stamp),
    clinicalStatus: concept(systems.conditionClinical, 'active'),
    verificationStatus: concept(systems.conditionVerification, 'confirmed'),
    category: [concept(systems.conditionCategory, 'encounter-diagnosis')],
    code: { coding: coded(systems.icd10, code) },
    subject: patientReference(about.person),
    encounter: encounterReference(about.encounter),
    recordedDate: stamp.at,
    recorder: staffReference(about.by),
  };
}

/** One ordered service; those ordered together share the requisition. */
export function orderResource(
  stamp: Stamp,
  about: About,
  order: { code: ServiceCode; quantity: number; requisition: string },
): FhirServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: stamp.id,
    meta: metaOf(stamp),
    requisition: { system: systems.requisition, value: order.requisition },
    status: 'active',
    intent: 'order',
    code: { coding: coded(systems.services, order.code) },
    quantityQuantity: { value: order.quantity },
    subject: patientReference(about.person),
    encounter: encounterReference(about.encounter),
    authoredOn: stamp.at,
    requester: staffReference(about.by),
  };
}

/** One drug of a prescription; those of one prescription share its national code. The narrative is what is printed. */
export function medicationResource(
  stamp: Stamp,
  about: About,
  prescribed: {
    line: PrescriptionLine;
    prescription: string;
    printed: { vi: string; en: string };
    collect: { start: string; end: string };
  },
): FhirMedicationRequest {
  const { line, prescription, printed, collect } = prescribed;
  return {
    resourceType: 'MedicationRequest',
    id: stamp.id,
    meta: metaOf(stamp),
    text: {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml"><p lang="vi">${xhtml(printed.vi)}</p><p lang="en">${xhtml(printed.en)}</p></div>`,
    },
    groupIdentifier: { system: systems.prescription, value: prescription },
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { coding: coded(systems.services, line.drug) },
    subject: patientReference(about.person),
    encounter: encounterReference(about.encounter),
    authoredOn: stamp.at,
    requester: staffReference(about.by),
    dosageInstruction: [
      {
        text: printed.vi,
        ...(line.instructions === undefined ? {} : { patientInstruction: line.instructions }),
        timing: {
          repeat: { boundsDuration: days(line.days), frequency: line.timesPerDay, period: 1, periodUnit: 'd' },
        },
        route: concept(systems.drugRoute, line.route, drugRoutes[line.route].vi),
        doseAndRate: [{ doseQuantity: { value: line.dose.amount, unit: line.dose.unit } }],
      },
    ],
    dispenseRequest: {
      validityPeriod: collect,
      quantity: { value: line.quantity },
      expectedSupplyDuration: days(line.days),
    },
  };
}
