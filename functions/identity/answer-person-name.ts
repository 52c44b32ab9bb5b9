import { personName } from '../../shared/contracts/identity.ts';
import { answer } from '../../shared/kernel/doors.ts';
import { persons } from './persons.ts';

export const answerPersonName = answer(personName, {
  summary: "The name to print on a document of the person's own visit",
  needs: ['keys'],
  async handle({ person }, world) {
    const known = persons(world.table, world.keys);
    const found = await known.find(person);
    if (!found) return {};
    const { fullName, birthDate, sex } = (await known.details(found)).reveal();
    return { name: fullName, birthDate, sex };
  },
});
