/**
 * The parts of FHIR R4 (4.0.1, http://hl7.org/fhir/R4) that this record writes. Field names and shapes are the
 * standard's; what is not here is not written. Type aliases, because a resource also has to fit an open object.
 */
export type Coding = { system: string; code: string; display?: string };
export type CodeableConcept = { coding?: Coding[]; text?: string };
type Identifier = { system: string; value: string };
/** Literal (`Encounter/x`) where we serve the target, logical (by identifier) where we do not, as for staff. */
export type Reference = { reference?: string; type?: string; identifier?: Identifier; display?: string };
export type Quantity = { value: number; unit?: string; system?: string; code?: string };
type Period = { start: string; end?: string };
export type Meta = { versionId: string; lastUpdated: string };
type Narrative = { status: 'generated'; div: string };
type Annotation = { authorReference: Reference; time: string; text: string };

type Base<T extends string> = { resourceType: T; id: string; meta: Meta; text?: Narrative };

export type FhirEncounter = Base<'Encounter'> & {
  status: 'in-progress' | 'finished';
  class: Coding;
  serviceType: CodeableConcept;
  subject: Reference;
  participant: { individual: Reference }[];
  period: Period;
  diagnosis?: { condition: Reference; use: CodeableConcept; rank: number }[];
  location: { location: Reference }[];
};

export type FhirClinicalImpression = Base<'ClinicalImpression'> & {
  status: 'completed';
  code: CodeableConcept;
  subject: Reference;
  encounter: Reference;
  effectiveDateTime: string;
  date: string;
  assessor: Reference;
  note: [Annotation];
};

export type FhirCondition = Base<'Condition'> & {
  clinicalStatus: CodeableConcept;
  verificationStatus: CodeableConcept;
  category: CodeableConcept[];
  code: { coding: [Coding] };
  subject: Reference;
  encounter: Reference;
  recordedDate: string;
  recorder: Reference;
};

export type FhirServiceRequest = Base<'ServiceRequest'> & {
  requisition: Identifier;
  status: 'active';
  intent: 'order';
  code: { coding: [Coding] };
  quantityQuantity: Quantity;
  subject: Reference;
  encounter: Reference;
  authoredOn: string;
  requester: Reference;
};

type FhirDosage = {
  text: string;
  patientInstruction?: string;
  timing: { repeat: { boundsDuration: Quantity; frequency: number; period: number; periodUnit: 'd' } };
  route: CodeableConcept;
  doseAndRate: [{ doseQuantity: Quantity }];
};

export type FhirMedicationRequest = Base<'MedicationRequest'> & {
  text: Narrative;
  groupIdentifier: Identifier;
  status: 'active';
  intent: 'order';
  medicationCodeableConcept: { coding: [Coding] };
  subject: Reference;
  encounter: Reference;
  authoredOn: string;
  requester: Reference;
  dosageInstruction: [FhirDosage];
  dispenseRequest: { validityPeriod: Required<Period>; quantity: Quantity; expectedSupplyDuration: Quantity };
};

/** What a visit's record consists of. */
export type ClinicalResource =
  | FhirEncounter
  | FhirClinicalImpression
  | FhirCondition
  | FhirServiceRequest
  | FhirMedicationRequest;
export type ClinicalType = ClinicalResource['resourceType'];

/** The person as the printed document shows them; identity owns the person, so there is no version here. */
export type FhirPatient = {
  resourceType: 'Patient';
  id: string;
  name?: [{ text: string }];
  gender: 'male' | 'female' | 'unknown';
  birthDate?: string;
};

export type FhirSection = { title: string; text: Narrative; entry: Reference[] };
export type FhirComposition = Base<'Composition'> & {
  status: 'final';
  type: CodeableConcept;
  subject: Reference;
  encounter: Reference;
  date: string;
  author: [Reference];
  title: string;
  attester: [{ mode: 'legal'; time: string; party: Reference }];
  custodian: Reference;
  section: FhirSection[];
};

export type DocumentResource = FhirComposition | FhirPatient | ClinicalResource;
export type FhirDocument = {
  resourceType: 'Bundle';
  id: string;
  meta: Meta;
  identifier: Identifier;
  type: 'document';
  timestamp: string;
  entry: { fullUrl: string; resource: DocumentResource }[];
};
