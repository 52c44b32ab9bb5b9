import { context } from '../../shared/kernel/doors.ts';
import { reactionOf, readsOf, writesOf } from '../../shared/runtime/lambda.ts';
import { answerPersonFacts } from '../identity/answer-person-facts.ts';
import { insurance } from './index.ts';
import { onDepartureAdvanced as onDepartureAdvancedDoor } from './on-departure-advanced.ts';

export const insuranceReads = /* @__PURE__ */ readsOf(insurance);
export const insuranceWrites = /* @__PURE__ */ writesOf(insurance, [context('identity', { answerPersonFacts })]);
export const onDepartureAdvanced = /* @__PURE__ */ reactionOf(
  'insurance',
  'onDepartureAdvanced',
  onDepartureAdvancedDoor,
);
