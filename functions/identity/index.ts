import { context } from '../../shared/kernel/doors.ts';
import { answerPersonFacts } from './answer-person-facts.ts';
import { answerPersonName } from './answer-person-name.ts';
import { readCitizenCard } from './read-citizen-card.ts';
import { readPerson } from './read-person.ts';

/** Who a person is. The only context that stores a name or a citizen number, and it stores them sealed. */
export const identity = context('identity', { readCitizenCard, readPerson, answerPersonFacts, answerPersonName });
