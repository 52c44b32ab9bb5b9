import { setTimeout as pause } from 'node:timers/promises';
import type { Bank } from './bank.ts';
import type { Line } from './line.ts';
import { pay } from './pay.ts';
import type { PlannedVisit } from './plan.ts';
import { deskOf } from './till.ts';
import { type Bill, stepsOf } from './visit.ts';

/** A visit that took place, as far as the books are concerned. */
export interface PlayedVisit {
  readonly plan: PlannedVisit;
  readonly person: string;
  readonly ticket: string;
  readonly number: number;
  readonly encounter: string;
  readonly bill: Bill;
}

/** Lets so many do their work at once; the others stand in line. */
function gate(width: number) {
  const waiting: (() => void)[] = [];
  let free = width;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

/** Somebody in the waiting room. */
interface Arrived {
  readonly plan: PlannedVisit;
  /** When the kiosk is done with this person. */
  readonly checkedIn: Promise<void>;
}

/** The kiosk prints a number; with `kiosk-twice` it asks for it again and again. */
async function takeNumber(line: Line, plan: PlannedVisit, person: string): Promise<void> {
  const { hospital, clinic } = plan;
  const steps = stepsOf(line, hospital);
  const key = `demo-${hospital}-${person}`;
  const ticket = await steps.takeTicket(clinic, person, key);
  if (plan.trouble === 'kiosk-twice') {
    const again = await steps.takeTicket(clinic, person, key);
    if (again.ticket !== ticket.ticket) throw new Error(`one key gave two tickets to ${person}`);
    const route = 'POST /v1/clinics/{clinic}/tickets';
    const other = await line.tell('kiosk', hospital, route, { clinic, person });
    if (other.code !== 'ticket-already-held') throw new Error(`a second ticket was not refused to ${person}`);
  }
}

/** How long a morning is and how fast it goes by. */
interface Pace {
  /** Real milliseconds from the first arrival to the last. */
  readonly lasts: number;
  /** So many people are served at the same moment. */
  readonly atOnce: number;
}

/**
 * Plays the morning: patients arrive when they arrive, doctors call whoever is next, cashiers bill, patients pay. What
 * was put off happens when the last patient has left.
 */
export async function playMorning(
  plans: readonly PlannedVisit[],
  line: Line,
  bank: Bank,
  pace: Pace,
  onVisit: () => void,
): Promise<PlayedVisit[]> {
  const kiosks = gate(pace.atOnce);
  const rooms = gate(pace.atOnce);
  const arrived = new Map<string, Arrived>();
  const late: (() => Promise<void>)[] = [];
  const first = plans[0]?.arrivesAt ?? 0;
  const span = (plans.at(-1)?.arrivesAt ?? 0) - first || 1;
  const opened = performance.now();

  async function checkIn(plan: PlannedVisit): Promise<void> {
    const { hospital, patient } = plan;
    const steps = stepsOf(line, hospital);
    const { person } = await steps.readCard(patient.card);
    await steps.cover(person, patient.healthCard, patient.route);
    const checkedIn = takeNumber(line, plan, person);
    // Known before the number is printed: a doctor may call it while the kiosk still waits for the answer.
    arrived.set(`${hospital}/${person}`, { plan, checkedIn });
    await checkedIn;
  }

  /** Calls until somebody of this morning comes; who else waits there is called and goes home. */
  async function callNext(hospital: string, clinic: string) {
    for (;;) {
      const { ticket, number, person } = await stepsOf(line, hospital).callNext(clinic);
      const patient = arrived.get(`${hospital}/${person}`);
      if (patient) return { ...patient, ticket, number, person };
    }
  }

  async function consult(hospital: string, clinic: string): Promise<PlayedVisit> {
    const steps = stepsOf(line, hospital);
    const { plan, checkedIn, ticket, number, person } = await callNext(hospital, clinic);
    await checkedIn;
    const encounter = await steps.open(ticket);
    await steps.examine(encounter, plan);
    const bill = await steps.issueBill(encounter);
    await pay(plan, person, bill, { bank, steps, desk: deskOf(line, hospital), later: (work) => late.push(work) });
    onVisit();
    return { plan, person, ticket, number, encounter, bill };
  }

  const visits = await Promise.all(
    plans.map(async (plan) => {
      const due = opened + ((plan.arrivesAt - first) / span) * pace.lasts;
      await pause(Math.max(0, due - performance.now()));
      await kiosks(() => checkIn(plan));
      // Somebody now waits at this clinic: not always this patient, as others may have priority.
      return rooms(() => consult(plan.hospital, plan.clinic));
    }),
  );
  await Promise.all(late.map((work) => rooms(work)));
  return visits;
}
