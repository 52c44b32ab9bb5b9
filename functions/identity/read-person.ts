import * as z from 'zod';
import { IdentitySource, Sex } from '../../shared/contracts/identity.ts';
import { route } from '../../shared/kernel/doors.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import { refuse } from '../../shared/kernel/refusal.ts';
import { Instant } from '../../shared/kernel/time.ts';
import { maskNumber } from './person.ts';
import { persons } from './persons.ts';

export const readPerson = route('GET /v1/persons/{person}', {
  summary: 'Staff read who a person is; each reading is audited',
  who: ['reception', 'doctor', 'cashier'],
  input: z.strictObject({ person: PersonId }),
  output: z.object({
    person: PersonId,
    name: z.string(),
    birthDate: z.iso.date(),
    sex: Sex,
    citizenNumber: z.string().optional(),
    source: IdentitySource,
    registeredAt: Instant,
  }),
  refuses: ['person-unknown'],
  needs: ['keys'],
  subject: ({ person }) => person,
  async handle({ person }, world) {
    const known = persons(world.table, world.keys);
    const found = await known.find(person);
    if (!found) return refuse('person-unknown');
    const { fullName, birthDate, citizenNumber } = (await known.details(found)).reveal();
    return {
      person,
      name: fullName,
      birthDate,
      sex: found.sex,
      citizenNumber: citizenNumber === undefined ? undefined : maskNumber(citizenNumber),
      source: found.source,
      registeredAt: found.registeredAt,
    };
  },
});
