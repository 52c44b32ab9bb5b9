import { aheadOf, doctorsAtWork, type Flow, type Waiting } from './line.ts';

/** How long a clinic's latest patients took, in seconds, oldest first. */
export interface Pace {
  readonly serviceSeconds: readonly number[];
}

export const unknownPace: Pace = { serviceSeconds: [] };

/** Twenty follow a change of the day's work; fewer than five say nothing yet. */
const kept = 20;
const fewest = 5;
/** Longer than this, the visit was not closed when the patient left, and is no measure. */
const longestSeconds = 3 * 60 * 60;

export function paceAfter(pace: Pace, serviceSeconds: number): Pace {
  if (serviceSeconds < 0 || serviceSeconds > longestSeconds) return pace;
  return { serviceSeconds: [...pace.serviceSeconds, serviceSeconds].slice(-kept) };
}

/** The median, which one patient of two hours does not move; the clinic's average until it has measured enough. */
export function secondsPerPatient({ serviceSeconds }: Pace, averageMinutes: number): number {
  if (serviceSeconds.length < fewest) return averageMinutes * 60;
  const sorted = serviceSeconds.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  const lower = sorted[Math.ceil(middle) - 1] ?? 0;
  return (lower + upper) / 2;
}

/**
 * Minutes until the call, rounded up. With doctors at work, one of them is free in half of one's share of a patient's
 * time on average, and each patient ahead takes one share; before anybody has called, the line alone counts.
 */
export function expectedWaitMinutes(ahead: number, doctors: number, perPatientSeconds: number): number {
  const turns = doctors > 0 ? (ahead + 0.5) / doctors : ahead;
  return Math.ceil((turns * perPatientSeconds) / 60);
}

/** What a newcomer is told: how many are called before, and after how many minutes the call comes. */
export function outlookOf(
  mine: Waiting,
  hall: { line: readonly Waiting[]; flow: Flow; pace: Pace; averageMinutes: number; now: Date },
): { ahead: number; expectedWaitMinutes: number } {
  const ahead = aheadOf(mine, hall.line, hall.flow);
  const doctors = doctorsAtWork(hall.flow, hall.now);
  const perPatient = secondsPerPatient(hall.pace, hall.averageMinutes);
  return { ahead, expectedWaitMinutes: expectedWaitMinutes(ahead, doctors, perPatient) };
}
