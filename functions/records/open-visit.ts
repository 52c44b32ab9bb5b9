import { encounterState } from '../../shared/contracts/encounters.ts';
import type { EncounterId } from '../../shared/kernel/ids.ts';
import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { World } from '../../shared/ports/world.ts';
import type { Visit } from './visit.ts';

/**
 * The visit, if its record still takes additions. A door that adds must also commit with `visits.notClosed`: a visit
 * that closes in between makes the commit fail, the door runs again, and this then refuses.
 */
export async function openVisit(
  world: Pick<World, 'ask'>,
  encounter: EncounterId,
): Promise<Visit | Refusal<'not-found' | 'encounter-closed'>> {
  const { state, person, clinic, doctor, examination, openedAt } = await world.ask(encounterState, { encounter });
  if (state === 'unknown') return refuse('not-found');
  if (state === 'closed') return refuse('encounter-closed');
  if (!person || !clinic || !doctor || !examination || !openedAt) {
    throw new Error('an open visit names person, clinic, doctor, examination and its beginning');
  }
  return { encounter, person, clinic, doctor, examination, openedAt, diagnoses: [], hasMain: false };
}
