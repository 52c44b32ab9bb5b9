import { personFacts } from '../../shared/contracts/identity.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { persons } from './persons.ts';

export const answerPersonFacts = answer(personFacts, {
  summary: 'A desk that has the person in front of it learns birth date and sex, no name and no number',
  needs: ['keys'],
  async handle({ person }, world) {
    const known = persons(world.table, world.keys);
    const found = await known.find(person);
    if (!found) return { known: false };
    const { birthDate } = (await known.details(found)).reveal();
    return { known: true, birthDate, sex: found.sex, source: found.source };
  },
});
