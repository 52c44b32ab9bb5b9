/** Where a request for payment stands. `expired` and `cancelled` are our states only: the bank knows nothing of them. */
export type IntentState = 'open' | 'partially_paid' | 'paid' | 'overpaid' | 'expired' | 'cancelled';
export type BillState = 'open' | 'part_paid' | 'paid' | 'void' | 'refunded_part' | 'refunded';

/**
 * From each state, the states that may follow. A state that names itself takes more money without moving: a second
 * part, a part after the end, money after the bill was settled.
 */
const intentMoves: Record<IntentState, readonly IntentState[]> = {
  open: ['partially_paid', 'paid', 'overpaid', 'expired', 'cancelled'],
  partially_paid: ['partially_paid', 'paid', 'overpaid', 'expired', 'cancelled'],
  paid: ['overpaid'],
  overpaid: ['overpaid'],
  expired: ['expired', 'paid', 'overpaid'],
  cancelled: ['cancelled', 'paid', 'overpaid'],
};
const billMoves: Record<BillState, readonly BillState[]> = {
  open: ['part_paid', 'paid', 'void'],
  part_paid: ['part_paid', 'paid', 'void'],
  paid: ['paid', 'refunded_part', 'refunded'],
  void: ['void'],
  refunded_part: ['refunded_part', 'refunded'],
  refunded: ['refunded'],
};

/** @throws Error when no such move exists: the caller decided on a state it did not look at. */
export function moveIntent(from: IntentState, to: IntentState): IntentState {
  if (!intentMoves[from].includes(to)) throw new Error(`a payment intent does not move from ${from} to ${to}`);
  return to;
}

/** @throws Error when no such move exists. */
export function moveBill(from: BillState, to: BillState): BillState {
  if (!billMoves[from].includes(to)) throw new Error(`a bill does not move from ${from} to ${to}`);
  return to;
}

/** Waiting for money and not yet ended: what the sweeper looks at. */
export const isAwaiting = (state: IntentState): boolean => state === 'open' || state === 'partially_paid';
