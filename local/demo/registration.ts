import figures from './distributions.json' with { type: 'json' };
import type { PlannedVisit } from './plan.ts';
import type { Random } from './random.ts';

const { registration, arrivals } = figures.assumed;

/** How a patient shows who they are; `offline` is the QR of the card at a kiosk whose network is away. */
export type Way = keyof typeof registration.waysPercent;
export const ways = Object.keys(registration.waysPercent) as Way[];

export const drawWay = (random: Random): Way =>
  random.weighted(ways.map((way) => [way, registration.waysPercent[way]]));

/** Minutes of one patient: until there is a number, and from there until the doctor. */
export interface Waited {
  readonly forNumber: number;
  readonly forDoctor: number;
}

type Coming = Pick<PlannedVisit, 'hospital' | 'clinic' | 'arrivesAt' | 'way'>;

interface Job {
  readonly at: number;
  readonly minutes: number;
}

/** Serves jobs in the order in which they come, by so many at once from the minute `opens`. @returns begin of each */
function served(jobs: readonly Job[], many: number, opens: number): number[] {
  const free = Array.from({ length: many }, () => opens);
  const begins = Array.from(jobs, () => 0);
  const inOrder = jobs.map((job, index) => ({ job, index })).toSorted((a, b) => a.job.at - b.job.at);
  for (const { job, index } of inOrder) {
    const first = free.indexOf(Math.min(...free));
    const begin = Math.max(job.at, free[first] ?? opens);
    free[first] = begin + job.minutes;
    begins[index] = begin;
  }
  return begins;
}

const lasting = (mean: number, random: Random): number =>
  mean * (1 + registration.spread * (2 * random.next() - 1) * Math.sqrt(3));

/** Windows open at six, doctors at seven. */
const opens = { windows: 6 * 60, doctors: 7 * 60 };
const slotCount = Object.keys(arrivals.percent).length;
const morningMinutes = slotCount * arrivals.slotMinutes;

const staffFor = (minutes: number, use: number): number => Math.max(1, Math.ceil(minutes / (morningMinutes * use)));

function waitsAt(coming: readonly Coming[], hasKiosks: boolean, random: Random): Waited[] {
  // The same windows either way: kiosks are put beside them and take what can be shown to a machine.
  const windows = staffFor(coming.length * registration.windowMinutes, registration.windowUse);
  const isAtWindow = ({ way }: Coming): boolean => !hasKiosks || way === 'typed';
  const jobs = coming.map((one, index) => {
    const own = random.branch(`registration ${index}`);
    const mean =
      isAtWindow(one) || one.way === 'typed' ? registration.windowMinutes : registration.kioskMinutes[one.way];
    return { at: one.arrivesAt, minutes: lasting(mean, own), isAtWindow: isAtWindow(one) };
  });
  const numberAt = Array.from(coming, () => 0);
  for (const atWindow of [true, false]) {
    const places = jobs.flatMap((job, index) => (job.isAtWindow === atWindow ? [index] : []));
    const own = places.flatMap((index) => jobs[index] ?? []);
    const begins = served(
      own,
      atWindow ? windows : windows * registration.kiosksPerWindow,
      atWindow ? opens.windows : 0,
    );
    for (const [at, index] of places.entries()) numberAt[index] = (begins[at] ?? 0) + (own[at]?.minutes ?? 0);
  }
  const seenAt = Array.from(coming, () => 0);
  for (const clinic of new Set(coming.map((one) => one.clinic))) {
    const places = coming.flatMap((one, index) => (one.clinic === clinic ? [index] : []));
    const line = places.map((index) => ({
      at: numberAt[index] ?? 0,
      minutes: lasting(registration.visitMinutes, random.branch(`visit ${index}`)),
    }));
    const doctors = staffFor(line.length * registration.visitMinutes, registration.doctorUse);
    for (const [at, begin] of served(line, doctors, opens.doctors).entries()) seenAt[places[at] ?? 0] = begin;
  }
  return coming.map((one, index) => ({
    forNumber: (numberAt[index] ?? 0) - one.arrivesAt,
    forDoctor: (seenAt[index] ?? 0) - (numberAt[index] ?? 0),
  }));
}

/**
 * How long the patients of a morning would wait, with kiosks beside the windows and without. The same people, windows
 * and doctors in both, by the assumptions of `distributions.json`; what the machines of the demo do is not timed here.
 */
export function waitsOf(plans: readonly Coming[], random: Random): { withKiosks: Waited[]; without: Waited[] } {
  const hospitals = [...new Set(plans.map(({ hospital }) => hospital))];
  const all = (hasKiosks: boolean): Waited[] =>
    hospitals.flatMap((hospital) =>
      waitsAt(
        plans.filter((one) => one.hospital === hospital),
        hasKiosks,
        random.branch(hospital),
      ),
    );
  return { withKiosks: all(true), without: all(false) };
}
