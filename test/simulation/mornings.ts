import { call, comeBack, noShow, recall, skip } from '../../functions/queue/acts.ts';
import { type Flow, nextInLine, stillFlow } from '../../functions/queue/line.ts';
import { begun, type Ticket } from '../../functions/queue/ticket.ts';
import { outlookOf, type Pace, paceAfter, unknownPace } from '../../functions/queue/wait.ts';
import distributions from '../../local/demo/distributions.json' with { type: 'json' };
import { type Random, seeded } from '../../local/demo/random.ts';
import { ClinicId, PersonId, ServiceCode, TicketId } from '../../shared/kernel/ids.ts';
import { isRefusal } from '../../shared/kernel/refusal.ts';
import { LocalDay, startOfDay } from '../../shared/kernel/time.ts';

/**
 * What the mornings are drawn from, fixed before anything was fitted to them. The shape of the arrivals is that of the
 * demo; everything else is assumed: no hospital of the province has published the times of its lines.
 */
export const parameters = {
  /** Mornings of one clinic; the first teaches the line its pace and is not counted. */
  mornings: 4,
  doctors: [1, 3],
  /** Minutes after midnight, and how late a doctor begins at most. */
  opens: 7 * 60,
  mostLate: 10,
  /** What the clinic is set to, what it really takes as a factor of that, and how far a day differs from the others. */
  averageMinutes: [7, 10],
  truth: [0.75, 1.3],
  dayFactor: [0.9, 1.1],
  /** Standard deviation of a service time by its mean; the times are lognormal. */
  spread: 0.5,
  /** Patients by what the doctors can see in five hours. */
  load: [0.7, 1.1],
  hours: 5,
  priorityPercent: { emergency: 1, priority: 15, booked: 12 },
  /** Away at the call: for good, or back before the next one. */
  absentPercent: 4,
  slowPercent: 5,
  minutesToCallAgain: 1,
  /** Sent to tests, for so many minutes; what is left to do then, as a factor of a visit. */
  testsPercent: 30,
  testsMinutes: [25, 70],
  secondLook: 0.5,
  /** A pause of a doctor at some time between. */
  pausePercent: 30,
  pauseMinutes: [10, 20],
  pauseBetween: [9 * 60, 10 * 60],
} as const;

/** Those that the estimate may be fitted to, and those that were looked at only to print the figure. */
export const tuningSeeds = Array.from({ length: 40 }, (_, n) => n + 1);
export const heldOutSeeds = Array.from({ length: 100 }, (_, n) => n + 10_001);

const between = (random: Random, [from, to]: readonly [number, number]): number => from + random.next() * (to - from);

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function lognormal(random: Random, mean: number): number {
  const variance = Math.log(1 + parameters.spread ** 2);
  return mean * Math.exp(Math.sqrt(variance) * normal(random) - variance / 2);
}

/** What one ticket was told and what came true, in minutes. */
interface Told {
  readonly expected: number;
  readonly waited: number;
  /** Minutes after midnight at which the ticket was taken. */
  readonly at: number;
}

interface Coming {
  readonly at: number;
  readonly priority: number;
}

const slots = Object.entries(distributions.assumed.arrivals.percent).map(([time, weight]) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return [hours * 60 + minutes, weight] as const;
});

function comingOf(random: Random, many: number): Coming[] {
  const { emergency, priority, booked } = parameters.priorityPercent;
  const ordinary = 100 - emergency - priority - booked;
  return Array.from({ length: many }, () => ({
    at: random.weighted(slots) + random.next() * distributions.assumed.arrivals.slotMinutes,
    priority: random.weighted([
      [0, emergency],
      [1, priority],
      [2, booked],
      [3, ordinary],
    ]),
  })).toSorted((a, b) => a.at - b.at);
}

interface Clinic {
  readonly doctors: number;
  readonly averageMinutes: number;
  readonly meanMinutes: number;
}

type Happening = { readonly at: number } & (
  | { readonly what: 'comes'; readonly priority: number }
  | { readonly what: 'returns'; readonly ticket: Ticket }
  | { readonly what: 'ready'; readonly doctor: number }
);

/** One morning of one clinic, from its first ticket until the line is empty. */
function morning(random: Random, clinic: Clinic, day: LocalDay, known: Pace) {
  const p = parameters;
  const minuteZero = startOfDay(day).getTime();
  const dateOf = (minute: number): Date => new Date(minuteZero + Math.round(minute * 60_000));
  const mean = clinic.meanMinutes * between(random, p.dayFactor);
  const many = Math.round(((clinic.doctors * p.hours * 60) / clinic.meanMinutes) * between(random, p.load));
  const happenings: Happening[] = comingOf(random, many).map((one) => ({ ...one, what: 'comes' }));
  const pauses = new Map<number, number>();
  for (let doctor = 0; doctor < clinic.doctors; doctor++) {
    happenings.push({ at: p.opens + random.next() * p.mostLate, what: 'ready', doctor });
    if (random.percent(p.pausePercent)) pauses.set(doctor, between(random, p.pauseBetween));
  }
  let [pace, flow, line, number] = [known, stillFlow as Flow, [] as Ticket[], 0];
  const idle = new Set<number>();
  const expected = new Map<TicketId, number>();
  const told: Told[] = [];
  const wake = (at: number): void => {
    const [doctor] = idle;
    if (doctor === undefined) return;
    idle.delete(doctor);
    happenings.push({ at, what: 'ready', doctor });
  };
  const replaced = (was: Ticket, is?: Ticket): void => {
    line = [...line.filter((one) => one.ticket !== was.ticket), ...(is ? [is] : [])];
  };

  /** What a called patient does; the minutes that the doctor is taken. */
  const received = (ticket: Ticket, at: number, first: boolean, doctor: string): number => {
    const actor = (minutes: number) => ({ by: doctor, at: dateOf(at + minutes) });
    if (first && random.percent(p.absentPercent)) {
      let one = ticket;
      for (const n of [1, 2, 3]) {
        const next = n === 3 ? noShow(one, actor(n)) : recall(one, actor(n * p.minutesToCallAgain));
        if (isRefusal(next)) throw new Error(next.refused);
        one = next;
      }
      return 3 * p.minutesToCallAgain;
    }
    if (first && random.percent(p.slowPercent)) {
      const back = skip(ticket, line, actor(p.minutesToCallAgain));
      if (isRefusal(back)) throw new Error(back.refused);
      line = [...line, back];
      return p.minutesToCallAgain;
    }
    const again = ticket.visited === true;
    const takes = lognormal(random, again ? mean * p.secondLook : mean);
    if (!again && random.percent(p.testsPercent))
      happenings.push({ at: at + takes + between(random, p.testsMinutes), what: 'returns', ticket: begun(ticket) });
    return takes;
  };

  while (happenings.length > 0) {
    happenings.sort((a, b) => b.at - a.at);
    const next = happenings.pop();
    if (!next) break;
    const at = dateOf(next.at);
    if (next.what === 'comes') {
      number++;
      const ticket: Ticket = {
        ...{ ticket: TicketId.parse(`t-${number}`), clinic: ClinicId.parse('noi'), day, number },
        ...{ person: PersonId.parse(`p-${number}`), examination: ServiceCode.parse('KHAM') },
        ...{ state: 'waiting', issuedAt: at.toISOString(), priority: next.priority },
      };
      const hall = { line, flow, pace, averageMinutes: clinic.averageMinutes, now: at };
      expected.set(ticket.ticket, outlookOf(ticket, hall).expectedWaitMinutes);
      line = [...line, ticket];
      wake(next.at);
    } else if (next.what === 'returns') {
      const back = comeBack(next.ticket, line, { by: 'desk', at });
      if (isRefusal(back)) throw new Error(back.refused);
      line = [...line, back];
      wake(next.at);
    } else {
      const pause = pauses.get(next.doctor);
      if (pause !== undefined && next.at >= pause) {
        pauses.delete(next.doctor);
        happenings.push({ ...next, at: next.at + between(random, p.pauseMinutes) });
        continue;
      }
      const one = nextInLine(line, flow);
      if (!one) {
        idle.add(next.doctor);
        continue;
      }
      const doctor = `doctor-${next.doctor}`;
      const called = call(one, flow, { by: doctor, at });
      pace = paceAfter(pace, one, flow, doctor, at);
      flow = called.flow;
      replaced(one);
      const said = expected.get(one.ticket);
      expected.delete(one.ticket);
      if (said !== undefined) {
        const issued = Date.parse(one.issuedAt);
        const waited = (at.getTime() - issued) / 60_000;
        told.push({ expected: said, waited, at: (issued - minuteZero) / 60_000 });
      }
      happenings.push({ ...next, at: next.at + received(called.ticket, next.at, said !== undefined, doctor) });
    }
  }
  return { told, pace };
}

/** What the patients of one clinic were told on its mornings, but the first. */
function mornings(seed: number): Told[] {
  const random = seeded(seed);
  const averageMinutes = Math.round(between(random, parameters.averageMinutes));
  const clinic: Clinic = {
    doctors: random.int(...parameters.doctors),
    averageMinutes,
    meanMinutes: averageMinutes * between(random, parameters.truth),
  };
  let pace = unknownPace;
  const told: Told[] = [];
  for (let n = 0; n < parameters.mornings; n++) {
    const day = LocalDay.parse(`2026-11-${String(23 + n)}`);
    const one = morning(random.branch(`morning-${n}`), clinic, day, pace);
    pace = one.pace;
    if (n > 0) told.push(...one.told);
  }
  return told;
}

/** Mean absolute error and bias in minutes, and the error as a share of the mean true wait, over tickets of these seeds. */
export function backtest(seeds: readonly number[], counts: (one: Told) => boolean = () => true) {
  const told = seeds.flatMap(mornings).filter(counts);
  const sum = (of: (one: Told) => number): number => told.reduce((total, one) => total + of(one), 0);
  const meanWait = sum(({ waited }) => waited) / told.length;
  const error = sum(({ expected, waited }) => Math.abs(expected - waited)) / told.length;
  const bias = sum(({ expected, waited }) => expected - waited) / told.length;
  return { tickets: told.length, meanWait, error, bias, share: error / meanWait };
}
