import { context } from '../../shared/kernel/doors.ts';
import { reactionOf, readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { answerPersonBySource } from '../identity/answer-person-by-source.ts';
import { answerPersonFacts } from '../identity/answer-person-facts.ts';
import { queue } from './index.ts';
import { onAppointmentImportContinued as onAppointmentImportContinuedDoor } from './on-appointment-import-continued.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';
import { onEncounterClosed as onEncounterClosedDoor } from './on-encounter-closed.ts';
import { onEncounterOpened as onEncounterOpenedDoor } from './on-encounter-opened.ts';
import { onHospitalRequested as onHospitalRequestedDoor } from './on-hospital-requested.ts';

export const queueReads = /* @__PURE__ */ readsOf(queue, [context('identity', { answerPersonFacts })]);
export const queueWrites = /* @__PURE__ */ writesOf(queue, [
  context('identity', { answerPersonFacts, answerPersonBySource }),
]);
export const onAppointmentImportContinued = /* @__PURE__ */ reactionOf(
  'queue',
  'onAppointmentImportContinued',
  onAppointmentImportContinuedDoor,
  [context('identity', { answerPersonBySource })],
);
export const onHospitalRequested = /* @__PURE__ */ reactionOf('queue', 'onHospitalRequested', onHospitalRequestedDoor);
export const onEncounterOpened = /* @__PURE__ */ reactionOf('queue', 'onEncounterOpened', onEncounterOpenedDoor);
export const onEncounterClosed = /* @__PURE__ */ reactionOf('queue', 'onEncounterClosed', onEncounterClosedDoor);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf('queue', 'onDepartureAdvanced', onDepartureAdvancedDoor);
