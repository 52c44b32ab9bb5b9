import { context } from '../../shared/kernel/doors.ts';
import { reactionOf, readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { answerPersonFacts } from '../identity/answer-person-facts.ts';
import { answerCalledTicket } from '../queue/answer-called-ticket.ts';
import { answerMainDiagnosis } from '../records/answer-main-diagnosis.ts';
import { encounters } from './index.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';

export const encountersReads = /* @__PURE__ */ readsOf(encounters);
export const encountersWrites = /* @__PURE__ */ writesOf(encounters, [
  context('queue', { answerCalledTicket }),
  context('records', { answerMainDiagnosis }),
  context('identity', { answerPersonFacts }),
]);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf(
  'encounters',
  'onDepartureAdvanced',
  onDepartureAdvancedDoor,
);
