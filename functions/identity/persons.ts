import { type Confidential, confidential } from '../../shared/kernel/confidential.ts';
import type { PersonId } from '../../shared/kernel/ids.ts';
import type { Key, Put, Table } from '../../shared/ports/table.ts';
import type { Keys } from '../../shared/ports/world.ts';
import { type Person, PersonDetails, type Reading } from './person.ts';

const personKey = (person: PersonId): Key => ({ pk: `PERSON#${person}`, sk: 'PERSON' });
const numberKey = (digest: string): Key => ({ pk: `NUMBER#${digest}`, sk: 'NUMBER' });
const readingKey = ({ person, at, reading }: Reading): Key => ({
  pk: `PERSON#${person}`,
  sk: `READING#${at}#${reading}`,
});

const sealing = 'person';
const numbering = 'citizen-number';

/**
 * The hospital's persons. Uniqueness lies on the valid number's own item and not on the person: numbers are cancelled
 * and set anew (Decree 70/2024, art. 11-12). The number is stored as a keyed digest only.
 */
export const persons = (table: Table, keys: Keys) => ({
  find: async (person: PersonId): Promise<Person | undefined> => (await table.get<Person>(personKey(person)))?.value,
  async holderOf(citizenNumber: string): Promise<PersonId | undefined> {
    const digest = await keys.digest(numbering, citizenNumber);
    return (await table.get<{ person: PersonId }>(numberKey(digest)))?.value.person;
  },
  seal: (details: PersonDetails): Promise<string> => keys.seal(sealing, JSON.stringify(details)),
  async details(person: Person): Promise<Confidential<PersonDetails>> {
    const plain: unknown = JSON.parse(await keys.unseal(sealing, person.sealed));
    return confidential(PersonDetails.parse(plain));
  },
  /** The person and the number's item, which makes a second person with this number impossible. */
  async adding(person: Person, citizenNumber: string): Promise<Put[]> {
    const digest = await keys.digest(numbering, citizenNumber);
    return [
      { key: personKey(person.person), value: person, expect: 'absent' },
      { key: numberKey(digest), value: { person: person.person, since: person.registeredAt }, expect: 'absent' },
    ];
  },
  addingReading: (reading: Reading): Put => ({ key: readingKey(reading), value: reading, expect: 'absent' }),
});
