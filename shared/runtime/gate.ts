import type { AnyRoute } from '../kernel/doors.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Standing } from '../ports/world.ts';

/**
 * Whether a hospital that stands so is served at this door.
 *
 * - Money that arrived is never refused: providers' callbacks are taken whatever the standing.
 * - The operator comes in whatever the standing: to see a hospital off, or to look by its leave; the door decides.
 * - `suspended`: pages and devices' proofs that need no sign-in, nothing else. A patient can still open the bill.
 * - `leaving`: all reading, and the changes by which a hospital leaves.
 * - `departed`: nothing.
 */
export function gate(standing: Standing, route: AnyRoute): Refusal | undefined {
  if (route.dialect === 'provider' || (route.who !== 'anyone' && route.who.includes('operator'))) return undefined;
  switch (standing) {
    case 'active':
      return undefined;
    case 'suspended':
      return route.who === 'anyone' ? undefined : refuse('hospital-suspended');
    case 'leaving':
      return route.route.startsWith('GET') || route.whileLeaving ? undefined : refuse('hospital-leaving');
    case 'departed':
      return refuse('hospital-departed');
  }
}
