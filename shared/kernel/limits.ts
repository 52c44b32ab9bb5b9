import type { Caller } from './caller.ts';

/** Kinds of callers that are counted alike. */
export type CallerClass = 'device' | 'staff' | 'patient' | 'province' | 'operator' | 'provider' | 'anyone';

export interface Limit {
  /** Requests a second that may go on for ever. */
  readonly perSecond: number;
  /** Requests at once after a pause. */
  readonly burst: number;
}

/**
 * How much one caller may ask for. Far above what a person, a machine or a bank does, and far below what would keep
 * others waiting: one board that asks each second, a kiosk at which nobody pauses, a bank that sends an hour's notices at
 * once after a fault. `anyone` counts by address, `provider` by the address it was given.
 */
export const limits: Readonly<Record<CallerClass, Limit>> = {
  device: { perSecond: 400, burst: 1600 },
  staff: { perSecond: 400, burst: 1600 },
  patient: { perSecond: 5, burst: 50 },
  province: { perSecond: 20, burst: 400 },
  operator: { perSecond: 50, burst: 1000 },
  provider: { perSecond: 200, burst: 2000 },
  anyone: { perSecond: 50, burst: 1000 },
};

export function classOf({ roles }: Caller): CallerClass {
  if (roles.length === 0) return 'anyone';
  if (roles.includes('operator')) return 'operator';
  if (roles.includes('province')) return 'province';
  if (roles.includes('provider')) return 'provider';
  if (roles.every((role) => role === 'kiosk' || role === 'board')) return 'device';
  return roles.every((role) => role === 'patient') ? 'patient' : 'staff';
}
