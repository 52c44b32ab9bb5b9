import * as z from 'zod';
import { Dong, dong, sumDong } from '../../shared/kernel/money.ts';
import { Instant, LocalDay } from '../../shared/kernel/time.ts';
import { accounts, credit, debit, type Posting } from './ledger.ts';

/** A desk's drawer, by the short code that the hospital chose. */
export const TillCode = z.string().regex(/^[A-Z0-9]{1,8}$/);
export const SessionId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
/** Whole dong that change hands: above 0, below 100 billion. */
export const CashAmount = z.int().min(1).max(99_999_999_999).brand<'Dong'>();

/** Notes of the State Bank that are money today, in dong. */
const notes = [500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200] as const;
const mostPieces = 100_000;
/** How many pieces of each note a drawer holds; a note that is not named is not there. */
export const NoteCount = z.strictObject(
  Object.fromEntries(notes.map((note) => [String(note), z.int().min(0).max(mostPieces).optional()])),
);
type NoteCount = z.infer<typeof NoteCount>;

/** What counted notes are together. */
export const countedOf = (count: NoteCount): Dong => sumDong(notes.map((note) => dong(note * (count[note] ?? 0))));

/** What moved a drawer. `payment` and `deposit` bring cash, `refund` and `drop` take it. */
const MovementKind = z.enum(['payment', 'deposit', 'refund', 'drop']);
export const Movement = z.object({
  movement: z.string(),
  at: Instant,
  kind: MovementKind,
  /** Positive into the drawer, negative out of it. */
  amount: Dong,
  /** Number of the paper that was handed over. */
  receipt: z.string().optional(),
  bill: z.string().optional(),
  person: z.string().optional(),
  refund: z.string().optional(),
});
export type Movement = z.infer<typeof Movement>;

/** How the drawer of a session was counted. `difference` is counted - expected. */
const Closing = z.object({
  count: z.record(z.string(), z.int().optional()),
  counted: Dong,
  expected: Dong,
  difference: Dong,
  countedAt: Instant,
  countedBy: z.string(),
  /** Who decided on a difference above the limit, and why. */
  decidedBy: z.string().optional(),
  note: z.string().optional(),
});

/** One cashier at one till, from the float to the count. `counted`: the difference waits for another person. */
export const TillSession = z.object({
  session: z.string(),
  till: z.string(),
  cashier: z.string(),
  day: LocalDay,
  openedAt: Instant,
  float: Dong,
  state: z.enum(['open', 'counted', 'closed']),
  /** Movements so far. Each changes it, so that no closing can miss a payment of the same moment. */
  moved: z.int(),
  closing: Closing.optional(),
  /** Counts that another person did not accept, oldest first. */
  recounted: z.array(Closing).optional(),
  closedAt: Instant.optional(),
});
export type TillSession = z.infer<typeof TillSession>;

/** A session as it is told: to its cashier, who counts blind, without what the drawer should have held until it is closed. */
export const TillSessionView = TillSession.extend({
  closing: Closing.partial({ expected: true, difference: true }).optional(),
});

/** Whether this session must not tell its cashier what the drawer should hold. */
export const isBlindFor = (
  { state, cashier }: TillSession,
  caller: { id: string; roles: readonly string[] },
): boolean => state !== 'closed' && (cashier === caller.id || !caller.roles.includes('admin'));

/** Without what it should have held at any count so far. */
export function blindView({ recounted: _, closing, ...session }: TillSession): z.input<typeof TillSessionView> {
  if (!closing) return session;
  const { expected: __, difference: ___, ...counted } = closing;
  return { ...session, closing: counted };
}

/** Cash that a drawer should hold: float + in - out. */
export const expectedOf = (float: Dong, movements: readonly Pick<Movement, 'amount'>[]): Dong =>
  sumDong([float, ...movements.map(({ amount }) => amount)]);

/** Movements by kind, in the order of the kinds. */
export const byKind = (movements: readonly Movement[]) =>
  MovementKind.options.flatMap((kind) => {
    const own = movements.filter((movement) => movement.kind === kind);
    return own.length === 0 ? [] : [{ kind, count: own.length, amount: sumDong(own.map(({ amount }) => amount)) }];
  });

/** Dong that a count found less than there should be; 0 when it found as much or more. */
export const shortageOf = (difference: Dong): Dong => dong(Math.max(0, -difference));

/**
 * Whether a counted drawer may be closed by its cashier alone. What is short adds up over the day, so that a little of
 * each session is not taken without end; what was over elsewhere makes up for nothing.
 * @param shortBefore dong that were short in the cashier's closings of the day so far
 */
export const isWithin = (difference: Dong, shortBefore: Dong, limit: number): boolean =>
  Math.abs(difference) <= limit && (difference >= 0 || shortBefore + shortageOf(difference) <= limit);

/** What a count found more (positive) or less than there should be. */
export const differencePostings = (till: string, difference: Dong): readonly Posting[] => [
  debit(accounts.cash(till), difference),
  credit(accounts.overShort, difference),
];

/** Cash carried from a drawer to the safe; a negative amount is a float that comes out of it. */
export const dropPostings = (till: string, amount: Dong): readonly Posting[] => [
  debit(accounts.safe, amount),
  credit(accounts.cash(till), amount),
];
