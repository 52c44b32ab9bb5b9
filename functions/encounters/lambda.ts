import { context } from '../../shared/kernel/doors.ts';
import { readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { tellPersonFacts } from '../identity/tell-person-facts.ts';
import { tellCalledTicket } from '../queue/tell-called-ticket.ts';
import { answerMainDiagnosis } from '../records/answer-main-diagnosis.ts';
import { encounters } from './index.ts';

export const encountersReads = /* @__PURE__ */ readsOf(encounters);
export const encountersWrites = /* @__PURE__ */ writesOf(encounters, [
  context('queue', { tellCalledTicket }),
  context('records', { answerMainDiagnosis }),
  context('identity', { tellPersonFacts }),
]);
