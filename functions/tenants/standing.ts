import { type Refusal, refuse } from '../../shared/kernel/refusal.ts';
import type { Standing } from '../../shared/ports/world.ts';
import type { Onboarding } from './onboarding.ts';

/** Only a hospital that works can be stopped. */
export const suspend = (hospital: Onboarding): Onboarding | Refusal<'hospital-not-active'> =>
  hospital.state === 'provisioned' ? { ...hospital, state: 'suspended' } : refuse('hospital-not-active');

/** Only a stopped hospital goes on; one that is leaving does not come back. */
export const resume = (hospital: Onboarding): Onboarding | Refusal<'hospital-not-suspended'> =>
  hospital.state === 'suspended' ? { ...hospital, state: 'provisioned' } : refuse('hospital-not-suspended');

/** A hospital at work or stopped may leave; it does so once. */
export const leave = (hospital: Onboarding): Onboarding | Refusal<'hospital-not-active'> =>
  hospital.state === 'provisioned' || hospital.state === 'suspended'
    ? { ...hospital, state: 'leaving' }
    : refuse('hospital-not-active');

/** How a hospital in this state stands for everybody who calls; one that is not ready yet has nobody to refuse. */
export function standingFor(state: Onboarding['state']): Standing {
  switch (state) {
    case 'requested':
    case 'failed':
    case 'provisioned':
      return 'active';
    default:
      return state;
  }
}
