import { type Confidential, confidential } from '../../shared/kernel/confidential.ts';
import type { PersonId } from '../../shared/kernel/ids.ts';
import type { Key, Put, Table } from '../../shared/ports/table.ts';
import type { Keys } from '../../shared/ports/world.ts';
import { type Person, PersonDetails, type Reading, type SourceEntry } from './person.ts';

const personKey = (person: PersonId): Key => ({ pk: `PERSON#${person}`, sk: 'PERSON' });
const numberKey = (digest: string): Key => ({ pk: `NUMBER#${digest}`, sk: 'NUMBER' });
const sourceKey = (digest: string): Key => ({ pk: `SOURCE#${digest}`, sk: 'SOURCE' });
const readingKey = ({ person, at, reading }: Reading): Key => ({
  pk: `PERSON#${person}`,
  sk: `READING#${at}#${reading}`,
});

const sealing = 'person';
const numbering = 'citizen-number';
const sourcing = 'patient-source';

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
    return confidential(PersonDetails.parse(await openDetails(keys, person.sealed)));
  },
  /** The person behind a patient number of the hospital's old system, which is stored as a keyed digest only. */
  async ofSource(source: string): Promise<PersonId | undefined> {
    const digest = await keys.digest(sourcing, source);
    return (await table.get<SourceEntry>(sourceKey(digest)))?.value.person;
  },
  /** The person and the number's item, which makes a second person with this number impossible. */
  async adding(person: Person, citizenNumber: string | undefined): Promise<Put[]> {
    const put: Put = { key: personKey(person.person), value: person, expect: 'absent' };
    if (citizenNumber === undefined) return [put];
    const digest = await keys.digest(numbering, citizenNumber);
    const held = { person: person.person, since: person.registeredAt };
    return [put, { key: numberKey(digest), value: held, expect: 'absent' }];
  },
  /** The item that makes a second person for this patient number impossible. */
  async addingSource(source: string, entry: SourceEntry): Promise<Put> {
    return { key: sourceKey(await keys.digest(sourcing, source)), value: entry, expect: 'absent' };
  },
  addingReading: (reading: Reading): Put => ({ key: readingKey(reading), value: reading, expect: 'absent' }),
});

/** The details of a person or of a reading, as they were sealed. */
export const openDetails = async (keys: Keys, sealed: string): Promise<unknown> =>
  JSON.parse(await keys.unseal(sealing, sealed));
