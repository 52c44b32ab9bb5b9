import { context } from '../../shared/kernel/doors.ts';
import { readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { answerPersonFacts } from '../identity/answer-person-facts.ts';
import { answerCalledTicket } from '../queue/answer-called-ticket.ts';
import { answerMainDiagnosis } from '../records/answer-main-diagnosis.ts';
import { encounters } from './index.ts';

export const encountersReads = /* @__PURE__ */ readsOf(encounters);
export const encountersWrites = /* @__PURE__ */ writesOf(encounters, [
  context('queue', { answerCalledTicket }),
  context('records', { answerMainDiagnosis }),
  context('identity', { answerPersonFacts }),
]);
