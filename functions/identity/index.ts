import { context } from '../../shared/kernel/doors.ts';
import { readCitizenCard } from './read-citizen-card.ts';
import { readPerson } from './read-person.ts';
import { tellPersonFacts } from './tell-person-facts.ts';
import { tellPersonName } from './tell-person-name.ts';

/** Who a person is. The only context that stores a name or a citizen number, and it stores them sealed. */
export const identity = context('identity', { readCitizenCard, readPerson, tellPersonFacts, tellPersonName });
