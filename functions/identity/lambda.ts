import { context } from '../../shared/kernel/doors.ts';
import { reactionOf, readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { answerCardHolder } from '../billing/answer-card-holder.ts';
import { identity } from './index.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';
import { onPatientImportContinued as onPatientImportContinuedDoor } from './on-patient-import-continued.ts';

export const identityReads = /* @__PURE__ */ readsOf(identity);
export const identityWrites = /* @__PURE__ */ writesOf(identity, [context('billing', { answerCardHolder })]);
export const onPatientImportContinued = /* @__PURE__ */ reactionOf(
  'identity',
  'onPatientImportContinued',
  onPatientImportContinuedDoor,
);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf(
  'identity',
  'onDepartureAdvanced',
  onDepartureAdvancedDoor,
);
