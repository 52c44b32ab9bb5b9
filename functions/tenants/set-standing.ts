import type { TenantId } from '../../shared/kernel/ids.ts';
import type { World } from '../../shared/ports/world.ts';
import { hospitals } from './hospitals.ts';
import { standingFor } from './standing.ts';

/**
 * Makes the platform's word on a hospital what the hospital's state says now, so that events may come in any order.
 * @throws when the platform knows no such hospital, and when its state changed meanwhile: the event then comes again.
 */
export async function setStanding(world: World, hospital: TenantId): Promise<void> {
  const { find } = hospitals(world.table);
  const before = await find(hospital);
  if (!before) throw new Error(`standing for an unknown hospital ${hospital}`);
  await world.standings.set(hospital, standingFor(before.value.state));
  const after = await find(hospital);
  if (after?.value.state !== before.value.state) throw new Error(`the state of ${hospital} changed meanwhile`);
}
