import { type IdentitySource, personRegistered } from '../../shared/contracts/identity.ts';
import { emit } from '../../shared/kernel/events.ts';
import { PersonId } from '../../shared/kernel/ids.ts';
import type { World } from '../../shared/ports/world.ts';
import { birthYearOf, type Differing, differencesOf, type PersonDetails, type Reading } from './person.ts';
import { persons } from './persons.ts';

interface Received extends Pick<Reading, 'assurance' | 'placeKnown' | 'numberAgrees' | 'chip'> {
  readonly source: Exclude<IdentitySource, 'IMPORT' | 'ONE_CARD'>;
  readonly citizenNumber: string;
  readonly details: PersonDetails;
}

/**
 * Keeps the reading of a card with the person who holds its number, who is registered when nobody does. A person is
 * never rewritten by a reading: what differs is kept with it.
 */
export async function receiveCard(
  { citizenNumber, details, ...how }: Received,
  world: World,
): Promise<{ person: PersonId; returning: boolean; differs: Differing[] }> {
  const known = persons(world.table, world.keys);
  const at = world.now.toISOString();
  const by = world.caller.id;
  const reading = { reading: world.newId(), ...how, at, by };

  const holder = await known.holderOf(citizenNumber);
  if (holder !== undefined) {
    const found = await known.find(holder);
    if (!found) throw new Error(`number without its person ${holder}`);
    const differs = differencesOf((await known.details(found)).reveal(), details);
    const kept = differs.length > 0 ? { sealed: await known.seal(details) } : {};
    world.table.commit({ put: [known.addingReading({ ...reading, person: holder, differs, ...kept })] });
    return { person: holder, returning: true, differs };
  }
  const person = PersonId.parse(world.newId());
  const coded = { person, birthYear: birthYearOf(details), sex: details.sex, source: how.source };
  const fresh = { ...coded, sealed: await known.seal(details), registeredAt: at, registeredBy: by };
  world.table.commit({
    put: [...(await known.adding(fresh, citizenNumber)), known.addingReading({ ...reading, person, differs: [] })],
    emit: [emit(personRegistered, person, coded)],
  });
  return { person, returning: false, differs: [] };
}
