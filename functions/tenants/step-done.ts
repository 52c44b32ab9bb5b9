import { hospitalProvisioned } from '../../shared/contracts/tenants.ts';
import { emit } from '../../shared/kernel/events.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import type { World } from '../../shared/ports/world.ts';
import { hospitals } from './hospitals.ts';
import { finishStep, type Made, type OnboardingStep } from './onboarding.ts';

/**
 * Saves that a hospital's step is done, and announces the hospital when it was the last.
 * @throws when the platform knows no such hospital: its request is always saved before any step can begin.
 */
export async function stepDone(world: World, hospital: TenantId, step: OnboardingStep, made: Made): Promise<void> {
  const known = hospitals(world.table);
  const found = await known.find(hospital);
  if (!found) throw new Error(`${step} done for an unknown hospital ${hospital}`);
  const { onboarding, changed, completed } = finishStep(found.value, step, made, world.now);
  if (!changed) return;
  world.table.commit({
    put: [known.replacing(found, onboarding)],
    emit: completed ? [emit(hospitalProvisioned, hospital, { hospital })] : [],
  });
}
