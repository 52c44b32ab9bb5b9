/** Who stands in a line: enough to decide who is next. */
export interface Waiting {
  /** 0 emergency, 1 priority class, 2 booked, 3 ordinary. */
  readonly priority: number;
  readonly number: number;
}

export const lanes = ['emergency', 'priority', 'ordinary'] as const;
type Lane = (typeof lanes)[number];

/** Booked patients stand in the ordinary lane, by number, as long as there is no appointment time to hold them to. */
export const laneOf = (priority: number): Lane =>
  priority === 0 ? 'emergency' : priority === 1 ? 'priority' : 'ordinary';

/** How a clinic's line moved so far today. */
export interface Flow {
  /** Priority patients called since an ordinary one was. */
  readonly prioritiesInARow: number;
  /** When each doctor last called, by the doctor's id. */
  readonly lastCallBy: Readonly<Record<string, string>>;
}

export const stillFlow: Flow = { prioritiesInARow: 0, lastCallBy: {} };

/** So many of a priority class go before one ordinary patient who waits: first, but not for ever. */
const mostPrioritiesInARow = 2;
const minutesAtWork = 60;

/** The lane whose turn it is, of those in which somebody stands. */
function turn(stands: (lane: Lane) => boolean, prioritiesInARow: number): Lane | undefined {
  if (stands('emergency')) return 'emergency';
  if (stands('ordinary') && (prioritiesInARow >= mostPrioritiesInARow || !stands('priority'))) return 'ordinary';
  return stands('priority') ? 'priority' : undefined;
}

/** An emergency interrupts the count without changing it. */
const inARowAfter = (prioritiesInARow: number, lane: Lane): number =>
  lane === 'emergency' ? prioritiesInARow : lane === 'ordinary' ? 0 : prioritiesInARow + 1;

/**
 * All who wait, in the order in which they will be called if nobody else comes: emergencies at once; then those of a
 * priority class, at most two before one ordinary patient; within a lane by number. So an ordinary patient with `n`
 * others of that lane before is called within `3 (n + 1)` calls, emergencies apart.
 */
export function callingOrder<W extends Waiting>(waiting: readonly W[], prioritiesInARow: number): W[] {
  const inLane: Record<Lane, W[]> = { emergency: [], priority: [], ordinary: [] };
  for (const one of waiting.toSorted((a, b) => a.number - b.number)) inLane[laneOf(one.priority)].push(one);
  const at: Record<Lane, number> = { emergency: 0, priority: 0, ordinary: 0 };
  const order: W[] = [];
  let inARow = prioritiesInARow;
  for (;;) {
    const lane = turn((one) => at[one] < inLane[one].length, inARow);
    const next = lane && inLane[lane][at[lane]];
    if (!lane || !next) return order;
    order.push(next);
    at[lane]++;
    inARow = inARowAfter(inARow, lane);
  }
}

export const nextInLine = <W extends Waiting>(waiting: readonly W[], flow: Flow): W | undefined =>
  callingOrder(waiting, flow.prioritiesInARow)[0];

/** How many are called before this one if nobody else comes. */
export const aheadOf = (mine: Waiting, others: readonly Waiting[], flow: Flow): number =>
  callingOrder([...others, mine], flow.prioritiesInARow).indexOf(mine);

const calledWithin = (flow: Flow, at: Date): [string, string][] =>
  Object.entries(flow.lastCallBy).filter(([, last]) => at.getTime() - Date.parse(last) < minutesAtWork * 60_000);

export const flowAfter = (flow: Flow, called: Waiting, doctor: string, at: Date): Flow => ({
  prioritiesInARow: inARowAfter(flow.prioritiesInARow, laneOf(called.priority)),
  lastCallBy: { ...Object.fromEntries(calledWithin(flow, at)), [doctor]: at.toISOString() },
});

/** Doctors who called somebody within the last hour. */
export const doctorsAtWork = (flow: Flow, at: Date): number => calledWithin(flow, at).length;
