import { context } from '../../shared/kernel/doors.ts';
import { reactionOf, readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { answerUnpricedCodes } from '../billing/answer-unpriced-codes.ts';
import { answerEncounterState } from '../encounters/answer-encounter-state.ts';
import { answerPersonName } from '../identity/answer-person-name.ts';
import { records } from './index.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';
import { onDocumentGranted as onDocumentGrantedDoor } from './on-document-granted.ts';
import { onEncounterClosed as onEncounterClosedDoor } from './on-encounter-closed.ts';
import { onEncounterOpened as onEncounterOpenedDoor } from './on-encounter-opened.ts';
import { onHospitalRequested as onHospitalRequestedDoor } from './on-hospital-requested.ts';
import { onRecordClosed as onRecordClosedDoor } from './on-record-closed.ts';
import { proveStorage as proveStorageDoor } from './prove-storage.ts';

export const recordsReads = /* @__PURE__ */ readsOf(records);
export const recordsWrites = /* @__PURE__ */ writesOf(records, [
  context('encounters', { answerEncounterState }),
  context('billing', { answerUnpricedCodes }),
]);
export const onHospitalRequested = /* @__PURE__ */ reactionOf(
  'records',
  'onHospitalRequested',
  onHospitalRequestedDoor,
);
export const proveStorage = /* @__PURE__ */ reactionOf('records', 'proveStorage', proveStorageDoor);
export const onEncounterOpened = /* @__PURE__ */ reactionOf('records', 'onEncounterOpened', onEncounterOpenedDoor);
export const onEncounterClosed = /* @__PURE__ */ reactionOf('records', 'onEncounterClosed', onEncounterClosedDoor);
export const onRecordClosed = /* @__PURE__ */ reactionOf('records', 'onRecordClosed', onRecordClosedDoor, [
  context('identity', { answerPersonName }),
]);
export const onDocumentGranted = /* @__PURE__ */ reactionOf('records', 'onDocumentGranted', onDocumentGrantedDoor);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf(
  'records',
  'onDepartureAdvanced',
  onDepartureAdvancedDoor,
);
