import { context } from '../../shared/kernel/doors.ts';
import { readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { answerPersonFacts } from '../identity/answer-person-facts.ts';
import { insurance } from './index.ts';

export const insuranceReads = /* @__PURE__ */ readsOf(insurance);
export const insuranceWrites = /* @__PURE__ */ writesOf(insurance, [context('identity', { answerPersonFacts })]);
