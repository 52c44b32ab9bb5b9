import { cardHolder } from '../../shared/contracts/billing.ts';
import type { PersonId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { World } from '../../shared/ports/world.ts';
import { persons } from './persons.ts';

/** How far a One Card proves who stands there: somebody holds it. */
export const byOneCard = { source: 'ONE_CARD', assurance: 'low' } as const;

export const oneCardRefusals = ['card-unknown', 'card-blocked', 'card-other-hospital'] as const;

/**
 * Whose One Card was scanned: billing keeps the cards, since they pay. The reading is kept like one of a citizen card;
 * it says nothing of the person that could differ.
 */
export async function readOneCard(
  text: string,
  world: World,
): Promise<PersonId | Refusal<(typeof oneCardRefusals)[number]>> {
  const { state, person } = await world.ask(cardHolder, { text });
  if (state === 'other-hospital') return refuse('card-other-hospital');
  if (state === 'blocked') return refuse('card-blocked');
  if (state === 'unknown' || person === undefined) return refuse('card-unknown');
  const reading = { reading: world.newId(), person, at: world.now.toISOString(), by: world.caller.id };
  const agrees = { placeKnown: true, numberAgrees: true, differs: [] };
  const known = persons(world.table, world.keys);
  if (!(await known.find(person))) throw new Error(`a card without its person ${person}`);
  world.table.commit({ put: [known.addingReading({ ...reading, ...byOneCard, ...agrees })] });
  return person;
}
