import type { Role } from './caller.ts';

/**
 * Minutes from a sign-in with second factor, or from a machine's proof, to the next one; a token that was renewed in
 * between does not make them longer. A caller with several roles has the shortest of them. The operator reaches every
 * hospital's standing, so an hour; the province a working day; staff the longest shift; a machine proves itself again
 * every quarter of an hour, and whoever stole its token has no longer.
 */
const sessionMinutes: Readonly<Record<Role, number>> = {
  operator: 60,
  province: 8 * 60,
  reception: 12 * 60,
  doctor: 12 * 60,
  cashier: 12 * 60,
  admin: 12 * 60,
  patient: 60,
  kiosk: 15,
  board: 15,
  // They never hold a token.
  provider: 0,
  system: 0,
};

/** Minutes that a session of a caller with these roles lives. */
export const sessionMinutesOf = (roles: readonly Role[]): number =>
  Math.min(...roles.map((role) => sessionMinutes[role]));
