/** Who stands in a line: enough to decide who is next. */
export interface Waiting {
  /** 0 emergency, 1 priority class, 2 booked, 3 ordinary. */
  readonly priority: number;
  readonly number: number;
  /** Where somebody stands who does not stand by the own number; see `placeBehind`. */
  readonly place?: Place;
}

interface Place {
  /** Behind whoever stands by this number. */
  readonly behind: number;
  /** Several behind one number stand in the order in which they came there. */
  readonly since: string;
  /** The hospital itself sends this patient: back from tests, or on to another clinic. */
  readonly sent: boolean;
}

/** The order is that of the index: a new lane goes to the end. */
export const lanes = ['emergency', 'priority', 'ordinary', 'booked'] as const;
export type Lane = (typeof lanes)[number];

/** Whom the hospital sends goes with the priority classes, at the end of their lane, so that nobody there is overtaken. */
export const laneOf = ({ priority, place }: Pick<Waiting, 'priority' | 'place'>): Lane => {
  if (priority === 0) return 'emergency';
  if (priority === 1 || place?.sent) return 'priority';
  return priority === 2 ? 'booked' : 'ordinary';
};

/** Whose turn it is, from the calls so far. */
interface Turn {
  /** Of the priority lane called since one of another was, emergencies apart. */
  readonly prioritiesInARow: number;
  /** Whether the last patient of the booked and ordinary lanes was a booked one. */
  readonly bookedLast?: boolean;
}

/** How a clinic's line moved so far today. */
export interface Flow extends Turn {
  /** When each doctor last called, by the doctor's id. */
  readonly lastCallBy: Readonly<Record<string, string>>;
  /** The ticket of the last call, whose undoing gives the turn back. */
  readonly lastCalled?: string;
  /** From then on nobody is called and no number given out. */
  readonly closedAt?: string;
}

export const stillFlow: Flow = { prioritiesInARow: 0, lastCallBy: {} };

/** So many of a priority class go before one other patient who waits: first, but not for ever. */
const mostPrioritiesInARow = 2;
/** A doctor who called nobody for so long is taken to have gone. */
const minutesAtWork = 60;

/** The lane whose turn it is, of those in which somebody stands. */
function laneInTurn(stands: (lane: Lane) => boolean, { prioritiesInARow, bookedLast }: Turn): Lane | undefined {
  if (stands('emergency')) return 'emergency';
  const others = stands('ordinary') || stands('booked');
  if (others && (prioritiesInARow >= mostPrioritiesInARow || !stands('priority')))
    return stands('booked') && !(bookedLast && stands('ordinary')) ? 'booked' : 'ordinary';
  return stands('priority') ? 'priority' : undefined;
}

/** An emergency interrupts the turns without changing them. */
function turnAfter<T extends Turn>(turn: T, lane: Lane): T {
  if (lane === 'emergency') return turn;
  if (lane === 'priority') return { ...turn, prioritiesInARow: turn.prioritiesInARow + 1 };
  return { ...turn, prioritiesInARow: 0, bookedLast: lane === 'booked' };
}

/** Within a lane: by number, and behind a number those who were put there, in that order. */
export function byPlace(a: Waiting, b: Waiting): number {
  const apart = (a.place?.behind ?? a.number) - (b.place?.behind ?? b.number);
  const [sinceA, sinceB] = [a.place?.since ?? '', b.place?.since ?? ''];
  if (apart !== 0) return apart;
  return sinceA === sinceB ? a.number - b.number : sinceA < sinceB ? -1 : 1;
}

/** The place of `mine` behind the first `many` who stand in that lane, or behind all when there are fewer. */
export function placeBehind(mine: Waiting, line: readonly Waiting[], many: number, at: Date, sent: boolean): Place {
  const since = at.toISOString();
  const lane = laneOf({ ...mine, place: { behind: mine.number, since, sent } });
  const others = line.filter((one) => one.number !== mine.number && laneOf(one) === lane).toSorted(byPlace);
  const last = others[Math.min(many, others.length) - 1];
  return { behind: last ? (last.place?.behind ?? last.number) : mine.number, since, sent };
}

/**
 * All who wait, in the order in which they will be called if nobody else comes. Emergencies go at once; then those of a
 * priority class and those whom the hospital sends, at most two before one other; the others are booked and ordinary
 * patients in turn, a booked one first. So of those who have `n` others of their lane before them, emergencies apart,
 * an ordinary or booked one is called within `6 (n + 1)` calls, or `3 (n + 1)` when nobody of the other of these two
 * lanes waits, and one of a priority class within `n + 1 + (n + 2) / 2`.
 */
export function callingOrder<W extends Waiting>(waiting: readonly W[], from: Turn): W[] {
  const inLane: Record<Lane, W[]> = { emergency: [], priority: [], ordinary: [], booked: [] };
  for (const one of waiting.toSorted(byPlace)) inLane[laneOf(one)].push(one);
  const at: Record<Lane, number> = { emergency: 0, priority: 0, ordinary: 0, booked: 0 };
  const order: W[] = [];
  let turn = from;
  for (;;) {
    const lane = laneInTurn((one) => at[one] < inLane[one].length, turn);
    const next = lane && inLane[lane][at[lane]];
    if (!lane || !next) return order;
    order.push(next);
    at[lane]++;
    turn = turnAfter(turn, lane);
  }
}

export const nextInLine = <W extends Waiting>(waiting: readonly W[], flow: Flow): W | undefined =>
  callingOrder(waiting, flow)[0];

/** How many are called before this one if nobody else comes. */
export const aheadOf = (mine: Waiting, others: readonly Waiting[], flow: Flow): number =>
  callingOrder([...others, mine], flow).indexOf(mine);

const calledWithin = (flow: Flow, at: Date): [string, string][] =>
  Object.entries(flow.lastCallBy).filter(([, last]) => at.getTime() - Date.parse(last) < minutesAtWork * 60_000);

export const flowAfter = (flow: Flow, called: Waiting, doctor: string, at: Date): Flow => ({
  ...turnAfter(flow, laneOf(called)),
  lastCallBy: { ...Object.fromEntries(calledWithin(flow, at)), [doctor]: at.toISOString() },
});

/** Doctors who called somebody within the last hour. */
export const doctorsAtWork = (flow: Flow, at: Date): number => calledWithin(flow, at).length;
