import { type LocalDay, localDay, startOfDay } from '../../shared/kernel/time.ts';
import { aheadOf, doctorsAtWork, type Flow, type Lane, laneOf, type Waiting } from './line.ts';

/** What a clinic's line has shown of its own speed, so far. */
export interface Pace {
  /** Seconds from one call of a doctor to the next while somebody waited, oldest first: with tests and no-shows in. */
  readonly serviceSeconds: readonly number[];
  /** The latest days on which anybody was called. */
  readonly days?: readonly WorkedDay[];
}

interface WorkedDay {
  readonly day: LocalDay;
  /** Seconds after midnight. */
  readonly firstCall: number;
  /** The most who were at work at once. */
  readonly doctors: number;
  /** How many took their place in a lane in an hour of the day, by `joinedKey`, of those who were called. */
  readonly joined: Readonly<Record<string, number>>;
}

export const unknownPace: Pace = { serviceSeconds: [] };

/** Sixty are an hour or three of the work, and their mean is steady; fewer than five say nothing yet. */
const kept = 60;
const fewest = 5;
const daysKept = 5;
/** Longer than this between two calls, the doctor was away. */
const longestSeconds = 60 * 60;
/** So long after the first call of a day, not all who work on it have called yet. */
const beginningSeconds = 15 * 60;
/** However long the present patient is there already, the next call is that share of a patient's time away. */
const leastLeft = 0.25;

/** Which lanes a newcomer may pass. By the rule of the line at most five go before each of the own lane. */
const passing: Readonly<Record<Lane, readonly Lane[]>> = {
  emergency: [],
  priority: ['emergency'],
  booked: ['emergency', 'priority'],
  ordinary: ['emergency', 'priority', 'booked'],
};
const mostPassing = 5;
const joinedKey = (lane: Lane, second: number): string => `${lane}@${Math.floor(second / 3600)}`;

const secondsOfDay = (at: Date): number => (at.getTime() - startOfDay(localDay(at)).getTime()) / 1000;
const middle = (numbers: readonly number[]): number | undefined =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

interface Called extends Waiting {
  readonly issuedAt: string;
}

/**
 * What a call teaches. The time since the same doctor's last call counts when the called patient waited all of it, so
 * that no idle minute is in it. `flow` is the flow before the call.
 */
export function paceAfter(pace: Pace, called: Called, flow: Flow, doctor: string, at: Date): Pace {
  const last = flow.lastCallBy[doctor];
  const waitedSince = called.place?.since ?? called.issuedAt;
  const took = last === undefined ? 0 : (at.getTime() - Date.parse(last)) / 1000;
  const counts = last !== undefined && waitedSince <= last && took > 0 && took <= longestSeconds;
  const day = localDay(at);
  const before = pace.days?.at(-1);
  const doctors = doctorsAtWork(flow, at) + (last !== undefined && took <= longestSeconds ? 0 : 1);
  const so = before?.day === day ? before : { day, firstCall: secondsOfDay(at), doctors, joined: {} };
  const key = joinedKey(laneOf(called), secondsOfDay(new Date(waitedSince)));
  const joined = { ...so.joined, [key]: (so.joined[key] ?? 0) + 1 };
  const today = { ...so, doctors: Math.max(so.doctors, doctors), joined };
  return {
    serviceSeconds: counts ? [...pace.serviceSeconds, took].slice(-kept) : pace.serviceSeconds,
    days: [...(pace.days ?? []).filter((one) => one.day !== day), today].slice(-daysKept),
  };
}

/** The mean, since waits add up the times of all who are ahead; the clinic's average until it has measured enough. */
export function secondsPerPatient({ serviceSeconds }: Pace, averageMinutes: number): number {
  if (serviceSeconds.length < fewest) return averageMinutes * 60;
  return serviceSeconds.reduce((sum, one) => sum + one, 0) / serviceSeconds.length;
}

/** In how many seconds from now each doctor calls next, as far as the line can tell. */
function nextCalls(hall: Hall, perPatient: number): number[] {
  const { flow, now } = hall;
  const days = hall.pace.days ?? [];
  const today = days.find(({ day }) => day === localDay(now));
  const earlier = days.filter((one) => one !== today);
  const usual = middle(earlier.map(({ doctors }) => doctors)) ?? 0;
  if (!today) {
    const opens = middle(earlier.map(({ firstCall }) => firstCall));
    const until = opens === undefined ? 0 : Math.max(0, opens - secondsOfDay(now));
    return Array.from({ length: usual }, () => until);
  }
  const atWork = Object.values(flow.lastCallBy)
    .map((last) => (now.getTime() - Date.parse(last)) / 1000)
    .filter((since) => since < longestSeconds)
    .map((since) => Math.max(perPatient - since, leastLeft * perPatient));
  const beginning = secondsOfDay(now) - today.firstCall < beginningSeconds;
  const yetToCome = beginning ? Math.max(0, usual - atWork.length) : 0;
  return [...atWork, ...Array.from({ length: yetToCome }, () => leastLeft * perPatient)];
}

/** How many an hour came to the lanes that pass this one, at this second of the day, on the days before. */
function passingAnHour(mine: Waiting, days: readonly WorkedDay[], second: number): number {
  if (days.length === 0) return 0;
  const keys = passing[laneOf(mine)].map((lane) => joinedKey(lane, second));
  const all = days.reduce((sum, day) => sum + keys.reduce((ofDay, key) => ofDay + (day.joined[key] ?? 0), 0), 0);
  return all / days.length;
}

interface Hall {
  readonly line: readonly Waiting[];
  readonly flow: Flow;
  readonly pace: Pace;
  readonly averageMinutes: number;
  readonly now: Date;
}

/**
 * What a newcomer is told: how many are called before if nobody else comes, and after how many minutes, rounded up, the
 * call is expected. Each doctor who is at work (or is usually, before the day's work begins) takes the next in line and
 * needs the clinic's mean time for each; those who will come and go before are reckoned in by their latest share.
 */
export function outlookOf(mine: Waiting, hall: Hall): { ahead: number; expectedWaitMinutes: number } {
  const ahead = aheadOf(mine, hall.line, hall.flow);
  const perPatient = secondsPerPatient(hall.pace, hall.averageMinutes);
  const free = nextCalls(hall, perPatient);
  // Before any doctor was ever seen here, the line alone counts.
  if (free.length === 0) return { ahead, expectedWaitMinutes: Math.ceil((ahead * perPatient) / 60) };
  const now = secondsOfDay(hall.now);
  const earlier = (hall.pace.days ?? []).filter(({ day }) => day !== localDay(hall.now));
  let [passed, reached] = [0, 0];
  for (let calls = 0; ; calls++) {
    const next = Math.min(...free);
    passed += ((next - reached) * passingAnHour(mine, earlier, now + reached)) / 3600;
    reached = next;
    if (calls >= ahead + Math.min(passed, mostPassing * (ahead + 1))) break;
    free[free.indexOf(next)] = next + perPatient;
  }
  return { ahead, expectedWaitMinutes: Math.ceil(reached / 60) };
}
