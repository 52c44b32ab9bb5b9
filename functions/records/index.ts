import { context } from '../../shared/kernel/doors.ts';
import { answerBillables } from './answer-billables.ts';
import { answerMainDiagnosis } from './answer-main-diagnosis.ts';
import { fhirCapabilities } from './fhir-capabilities.ts';
import { fhirRead } from './fhir-read.ts';
import { grantDocument } from './grant-document.ts';
import { issuePrescription } from './issue-prescription.ts';
import { onDepartureAdvanced } from './on-departure-advanced.ts';
import { onDocumentGranted } from './on-document-granted.ts';
import { onEncounterClosed } from './on-encounter-closed.ts';
import { onEncounterOpened } from './on-encounter-opened.ts';
import { onHospitalRequested } from './on-hospital-requested.ts';
import { onRecordClosed } from './on-record-closed.ts';
import { placeOrder } from './place-order.ts';
import { proveStorage } from './prove-storage.ts';
import { readDocument } from './read-document.ts';
import { readHistory } from './read-history.ts';
import { readRecord } from './read-record.ts';
import { readSharedDocument } from './read-shared-document.ts';
import { recordDiagnosis } from './record-diagnosis.ts';
import { verifyDocument } from './verify-document.ts';
import { writeNote } from './write-note.ts';

export const records = context('records', {
  onHospitalRequested,
  proveStorage,
  onEncounterOpened,
  writeNote,
  recordDiagnosis,
  placeOrder,
  issuePrescription,
  readRecord,
  readHistory,
  answerMainDiagnosis,
  answerBillables,
  onEncounterClosed,
  onRecordClosed,
  readDocument,
  verifyDocument,
  grantDocument,
  onDocumentGranted,
  readSharedDocument,
  fhirCapabilities,
  fhirRead,
  onDepartureAdvanced,
});
