import { DocumentId, type EncounterId } from '../../shared/kernel/ids.ts';
import type {
  ClinicalResource,
  DocumentResource,
  FhirComposition,
  FhirDocument,
  FhirPatient,
  Reference,
} from './fhir.ts';
import { encounterReference, patientReference, staffReference, systems } from './resources.ts';
import { sectionsOf } from './sections.ts';
import type { Visit } from './visit.ts';

/** Everything a closed visit's document is made of. */
interface Closing {
  readonly tenant: string;
  readonly facilityCode: string;
  readonly visit: Visit;
  /** The instant at which the visit ended, ISO 8601; the document carries no later one, so it renders alike for ever. */
  readonly closedAt: string;
  /** Staff number of the doctor who answers for the record. */
  readonly doctor: string;
  readonly resources: readonly ClinicalResource[];
  readonly patient: {
    readonly name?: string | undefined;
    readonly birthDate?: string | undefined;
    readonly sex?: 'male' | 'female' | undefined;
  };
}

/** One visit has one document; derived from the visit, so that rendering it again can't make a second one. */
export const documentIdOf = (encounter: EncounterId): DocumentId => DocumentId.parse(`${encounter}-d1`);

const patientOf = ({ visit, patient }: Closing): FhirPatient => ({
  resourceType: 'Patient',
  id: visit.person,
  ...(patient.name === undefined ? {} : { name: [{ text: patient.name }] }),
  gender: patient.sex ?? 'unknown',
  ...(patient.birthDate === undefined ? {} : { birthDate: patient.birthDate }),
});

function compositionOf(closing: Closing, document: DocumentId): FhirComposition {
  const { visit, closedAt, doctor, facilityCode, resources } = closing;
  const author: Reference = staffReference(doctor);
  return {
    resourceType: 'Composition',
    id: document,
    meta: { versionId: '1', lastUpdated: closedAt },
    status: 'final',
    // LOINC 34108-1: Outpatient Note.
    type: { coding: [{ system: systems.loinc, code: '34108-1' }], text: 'Bệnh án ngoại trú' },
    subject: patientReference(visit.person),
    encounter: encounterReference(visit.encounter),
    date: closedAt,
    author: [author],
    title: 'Bệnh án ngoại trú / Outpatient record',
    attester: [{ mode: 'legal', time: closedAt, party: author }],
    custodian: { type: 'Organization', identifier: { system: systems.facility, value: facilityCode } },
    section: sectionsOf(visit, resources),
  };
}

/**
 * The record of a closed visit as one FHIR R4 document: a Bundle of type `document` whose first entry is the
 * Composition (http://hl7.org/fhir/R4/documents.html). Relative references resolve against `fullUrl`, which must be
 * absolute; the host under `.invalid` (RFC 2606) says that it is a name and not an address.
 */
export function renderDocument(closing: Closing): FhirDocument {
  const document = documentIdOf(closing.visit.encounter);
  const base = `https://${closing.tenant}.smart-hospital.invalid/fhir/R4`;
  const entries: DocumentResource[] = [compositionOf(closing, document), patientOf(closing), ...closing.resources];
  return {
    resourceType: 'Bundle',
    id: document,
    meta: { versionId: '1', lastUpdated: closing.closedAt },
    identifier: { system: systems.document, value: document },
    type: 'document',
    timestamp: closing.closedAt,
    entry: entries.map((resource) => ({ fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource })),
  };
}
